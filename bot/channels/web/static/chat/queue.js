/*
 * What the worker said and the server has not confirmed: sent one at a time, in order, the same number each time,
 * until it is taken. Kept in the phone's storage until then, so that a closed page loses nothing.
 *
 * Files go beside the words: a cry for help never waits for a photo on a slow line. Only the button that ends the
 * sending of files waits for those before it.
 *
 * A number is a count times 65536 plus this page's own mark, so that two tabs or two phones never use the same.
 */
const queue = (() => {
  const SLOWEST = 60;
  const LATE = 60;
  const OLDEST = 31536000;
  const MARKS = 65536;
  const DATED = new Set(['tap', 'text']);
  const mark = crypto.getRandomValues(new Uint16Array(1))[0];
  const listeners = [];
  const UNHEARD = 5000; // words that could not be sent for so long bring the numbers that help in any case
  const isFile = (item) => item.event.type === 'file';
  const endsFiles = (item) => item.event.type === 'tap' && /:_done$/.test(item.event.data);
  const isHelp = (item) => item.event.type === 'tap' && /[:/]help$/.test(item.event.data);
  const mayBeACry = (item) => item.event.type === 'text' || item.event.type === 'command' || isHelp(item);
  let items = [];
  let count = 0;

  function tell(item, state, detail) {
    item.state = state;
    listeners.forEach((listener) => listener(item, state, detail));
  }

  const holds = (item) => items.indexOf(item) >= 0;
  const heard = (seq) => {
    count = Math.max(count, Math.floor(seq / MARKS));
  };

  function keep(item) {
    memory.lasting.write('q' + item.seq, JSON.stringify({ seq: item.seq, event: item.event, label: item.label, at: item.at }));
  }

  function kept(name) {
    try {
      return JSON.parse(memory.lasting.read(name));
    } catch (broken) {
      memory.lasting.remove(name);
      return null;
    }
  }

  function add(item) {
    count += 1;
    item.seq = count * MARKS + mark;
    item.at = Date.now();
    items.push(item);
    keep(item);
    tell(item, 'added');
    const mine = lanes.find((lane) => lane.takes(item));
    if (mine.running) tell(item, 'waiting');
    nudge();
    drain();
    helpUnlessSent(item);
    return item;
  }

  function helpUnlessSent(item) {
    if (mayBeACry(item)) setTimeout(() => holds(item) && thread.emergency(), UNHEARD);
  }

  /** What has waited says for how long: "start work now" means when it was pressed, "yesterday" when it was typed. */
  function said(item) {
    const age = Math.floor((Date.now() - item.at) / 1000);
    return DATED.has(item.event.type) && age >= LATE ? { ...item.event, age: Math.min(age, OLDEST) } : item.event;
  }

  async function deliver(item) {
    if (!isFile(item)) return wire.send(item.seq, said(item));
    if (!item.file) throw new Failure(410, 'file_again');
    return wire.upload(item.seq, item.event.media, item.file, (part) => tell(item, 'sending', part));
  }

  function settle(item, state, detail) {
    items = items.filter((other) => other !== item);
    memory.lasting.remove('q' + item.seq);
    tell(item, state, detail);
  }

  const waitsForFiles = (item) => endsFiles(item) && items.slice(0, items.indexOf(item)).some(isFile);

  /** What goes out one after the other. */
  function lane(takes) {
    const { pause, over } = resting();
    const next = () => items.find((item) => takes(item) && !waitsForFiles(item));
    const self = { takes, over, running: false };
    self.drain = async () => {
      if (self.running) return;
      self.running = true;
      let delay = 1;
      for (let item = next(); item && wire.known(); item = next()) {
        tell(item, navigator.onLine === false ? 'waiting' : 'sending');
        try {
          await deliver(item);
          if (holds(item)) settle(item, 'sent');
          page.connected();
          delay = 1;
        } catch (failure) {
          if (!holds(item)) continue;
          if (failure.status === 401) break;
          if (failure.final) {
            settle(item, 'refused', failure.code);
            continue;
          }
          page.disconnected(failure);
          items.filter(takes).forEach((other) => tell(other, 'waiting'));
          await pause(Math.max(delay * (0.8 + Math.random() * 0.4), failure.retryAfter));
          delay = Math.min(delay * 2, SLOWEST);
        }
      }
      self.running = false;
      if (takes === isFile) lanes[0].drain(); // what waited for the files
    };
    return self;
  }

  const lanes = [lane((item) => !isFile(item)), lane(isFile)];
  const drain = () => lanes.forEach((each) => each.drain());
  const nudge = () => lanes.forEach((each) => each.over());

  window.addEventListener('online', nudge);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) nudge();
  });

  return {
    add,
    heard,
    nudge,
    drain,
    watch: (listener) => listeners.push(listener),
    waiting: () => items.length,
    /** The unsent taps on a question, by the start of their data (`a:12:`). */
    tapsOn: (start) => items.filter((item) => item.event.type === 'tap' && item.event.data.indexOf(start) === 0),
    holds,
    /** The server shows it, so it has it, even if the receipt was lost on the way. */
    confirmed(seq) {
      const item = items.find((one) => one.seq === seq);
      if (item) settle(item, 'sent');
    },
    /** Take up what an earlier page of this phone left unsent. */
    restore() {
      items = memory.lasting
        .names()
        .filter((name) => /^q\d+$/.test(name))
        .map(kept)
        .filter((item) => item)
        .sort((one, other) => one.seq - other.seq);
      items.forEach((item) => {
        heard(item.seq);
        tell(item, 'added');
        tell(item, 'waiting');
        helpUnlessSent(item);
      });
    },
    /** Forget everything, for a phone that is cleared. */
    empty() {
      items = [];
      count = 0;
    },
  };
})();

