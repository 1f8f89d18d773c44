/*
 * Only in the demo: translations under the bubbles, and a hook by which the page around plays the example.
 * It listens to the page of the same origin that holds it, and to nobody else.
 */
const demo = (() => {
  const { make } = page;
  if (document.body.dataset.demo !== '1') return null;
  const LANGUAGES = [['off', null], ['en', 'English'], ['ja', '日本語']];

  function translate(language) {
    document.body.dataset.gloss = language;
    memory.lasting.write('gloss', language);
    Array.from(bar.querySelectorAll('button')).forEach((one) => {
      one.setAttribute('aria-pressed', String(one.dataset.gloss === language));
    });
  }

  const bar = make('div', { class: 'gloss-bar', role: 'group', 'data-label': 'gloss', 'aria-label': words.text('gloss') });
  bar.appendChild(make('span', { 'data-say': 'gloss', 'aria-hidden': 'true' }, words.text('gloss')));
  LANGUAGES.forEach(([language, name]) => {
    const attributes = { type: 'button', 'data-gloss': language, lang: language === 'off' ? null : language };
    const one = make('button', Object.assign(attributes, name ? {} : { 'data-say': 'gloss_off' }), name || words.text('gloss_off'));
    one.addEventListener('click', () => translate(language));
    bar.appendChild(one);
  });
  page.parts.banner.parentNode.insertBefore(bar, page.parts.banner);
  translate(memory.lasting.read('gloss') || 'en');

  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const tell = (message) => {
    if (window.parent !== window) window.parent.postMessage(message, window.location.origin);
  };

  async function tap(value) {
    const key = keyboard.open().find((one) => one.dataset.tap === value || one.firstChild.textContent === value);
    if (!key) return false;
    key.scrollIntoView({ block: 'nearest' });
    key.classList.add('played');
    await rest(page.calm() ? 50 : 600);
    if (!key.isConnected) return false;
    key.click();
    return true;
  }

  async function type(value) {
    const signs = Array.from(value);
    for (let end = 1; end <= signs.length; end += 1) {
      composer.type(signs.slice(0, end).join(''));
      await rest(page.calm() ? 0 : 30);
    }
    composer.send();
    return true;
  }

  const ACTIONS = {
    tap,
    type,
    async restart() {
      chat.restart();
      return true;
    },
    async gloss(value) {
      translate(value);
      return true;
    },
  };

  window.addEventListener('message', async (event) => {
    const order = event.data;
    if (event.origin !== window.location.origin || event.source !== window.parent || event.source === window) return;
    if (!order || order.type !== 'todoke-play' || !Object.prototype.hasOwnProperty.call(ACTIONS, order.action)) return;
    const done = await ACTIONS[order.action](String(order.value || ''));
    tell({ type: 'todoke-played', action: order.action, value: order.value, done });
  });

  return {
    /** Tell the page around what the phone shows now: the newest bubble's number and what can be pressed. */
    changed: () => tell({ type: 'todoke-state', last: thread.last(), open: keyboard.open().map((one) => one.dataset.tap) }),
  };
})();

