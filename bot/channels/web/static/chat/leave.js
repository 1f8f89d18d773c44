/*
 * Quick exit: the screen is empty at once, and a weather page takes this page's place in the history.
 */
const leave = (() => {
  const TWICE = 1500;
  const away = document.body.dataset.exit;
  let left = false;
  let escaped = -TWICE;

  function go() {
    // Pressing on and on must not begin the way to the weather anew each time.
    if (left) return;
    left = true;
    empty();
    if (away !== 'about:blank') window.location.replace(away);
  }

  function empty() {
    memory.passing.clear();
    document.title = '☀';
    document.documentElement.lang = 'ja';
    document.body.textContent = '';
  }

  document.getElementById('leave').addEventListener('click', go);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' && event.key !== 'Esc') return;
    if (event.timeStamp - escaped < TWICE) go();
    escaped = event.timeStamp;
  });
  // Coming back by the browser's memory of pages must show nothing either.
  window.addEventListener('pageshow', () => {
    if (!left) return;
    empty();
    if (away !== 'about:blank') window.location.replace(away);
  });
  return { go };
})();

