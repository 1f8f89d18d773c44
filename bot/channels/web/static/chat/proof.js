/*
 * While very many conversations begin, the server asks for a small sum first. It is solved beside the page, which goes
 * on working; the worker sees why it takes some seconds and how far it is, and has nothing to do.
 */
const proof = (() => {
  const { make, parts } = page;
  let shown = null;
  let bar = null;

  function say(key, withBar) {
    hide();
    shown = make('div', { class: 'turn bot sum' });
    const told = make('div', { class: 'bubble', role: 'status' });
    shown.appendChild(told);
    if (withBar) {
      bar = make('progress', { max: 1, value: 0, 'data-label': 'proof_progress', 'aria-label': words.text('proof_progress') });
      shown.appendChild(bar);
    }
    parts.log.appendChild(shown);
    // Only what changes in a place that is there already is read out.
    setTimeout(() => {
      told.lang = words.tag();
      told.dataset.say = key;
      told.textContent = words.text(key);
    }, 50);
  }

  function hide() {
    if (shown) shown.remove();
    shown = null;
    bar = null;
  }

  const progress = (done) => {
    if (bar) bar.value = done;
  };

  /** In a worker; rejects where this browser has none, or keeps it from starting. */
  function apart(parameters) {
    return new Promise((resolve, reject) => {
      const worker = new Worker(document.body.dataset.sums);
      const end = (settle, value) => {
        worker.terminate();
        settle(value);
      };
      worker.onerror = () => end(reject, new Error('no worker'));
      worker.onmessage = (message) => {
        if (message.data.solution) end(resolve, message.data.solution);
        else if (message.data.failed) end(reject, new Error('not solved'));
        else progress(message.data.done);
      };
      worker.postMessage(parameters);
    });
  }

  return {
    hide,
    /** The proof for a challenge; null where this browser can't solve it: then waiting helps. */
    async of(challenge) {
      say('proof', true);
      try {
        const { parameters } = challenge;
        const solution = await apart(parameters).catch(() => solveSum(parameters, progress));
        progress(1);
        return btoa(JSON.stringify({ challenge, solution }));
      } catch (failure) {
        say('proof_wait', false);
        return null;
      }
    },
  };
})();

