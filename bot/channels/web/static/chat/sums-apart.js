/* The worker's own part: takes a challenge's parameters, tells how far it is, then the solution. */
self.onmessage = (message) => {
  solveSum(message.data, (done) => self.postMessage({ done })).then(
    (solution) => self.postMessage({ solution }),
    () => self.postMessage({ failed: true })
  );
};
