/*
 * The conversation as it is seen: the server's bubbles in their order, then what is not confirmed yet.
 */
const thread = (() => {
  const { make, parts } = page;
  const log = parts.log;
  const own = new Map();
  const tracked = new Map();
  let last = 0;
  let names = 0;
  let day = '';
  let restoring = true;
  let emergency = null;
  let dots = null;
  let dotsTimer = null;

  /* ---- what is said ---- */

  function turn(className, lang, text, langs) {
    names += 1;
    const bubble = make('div', { class: 'bubble', id: 'b' + names, lang: words.tag(lang) });
    writing.write(bubble, text, className, langs);
    const element = make('div', { class: 'turn ' + className, tabindex: '-1', 'data-names': 'b' + names });
    element.appendChild(bubble);
    return element;
  }

  function said(payload) {
    const kind = payload.kind || 'say';
    const same = keyboard.again(payload, log.lastElementChild);
    if (same) return changed(same, payload);
    const staff = kind === 'staff' || payload.from === 'staff';
    const element = turn((staff ? 'staff' : 'bot') + ' ' + kind, payload.lang, payload.text, payload.langs);
    if (staff) element.insertBefore(make('p', { class: 'name', 'data-say': 'staff' }, words.text('staff')), element.firstChild);
    if (payload.gloss) writing.gloss(element, payload.gloss);
    if (kind === 'card') {
      const row = writing.calls(payload.text || '');
      if (row) element.appendChild(row);
    }
    if (staff && payload.at) element.appendChild(make('p', { class: 'state' }, writing.clock(payload.at)));
    // The greeting speaks several languages; until one is chosen the page keeps that of the phone.
    if (!payload.langs) words.speak(payload.lang);
    place(element, payload.at);
    if (payload.paper) element.appendChild(paper(payload.paper));
    if (payload.sounds) element.appendChild(listen(payload.sounds));
    if (kind === 'handover') handover.attach(element, payload, !restoring);
    else keyboard.attach(element, payload);
    return element;
  }

  /** Buttons that play a text as somebody speaks it. Nothing is fetched before one is pressed. */
  function listen(sounds) {
    const row = make('div', { class: 'row' });
    sounds.forEach((sound) => {
      const player = make('audio', { preload: 'none', src: '/chat/recordings/' + sound.id + '.ogg' });
      const key = make('button', { type: 'button', class: 'key listen', lang: words.tag(sound.lang) },
        make('span', { 'aria-hidden': 'true' }, '▶ '), make('span', { 'data-say': 'listen' }, words.text('listen')));
      const show = (on) => {
        key.classList.toggle('playing', on);
        key.firstChild.textContent = on ? '■ ' : '▶ ';
      };
      key.addEventListener('click', () => {
        if (!player.paused) return player.pause();
        log.querySelectorAll('audio').forEach((other) => other.pause());
        player.currentTime = 0;
        return player.play().catch(() => show(false));
      });
      ['play', 'pause', 'ended', 'error'].forEach((name) => player.addEventListener(name, () => show(!player.paused && !player.ended)));
      row.appendChild(key);
      row.appendChild(player);
    });
    return row;
  }

  /** The button that keeps a file on the phone. It is fetched only then: a slow network is not asked for it twice. */
  function paper(file) {
    const place = make('div', { class: 'row' });
    const size = Math.max(1, Math.round(file.size / 1024)) + ' kB';
    const button = make('button', { type: 'button', class: 'key', 'data-paper': file.id }, '↓ ' + file.name + ' (' + size + ')');
    const state = make('p', { class: 'state', role: 'status' });
    button.addEventListener('click', async () => {
      button.disabled = true;
      state.textContent = '';
      try {
        const address = URL.createObjectURL(await wire.paper(file.id));
        const link = make('a', { href: address, download: file.name });
        document.body.appendChild(link);
        link.click();
        link.remove();
        setTimeout(() => URL.revokeObjectURL(address), 60000);
      } catch (failure) {
        state.textContent = words.text('trouble');
      }
      button.disabled = false;
    });
    place.appendChild(button);
    place.appendChild(state);
    return place;
  }

  /** The open question again, in other words: it stays where it is. */
  function changed(entry, payload) {
    const element = entry.turn;
    const bubble = element.querySelector('.bubble');
    // Said anew only if the words are new: a screen reader reads out whatever is added.
    if (entry.bubble.text !== payload.text) {
      bubble.lang = words.tag(payload.lang);
      writing.write(bubble, payload.text, '', payload.langs);
    }
    Array.from(element.children).forEach((part) => {
      if (part.classList.contains('gloss')) part.remove();
    });
    if (payload.gloss) writing.gloss(element, payload.gloss, element.querySelector('.keys'));
    keyboard.replace(entry, payload);
    if (!payload.langs) words.speak(payload.lang);
    return element;
  }

  /* ---- what the worker says ---- */

  function ownTurn(event, label) {
    const shown = event.type === 'file' ? '📎 ' + (event.name || label || '') : event.text;
    const element = turn('worker', null, shown);
    element.insertBefore(make('p', { class: 'unseen', 'data-say': 'you' }, words.text('you')), element.firstChild);
    element.appendChild(make('p', { class: 'state' }));
    return element;
  }

  const isShown = (event) => event.type === 'text' || event.type === 'file';

  queue.watch((item, state, detail) => {
    if (state === 'added' && isShown(item.event)) {
      const element = ownTurn(item.event);
      element.classList.add('unconfirmed');
      own.set(item.seq, element);
      track(item, element);
      log.appendChild(element);
      down(element, true);
    }
    const element = tracked.get(item);
    if (element) describe(element, state, detail);
    if (state === 'sent') expectReply();
  });

  function track(item, element) {
    tracked.set(item, element);
    if (item.state) describe(element, item.state);
  }

  function untrack(element) {
    tracked.forEach((value, item) => {
      if (value === element) tracked.delete(item);
    });
    element.querySelector('.state').textContent = '';
  }

  const STATES = { added: '', sending: 'sending', waiting: 'offline_queued', sent: 'sent', refused: 'not_sent' };
  const REASONS = {
    text_too_long: 'too_long',
    file_too_large: 'too_large',
    too_large: 'too_large',
    file_refused: 'file_refused',
    file_again: 'file_again',
  };

  function describe(element, state, detail) {
    const line = element.querySelector('.state');
    const key = STATES[state];
    line.className = 'state ' + state;
    line.textContent = '';
    if (!key || (state === 'sent' && element.classList.contains('answer'))) return;
    line.appendChild(make('span', { 'data-say': key }, words.text(key)));
    if (state === 'sending' && typeof detail === 'number') line.appendChild(make('span', {}, ' ' + Math.round(detail * 100) + ' %'));
    if (state === 'refused' && REASONS[detail]) {
      line.appendChild(make('span', {}, ' · ' + words.text(REASONS[detail], { limit: pickers.limitInMegabytes })));
    }
  }

  /** The worker's own message, back from the server. */
  function confirmed(payload) {
    queue.confirmed(payload.seq);
    if (payload.type === 'handover') return handover.given(payload);
    if (!isShown(payload)) return null;
    let element = own.get(payload.seq);
    if (element) {
      own.delete(payload.seq);
      element.classList.remove('unconfirmed');
      // Words overtake a file that is still on its way: what follows from them stands below them.
      const next = log.querySelector('.unconfirmed');
      if (next && next.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) log.insertBefore(element, next);
    } else {
      element = ownTurn(payload);
      place(element, payload.at);
    }
    const line = element.querySelector('.state');
    line.className = 'state';
    line.textContent = payload.at ? writing.clock(payload.at) + ' · ' : '';
    line.appendChild(make('span', { 'data-say': 'sent' }, words.text('sent')));
    return element;
  }

  /** What was taken up to `heard` and is not shown, such as a code that led elsewhere, does not stay on the screen. */
  function unshown(heard) {
    own.forEach((element, seq) => {
      if (seq > heard || !element.querySelector('.state.sent')) return;
      own.delete(seq);
      element.remove();
    });
  }

  /* ---- where it goes ---- */

  function place(element, at) {
    const next = log.querySelector('.unconfirmed');
    const today = at ? new Date(at).toDateString() : day;
    if (today !== day) {
      if (day) log.insertBefore(make('p', { class: 'day', 'data-at': at }, writing.date(at)), next);
      day = today;
    }
    if (restoring) element.classList.add('old');
    log.insertBefore(element, next);
  }

  words.onChange(() => {
    log.querySelectorAll('.day').forEach((line) => {
      line.textContent = writing.date(line.dataset.at);
    });
  });

  /** Where a smooth scroll is going: whoever is on the way to the end counts as there. */
  let aim = 0;
  const nearEnd = () => log.scrollHeight - Math.max(log.scrollTop, aim) - log.clientHeight < 120;

  /** Bring `element` into view: its end, or its beginning if it is taller than the screen. */
  function down(element, force) {
    if (!force) {
      // Only what can't be seen is announced: the note would lie over a button.
      parts.newer.hidden = element.offsetTop - log.offsetTop < log.scrollTop + log.clientHeight - 48;
      return;
    }
    parts.newer.hidden = true;
    const top = element.offsetTop - log.offsetTop - 8;
    const fromEnd = log.scrollHeight - log.clientHeight;
    const to = Math.min(top, fromEnd);
    if (typeof log.scrollTo === 'function' && !restoring && !page.calm()) {
      if (to > log.scrollTop + 1) aim = to;
      log.scrollTo({ top: to, behavior: 'smooth' });
    } else log.scrollTop = to;
  }

  log.addEventListener('scroll', () => {
    if (log.scrollTop >= aim - 1) aim = 0;
    if (nearEnd()) parts.newer.hidden = true;
  });
  // Whoever scrolls by hand goes where they want.
  ['wheel', 'touchmove', 'scrollend'].forEach((moved) => {
    log.addEventListener(moved, () => {
      aim = 0;
    }, { passive: true });
  });
  parts.newer.addEventListener('click', () => {
    log.scrollTop = log.scrollHeight;
    log.focus();
  });

  /** Dots, while somebody is about to answer. */
  function expectReply() {
    clearTimeout(dotsTimer);
    dotsTimer = setTimeout(() => {
      if (dots) return;
      dots = make('div', { class: 'dots', 'aria-hidden': 'true' }, make('i'), make('i'), make('i'));
      log.parentNode.insertBefore(dots, parts.newer);
      dotsTimer = setTimeout(noDots, 20000);
    }, 900);
  }

  function noDots() {
    clearTimeout(dotsTimer);
    if (dots) dots.remove();
    dots = null;
  }

  /** Nothing said before is shown any more. */
  function wipe() {
    own.clear();
    tracked.clear();
    keyboard.clear();
    handover.clear();
    composer.expect(null);
    day = '';
    log.textContent = '';
    aim = 0;
    parts.newer.hidden = true;
  }

  function take(payload) {
    if (payload.from === 'worker') return confirmed(payload);
    if (payload.type === 'answered') return keyboard.answered(payload);
    if (payload.type === 'redraw') return keyboard.redraw(payload);
    if (payload.type === 'clear') return wipe();
    return payload.type === 'bubble' ? said(payload) : null;
  }

  return {
    track,
    untrack,
    /** How a typed answer to the question in `asked` was understood, under the worker's own words. False: tapped. */
    understood(asked, label) {
      const written = Array.from(log.querySelectorAll('.turn.worker:not(.unconfirmed)')).pop();
      if (!written || !(asked.compareDocumentPosition(written) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
      written.appendChild(make('p', { class: 'state' }, label));
      return true;
    },
    last: () => last,
    /** A stretch of the conversation; `caughtUp` once there is nothing later than what was said up to `heard`. */
    receive(bubbles, caughtUp, heard) {
      // Beside the console of the demonstration the phone is watched while somebody works over there.
      const watched = document.body.dataset.demo === '1' && window.parent !== window && !document.hasFocus();
      const follow = watched || nearEnd();
      let first = null;
      let spoke = false;
      bubbles.forEach((payload) => {
        if (payload.n <= last) return;
        last = payload.n;
        const element = take(payload);
        if (payload.from === 'worker') return;
        spoke = true;
        first = first || (element instanceof Element ? element : null);
      });
      if (caughtUp) unshown(heard);
      if (spoke) {
        noDots();
        keyboard.settle();
      }
      if (restoring) down(log.lastElementChild || log, true);
      else if (first) down(first, follow);
      if (restoring && caughtUp) {
        restoring = false;
        // From here on a screen reader speaks what is added, not what was there before.
        setTimeout(() => log.setAttribute('aria-live', 'polite'), 300);
      }
    },
    /** The numbers that help in any case, where nobody answers; once. */
    emergency() {
      if (!words.emergency() || (emergency && emergency.isConnected)) return;
      emergency = said({ kind: 'card', text: words.emergency() });
      down(emergency, true);
    },
    /** A message that is not even sent, with the reason. */
    refuse(event, code) {
      const element = ownTurn(event);
      log.appendChild(element);
      describe(element, 'refused', code);
      down(element, true);
    },
    /** Move the keyboard's focus on, if it would be lost with `gone`. */
    focusFrom(gone, target) {
      if (target && gone.contains(document.activeElement)) target.focus({ preventScroll: true });
    },
    stay() {
      log.scrollTop = log.scrollHeight;
    },
    clear() {
      noDots();
      wipe();
      last = 0;
      restoring = true;
      log.setAttribute('aria-live', 'off');
    },
  };
})();

