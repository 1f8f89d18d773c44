/*
 * Quick exit: the screen is empty at once, and a weather page takes this page's place in the history.
 */
const leave = (() => {
  const TWICE = 1500;
  const away = document.body.dataset.exit;
  let left = false;
  let escaped = -TWICE;

  function go() {
    left = true;
    memory.passing.clear();
    document.title = '☀';
    document.documentElement.lang = 'ja';
    document.body.textContent = '';
    if (away !== 'about:blank') window.location.replace(away);
  }

  document.getElementById('leave').addEventListener('click', go);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' && event.key !== 'Esc') return;
    if (event.timeStamp - escaped < TWICE) go();
    escaped = event.timeStamp;
  });
  // Coming back by the browser's memory of pages must show nothing either.
  window.addEventListener('pageshow', () => {
    if (left) go();
  });
  return { go };
})();

