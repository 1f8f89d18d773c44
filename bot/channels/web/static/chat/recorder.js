/*
 * Recording one's voice in the page: tap to begin, then send or throw away. Where the browser can't record, or the
 * microphone is refused, the phone's own recorder or a file is chosen instead.
 */
const recorder = (() => {
  const { make, button } = page;
  const LONGEST = 300;
  const KINDS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
  const able = Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.MediaRecorder);
  let open = null;

  const clock = (seconds) => Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');

  /** Begin, and show the running time in `place` instead of what was there. `send` takes the file; `refused`: no microphone. */
  async function begin(place, send, refused) {
    let stream;
    stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (failure) {
      return refused();
    }
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const machine = new MediaRecorder(stream, kind ? { mimeType: kind, audioBitsPerSecond: 24000 } : {});
    const parts = [];
    const time = make('span', { class: 'time', 'aria-hidden': 'true' }, '0:00');
    const line = make('div', { class: 'recording', role: 'group', 'data-label': 'attach_voice', 'aria-label': words.text('attach_voice') });
    const now = { machine, stream, timer: null, wanted: null };
    let seconds = 0;
    open = now;

    /** The microphone is off. What was said is kept until the worker says what becomes of it. */
    function over() {
      clearInterval(now.timer);
      stream.getTracks().forEach((track) => track.stop());
      if (now.wanted === null) return;
      if (open === now) open = null;
      line.remove();
      Array.from(place.children).forEach((child) => {
        child.hidden = false;
      });
      if (!now.wanted) return;
      if (!parts.length) return refused(); // a browser that records nothing
      const type = (machine.mimeType || kind || 'audio/webm').split(';')[0];
      send(new File(parts, clock(seconds).replace(':', '-') + '.' + type.split('/')[1], { type }));
    }

    now.over = over;
    machine.addEventListener('dataavailable', (event) => {
      if (event.data && event.data.size) parts.push(event.data);
    });
    machine.addEventListener('stop', over);
    now.timer = setInterval(() => {
      if (!line.isConnected) { // a later question, or the chat was cleared: nobody sees any more that it records
        end(false)();
        return;
      }
      if (machine.state !== 'recording') return;
      seconds += 1;
      time.textContent = clock(seconds);
      if (seconds >= LONGEST) machine.stop(); // what was said waits to be sent
    }, 1000);
    Array.from(place.children).forEach((child) => {
      child.hidden = true;
    });
    const end = (wanted) => () => {
      now.wanted = wanted;
      if (machine.state === 'inactive') over();
      else machine.stop();
    };
    line.append(
      make('span', { class: 'dot', 'aria-hidden': 'true' }),
      time,
      button('send', end(true), { class: 'key' }),
      button('cancel', end(false), { class: 'key' })
    );
    place.appendChild(line);
    line.querySelector('button').focus();
    machine.start(1000);
    return null;
  }

  /** Throw away what is being recorded. */
  function stop() {
    if (!open) return;
    open.wanted = false;
    if (open.machine.state === 'inactive') open.over();
    else open.machine.stop();
  }

  window.addEventListener('pagehide', stop);
  return { able, begin, stop };
})();

