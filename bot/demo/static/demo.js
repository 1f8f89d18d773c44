/* The demonstration's page: plays the example on the phone, puts the clock forward, says what to look at. */
(() => {
  const at = (id) => document.getElementById(id);
  const phone = at('phone'), desk = at('desk'), hint = at('hint');
  let wanted = [], rest = 1000, playing = false, open = [], acting = false;

  const post = (path, fields) => fetch(path, { method: 'POST', body: new URLSearchParams(fields) });
  const order = (action, value) => phone.contentWindow.postMessage({ type: 'todoke-play', action, value }, location.origin);
  const say = (text) => { if (hint.textContent !== text) hint.textContent = text; };

  function showTime(iso) {
    const shape = { timeZone: 'Asia/Tokyo', weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false };
    at('now').textContent = new Intl.DateTimeFormat('en-GB', shape).format(new Date(iso)) + ' in Japan';
  }

  function step() {
    if (!playing || acting) return;
    const choice = wanted.find((one) => open.some((data) => data.endsWith(':' + one)));
    if (!choice) return;
    const data = open.find((one) => one.endsWith(':' + choice));
    if (choice !== '_done') wanted = wanted.filter((one) => one !== choice);
    acting = true;
    setTimeout(() => order('tap', data), rest);
  }

  window.addEventListener('message', (event) => {
    if (event.origin !== location.origin || event.source !== phone.contentWindow) return;
    if (event.data.type === 'todoke-state') { open = event.data.open; at('play').disabled = false; step(); }
    if (event.data.type === 'todoke-played') { acting = false; setTimeout(step, 200); }
  });

  at('play').addEventListener('click', async () => {
    const example = await (await fetch('/demo/example')).json();
    wanted = example.taps; rest = example.rest; playing = true; acting = false;
    say('The example is a worker from Nepal with unpaid overtime. The small grey text is a translation.');
    order('restart', '');
  });

  document.querySelectorAll('[data-hours]').forEach((button) => button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      showTime((await (await post('/demo/clock', { hours: button.dataset.hours })).json()).now);
      setTimeout(look, 2500);
    } finally { button.disabled = false; }
  }));

  at('change').addEventListener('click', async () => {
    const question = await (await fetch('/demo/question')).json();
    if (!question.key) { say('The phone shows no question now: begin a report on it and stop at the question you want to change.'); return; }
    at('editor').hidden = false;
    at('key').textContent = question.key + ', ' + question.language;
    at('words').value = question.text;
    at('words').lang = question.language;
    at('editor').dataset.key = question.key;
    at('editor').dataset.language = question.language;
    at('words').focus();
  });
  at('cancel').addEventListener('click', () => { at('editor').hidden = true; });
  at('editor').addEventListener('submit', async (event) => {
    event.preventDefault();
    const about = event.target.dataset;
    const answer = await (await post('/demo/question', { key: about.key, language: about.language, text: at('words').value })).json();
    at('problem').textContent = answer.problem || '';
    if (!answer.problem) { at('editor').hidden = true; say('Published: the phone asks again with the new words.'); }
  });

  const HINTS = {
    none: '',
    first: 'The report has been sent to the first partner. Nobody answers it. Press “+ 1 day” until the second partner is asked.',
    second: 'The first partner was silent, so the second one has been asked. Show its console, accept the case and write to the worker.',
    coordinator: 'Nobody on the list has answered. The coordinator has been alerted: show the coordinator\'s console.',
    accepted: 'A partner has accepted. Write a reply and mark the worker as reached: the worker is asked on the phone whether that is true.',
    closed: 'The worker has confirmed. This report is closed.',
  };
  let last = '';
  async function look() {
    try {
      const state = await (await fetch('/demo/state')).json();
      showTime(state.now);
      ['first', 'second'].forEach((which, place) => {
        if (state.asked[place]) at('view').querySelector(`[value=${which}]`).textContent = `the ${which} partner (${state.asked[place]})`;
      });
      if (state.story + state.report !== last) {
        last = state.story + state.report;
        if (HINTS[state.story]) say(HINTS[state.story]);
        if (state.story === 'first') { at('view').value = 'first'; at('who').requestSubmit(); }
        if (['second', 'coordinator'].includes(state.story)) desk.contentWindow.location.reload();
      }
    } catch (error) { /* the program was stopped; the next look tells */ }
  }
  at('view').addEventListener('change', () => at('who').requestSubmit());
  showTime(at('now').dataset.now);
  look();
  setInterval(look, 2000);
})();
