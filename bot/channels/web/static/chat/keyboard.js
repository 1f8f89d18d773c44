/*
 * The buttons under a bubble. Only the newest question's are there to press; a question of a case (data `q:…`)
 * keeps its own until it is answered. An answered question shows "✓ …" in their place.
 */
const keyboard = (() => {
  const { make } = page;
  const visits = new Map();
  const cases = new Map();
  let current = null;

  const flat = (rows) => (rows || []).reduce((all, row) => all.concat(row), []);
  const isControl = (data) => data.indexOf('c:') === 0;
  const caseOf = (bubble) => {
    const key = flat(bubble.rows).find((button) => button.data.indexOf('q:') === 0);
    return key ? key.data.split(':')[1] : null;
  };
  const staysOpen = (bubble) => bubble.multi === true;

  /** Give a bubble's turn its buttons, as the question that is open now. */
  function attach(turn, bubble) {
    const aside = caseOf(bubble);
    if (!aside && !flat(bubble.rows).length && bubble.kind !== 'ask') return;
    const entry = { turn, bubble, keys: null, chip: null, item: null };
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
    const unsent = queue.tapOn(aside ? 'q:' + aside + ':' : 'a:' + bubble.visit + ':');
    if (unsent) press(entry, unsent);
    if (!aside) composer.expect(bubble.input || null);
  }

  function build(entry) {
    const keys = make('div', { class: 'keys', role: 'group', 'aria-labelledby': entry.turn.dataset.names });
    keys.lang = words.tag(entry.bubble.lang);
    (entry.bubble.rows || []).forEach((row) => {
      const controls = row.every((button) => isControl(button.data));
      const line = make('div', { class: controls ? 'row controls' : 'row' });
      row.forEach((button) => line.appendChild(key(entry, button)));
      keys.appendChild(line);
    });
    const extra = pickers.of(entry.bubble.input);
    if (extra) keys.insertBefore(extra, keys.firstChild);
    return keys;
  }

  function key(entry, button) {
    const element = make('button', { type: 'button', class: 'key', 'data-tap': button.data }, button.label);
    if (button.lang) element.lang = words.tag(button.lang);
    if (typeof button.pressed === 'boolean') element.setAttribute('aria-pressed', String(button.pressed));
    if (button.gloss) thread.gloss(element, button.gloss);
    if (button.data === 'n') element.setAttribute('aria-disabled', 'true');
    else element.addEventListener('click', () => tap(entry, button, element));
    return element;
  }

  function tap(entry, button, element) {
    if (entry.item) return;
    const event = { type: 'tap', data: button.data };
    if (staysOpen(entry.bubble) && !isControl(button.data)) {
      element.classList.add('busy');
      queue.add({ event, label: button.label });
      return;
    }
    const label = entry.bubble.sensitive && !isControl(button.data) ? '' : button.label;
    const item = { event, label };
    entry.item = item;
    queue.add(item);
    press(entry, item);
  }

  /** Show what was pressed instead of the buttons, until the server says what became of it. */
  function press(entry, item) {
    entry.item = item;
    entry.keys.hidden = true;
    put(entry, item.label || '✓');
    thread.track(item, entry.chip);
    thread.focusFrom(entry.keys, entry.chip);
  }

  function put(entry, text) {
    if (!entry.chip) {
      entry.chip = make('p', { class: 'answer', tabindex: '-1' }, make('span', {}), make('span', { class: 'state' }));
      entry.turn.appendChild(entry.chip);
    }
    entry.chip.lang = words.tag(entry.bubble.lang);
    entry.chip.firstChild.textContent = text;
  }

  function reopen(entry) {
    entry.item = null;
    if (!entry.keys) return;
    entry.keys.hidden = false;
    if (!entry.chip) return;
    thread.focusFrom(entry.chip, entry.keys.querySelector('button'));
    entry.chip.remove();
    entry.chip = null;
  }

  /** A later question is open: this one keeps its "✓ …", if it has one. */
  function retire(entry) {
    if (!entry || !entry.keys) return;
    thread.focusFrom(entry.keys, entry.turn);
    entry.keys.remove();
    entry.keys = null;
    const item = entry.item;
    if (item && isControl(item.event.data) && entry.chip) {
      thread.focusFrom(entry.chip, entry.turn);
      entry.chip.remove();
      entry.chip = null;
    }
  }

  queue.watch((item, state) => {
    if (item.event.type !== 'tap') return;
    const entry = [current].concat(Array.from(cases.values())).find((one) => one && one.item === item);
    if (!entry) return;
    if (state === 'refused') reopen(entry);
    else if (state === 'sent' && entry.chip && item.label && !isControl(item.event.data)) {
      entry.chip.firstChild.textContent = '✓ ' + item.label;
    }
  });

  return {
    attach,
    /** `{type: "answered"}`: the earlier buttons become its label. */
    answered(payload) {
      const entries = payload.question ? [cases.get(payload.question)] : visits.get(payload.visit) || [];
      const entry = entries[entries.length - 1];
      if (!entry) return;
      entry.item = null;
      put(entry, payload.label);
      thread.untrack(entry.chip);
      if (!entry.keys) return;
      thread.focusFrom(entry.keys, entry.chip);
      entry.keys.remove();
      entry.keys = null;
      if (entry === current) composer.expect(null);
    },
    /** Bubbles came and the question is still open (help, a stale button): its buttons come back. */
    settle() {
      const open = current && current.keys && current.item && queue.tapOn(current.item.event.data) === undefined;
      if (open) reopen(current);
    },
    /** The open question, if `bubble` asks it again and nothing was said since: it is changed in place. */
    again(bubble, lastTurn) {
      const same = current && current.keys && bubble.kind === 'ask' && bubble.visit !== undefined;
      return same && current.bubble.visit === bubble.visit && current.turn === lastTurn ? current : null;
    },
    replace(entry, bubble) {
      const old = entry.keys;
      const pressed = (entry.item && entry.item.event.data) || (old.contains(document.activeElement) && focusedTap());
      entry.bubble = bubble;
      entry.item = null;
      entry.keys = build(entry);
      entry.turn.insertBefore(entry.keys, old);
      const next = Array.from(entry.keys.querySelectorAll('button')).find((one) => one.dataset.tap === pressed);
      [old, entry.chip].forEach((gone) => {
        if (!gone) return;
        thread.focusFrom(gone, next || entry.turn);
        gone.remove();
      });
      entry.chip = null;
      composer.expect(bubble.input || null);
    },
    /** What can be pressed now. */
    open: () => Array.from(document.querySelectorAll('.keys:not([hidden]) button[data-tap]')),
    clear() {
      visits.clear();
      cases.clear();
      current = null;
    },
  };

  function focusedTap() {
    return document.activeElement.dataset.tap;
  }
})();

