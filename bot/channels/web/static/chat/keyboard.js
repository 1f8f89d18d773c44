/*
 * The buttons under a bubble. Only the newest question's are there to press; a question of a case (data `q:…`)
 * keeps its own until it is answered. An answered question shows "✓ …" in their place.
 */
const keyboard = (() => {
  const { make } = page;
  const SHORT = 14;
  /** What the page does itself. */
  const CLEAR = 'c:0:clear';
  const TICK = /^([☐☑]) ?/;
  const visits = new Map();
  const cases = new Map();
  let current = null;

  const flat = (rows) => (rows || []).reduce((all, row) => all.concat(row), []);
  const isControl = (data) => data.indexOf('c:') === 0;
  const isFoot = (row) => row.every((button) => /^c:\d+:(back|menu)$/.test(button.data));
  const prefix = (entry) => (entry.aside ? 'q:' + entry.aside + ':' : 'a:' + entry.bubble.visit + ':');
  const caseOf = (bubble) => {
    const key = flat(bubble.rows).find((button) => button.data.indexOf('q:') === 0);
    return key ? key.data.split(':')[1] : null;
  };

  /** Give a bubble's turn its buttons, as the question that is open now. */
  function attach(turn, bubble) {
    const aside = caseOf(bubble);
    if (!aside && !flat(bubble.rows).length && bubble.kind !== 'ask') return;
    const entry = { turn, bubble, aside, keys: null, chip: null, item: null };
    if (aside) {
      retire(cases.get(aside));
      cases.set(aside, entry);
    } else {
      retire(current);
      current = entry;
    }
    if (bubble.visit !== undefined) visits.set(bubble.visit, (visits.get(bubble.visit) || []).concat(entry));
    entry.keys = build(entry);
    turn.appendChild(entry.keys);
    resume(entry);
    if (!aside) composer.expect(bubble.input || null);
  }

  function build(entry) {
    const { bubble } = entry;
    const keys = make('div', { class: 'keys', role: 'group', 'aria-labelledby': entry.turn.dataset.names });
    keys.lang = words.tag(bubble.lang);
    const extra = pickers.of(bubble.input);
    if (extra) keys.appendChild(extra);
    const rows = bubble.rows || [];
    const named = rows.filter(isName);
    const body = rows.filter((row) => !isFoot(row) && !isName(row));
    if (named.length) keys.appendChild(line(entry, flat(named), 'row pairs names'));
    if (inPairs(body)) keys.appendChild(line(entry, flat(body), 'row pairs'));
    else body.forEach((row) => keys.appendChild(line(entry, row, 'row')));
    rows.filter(isFoot).forEach((row) => keys.appendChild(line(entry, row, 'row controls')));
    return keys;
  }

  /** The name of a language: there are many, they stand two by two. */
  const isName = (row) => row.length === 1 && !!row[0].lang;

  /** Short answers given one to a row stand side by side. */
  function inPairs(rows) {
    return rows.length > 1 && rows.every((row) => row.length === 1 && row[0].label.length <= SHORT);
  }

  function line(entry, buttons, className) {
    const element = make('div', { class: className });
    buttons.forEach((button) => element.appendChild(key(entry, button)));
    return element;
  }

  function key(entry, button) {
    const tick = TICK.exec(button.label);
    const element = make('button', { type: 'button', class: 'key', 'data-tap': button.data }, button.label.replace(TICK, ''));
    if (tick) element.setAttribute('aria-pressed', String(tick[1] === '☑'));
    if (button.lang) element.lang = words.tag(button.lang);
    if (button.gloss) writing.gloss(element, button.gloss);
    if (button.data === 'n') element.setAttribute('aria-disabled', 'true');
    else element.addEventListener('click', () => tap(entry, button, element));
    return element;
  }

  function tap(entry, button, element) {
    if (entry.item) return;
    if (button.data === CLEAR) {
      panel.clear(entry.bubble.recovery_code);
      return;
    }
    const event = { type: 'tap', data: button.data };
    if (element.hasAttribute('aria-pressed')) {
      flip(element);
      queue.add({ event, label: button.label });
      return;
    }
    const item = { event, label: entry.bubble.sensitive && !isControl(button.data) ? '' : button.label };
    queue.add(item);
    press(entry, item);
  }

  const flip = (element) => element.setAttribute('aria-pressed', String(element.getAttribute('aria-pressed') !== 'true'));

  /** Show again what was pressed and is not sent yet. */
  function resume(entry) {
    queue.tapsOn(prefix(entry)).forEach((item) => {
      const element = within(entry, item.event.data);
      if (element && element.hasAttribute('aria-pressed')) flip(element);
      else press(entry, item);
    });
  }

  const within = (entry, data) => Array.from(entry.keys.querySelectorAll('button')).find((one) => one.dataset.tap === data);

  /** Show what was pressed instead of the buttons, until the server says what became of it. */
  function press(entry, item) {
    entry.item = item;
    put(entry, item.label || '✓');
    thread.track(item, entry.chip);
    thread.focusFrom(entry.keys, entry.chip);
    entry.keys.hidden = true;
  }

  function put(entry, text) {
    if (!entry.chip) {
      entry.chip = make('p', { class: 'answer', tabindex: '-1' }, make('span', {}), make('span', { class: 'state' }));
      entry.turn.appendChild(entry.chip);
    }
    entry.chip.lang = words.tag(entry.bubble.lang);
    entry.chip.firstChild.textContent = text;
  }

  function unput(entry, target) {
    if (!entry.chip) return;
    thread.focusFrom(entry.chip, target);
    entry.chip.remove();
    entry.chip = null;
  }

  function reopen(entry) {
    entry.item = null;
    if (!entry.keys) return;
    entry.keys.hidden = false;
    unput(entry, entry.keys.querySelector('button'));
  }

  function fold(entry, target) {
    if (!entry.keys) return;
    thread.focusFrom(entry.keys, target);
    entry.keys.remove();
    entry.keys = null;
  }

  /** A later question is open: this one keeps its "✓ …", if it has one. */
  function retire(entry) {
    if (!entry) return;
    fold(entry, entry.turn);
    if (entry.item && isControl(entry.item.event.data)) unput(entry, entry.turn);
  }

  /** The same question with other buttons; the finger or the keyboard stays where it was. */
  function replace(entry, bubble) {
    const { activeElement } = document;
    const held = (entry.item && entry.item.event.data) || (entry.keys.contains(activeElement) && activeElement.dataset.tap);
    const old = entry.keys;
    entry.bubble = bubble;
    entry.item = null;
    entry.keys = build(entry);
    entry.turn.insertBefore(entry.keys, old);
    const target = within(entry, held) || entry.turn;
    thread.focusFrom(old, target);
    old.remove();
    unput(entry, target);
    resume(entry);
    composer.expect(bubble.input || null);
  }

  queue.watch((item, state) => {
    if (item.event.type !== 'tap') return;
    const entry = [current].concat(Array.from(cases.values())).find((one) => one && one.item === item);
    if (!entry) return;
    if (state === 'refused' || (state === 'sent' && item.passedBy)) reopen(entry);
    else if (state === 'sent' && item.label && !isControl(item.event.data)) entry.chip.firstChild.textContent = '✓ ' + item.label;
  });

  return {
    attach,
    /** `{type: "answered"}`: the earlier buttons become its label. */
    answered(payload) {
      const entries = payload.question ? [cases.get(payload.question)] : visits.get(payload.visit) || [];
      const entry = entries[entries.length - 1];
      if (!entry) return;
      const typed = !entry.item && thread.understood(entry.turn, payload.label);
      entry.item = null;
      if (!typed) {
        put(entry, payload.label);
        thread.untrack(entry.chip);
      }
      fold(entry, entry.chip || entry.turn);
      if (entry === current) composer.expect(null);
    },
    /** `{type: "redraw"}`: other ticks. */
    redraw(payload) {
      const entry = (visits.get(payload.visit) || []).find((one) => one.keys);
      if (entry) replace(entry, Object.assign({}, entry.bubble, { rows: payload.rows }));
    },
    /** Bubbles came and the question is still open (help, a stale button): its buttons come back. */
    settle() {
      if (!current || !current.keys || !current.item) return;
      if (queue.holds(current.item)) current.item.passedBy = true;
      else reopen(current);
    },
    /** The open question, if `bubble` asks it again and nothing was said since: it is changed in place. */
    again(bubble, lastTurn) {
      const same = current && current.keys && bubble.kind === 'ask' && bubble.visit !== undefined;
      return same && current.bubble.visit === bubble.visit && current.turn === lastTurn ? current : null;
    },
    replace,
    /** What can be pressed now. */
    open: () => Array.from(document.querySelectorAll('.keys:not([hidden]) button[data-tap]')),
    clear() {
      visits.clear();
      cases.clear();
      current = null;
    },
  };
})();

