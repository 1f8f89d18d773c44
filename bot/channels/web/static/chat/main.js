/*
 * Begins or takes up the conversation, and listens for what comes.
 */
const chat = (() => {
  const { make, button, parts } = page;
  const SLOWEST = 12; // seconds: so soon is a server that was started anew found again
  let listening = 0;
  const { pause, over } = resting();

  function visible() {
    return new Promise((resolve) => {
      const look = () => {
        if (document.hidden) return;
        document.removeEventListener('visibilitychange', look);
        resolve();
      };
      document.addEventListener('visibilitychange', look);
      look();
    });
  }

  /** What could not be reached is said; where it fails again and nothing is on the screen, with the emergency card. */
  function failed(failure, delay) {
    page.disconnected(failure);
    if (delay > 1 && !parts.log.querySelector('.turn')) thread.emergency();
  }

  async function begin() {
    const mine = (listening += 1);
    let solved = null;
    for (let delay = 1; mine === listening; delay = Math.min(delay * 2, SLOWEST)) {
      try {
        const answer = await wire.begin(mark, solved);
        if (mine !== listening) return null; // it was begun anew meanwhile
        page.connected();
        return open(answer.token);
      } catch (failure) {
        if (mine !== listening) return null;
        solved = null;
        if (failure.challenge) {
          page.connected();
          solved = await proof.of(failure.challenge);
          if (mine !== listening) return null;
          if (solved) continue;
        } else {
          proof.hide();
          failed(failure, delay);
        }
        await pause(delay, failure.retryAfter);
      }
    }
    return null;
  }

  /** Come with the code of a link. It stays in the address until it is known whether it leads anywhere. */
  async function come(withCode) {
    const mine = (listening += 1);
    for (let delay = 1; mine === listening; delay = Math.min(delay * 2, SLOWEST)) {
      let failure = null;
      try {
        const answer = await wire.recover(withCode);
        if (mine !== listening) return null; // something else was begun meanwhile
        page.connected();
        leaveAddress();
        return open(answer.token);
      } catch (refused) {
        failure = refused;
      }
      if (mine !== listening) return null;
      if (failure.status === 404 || failure.status === 422) {
        leaveAddress();
        return ended('recover_wrong');
      }
      const seconds = Math.max(delay, failure.retryAfter);
      if (failure.status === 429) page.wait(seconds);
      else page.disconnected(failure);
      await pause(delay, failure.retryAfter);
    }
    return null;
  }

  function leaveAddress() {
    history.replaceState(null, '', location.pathname);
  }

  function open(token) {
    wire.hold(token);
    reset();
    composer.open();
    listen();
  }

  function reset() {
    thread.clear();
    code.forget();
  }

  async function listen() {
    const mine = (listening += 1);
    let caughtUp = false;
    let delay = 1;
    while (mine === listening) {
      await visible();
      const asked = Date.now();
      try {
        const answer = await wire.bubbles(thread.last(), caughtUp ? 25 : 0);
        if (mine !== listening) return;
        delay = 1;
        page.hold(Boolean(answer.held));
        if (answer.moved) reset();
        queue.heard(answer.seq);
        words.served(answer.release);
        thread.receive(answer.bubbles, !answer.more, answer.seq);
        if (answer.held && !answer.more) thread.emergency();
        if (answer.bubbles.length && typeof demo === 'object' && demo) demo.changed();
        if (!answer.bubbles.length && caughtUp && Date.now() - asked < 1000) await pause(1);
        caughtUp = !answer.more;
      } catch (failure) {
        if (mine !== listening) return;
        if (failure.status === 401) return ended('session_lost');
        failed(failure, delay);
        await pause(delay * (0.8 + Math.random() * 0.4), failure.retryAfter);
        delay = Math.min(delay * 2, SLOWEST);
      }
    }
  }

  /** Nothing of the conversation is left on this phone. */
  function ended(key) {
    listening += 1;
    wire.drop();
    queue.empty();
    memory.clear();
    reset();
    composer.close();
    page.connected();
    const again = make('div', { class: 'row' });
    again.appendChild(button('start_again', begin, { class: 'key' }));
    again.appendChild(button('recover_enter', panel.enter, { class: 'key' }));
    const turn = make('div', { class: 'turn bot', tabindex: '-1' });
    turn.appendChild(make('div', { class: 'bubble', 'data-say': key, role: 'status' }, words.text(key)));
    turn.appendChild(make('div', { class: 'keys' }, again));
    parts.log.appendChild(turn);
    turn.focus();
  }

  function clear() {
    // It need not succeed: nobody else has the token, and this phone no longer does either.
    wire.forget().catch(() => null);
    ended('clear_phone_done');
  }

  function restart() {
    wire.drop();
    queue.empty();
    memory.clear();
    reset();
    begin();
  }

  window.addEventListener('online', over);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) over();
  });
  window.addEventListener('offline', () => page.disconnected({ status: 0 }));
  queue.watch((item, state) => {
    if (state === 'sent' || state === 'added') over();
  });
  memory.onCleared(() => ended('clear_phone_done'));
  parts.log.addEventListener('click', over);

  // A link that a colleague passed on holds a code behind the #, which browsers never send.
  const passed = /^#with=([0-9A-Za-z-]{8,20})$/.exec(location.hash);
  // A poster's link holds a language and perhaps an organisation in the same way.
  const posted = /^#(in_([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)(?:_[0-9A-Za-z-]{2,40})?)$/.exec(location.hash);
  // The same of whoever comes for the questions that are asked every three months.
  const mark = posted ? posted[1] : location.hash === '#check' ? 'check' : '';
  if (posted) words.speak(posted[2].replace('-', '_'));
  if (mark || wire.known()) leaveAddress();

  if (wire.known()) {
    reset();
    composer.open();
    queue.restore();
    if (passed) queue.add({ event: { type: 'command', name: 'start', argument: 'with_' + passed[1] } });
    if (mark) queue.add({ event: { type: 'command', name: 'start', argument: mark } });
    queue.drain();
    listen();
  } else if (passed) {
    come(passed[1]);
  } else {
    begin();
  }
  return { open, clear, restart };
})();
