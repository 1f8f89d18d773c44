/*
 * Speaks to the server. Every failure is a Failure: `status` 0 means that nothing came back.
 */
class Failure extends Error {
  constructor(status, code, retryAfter, challenge) {
    super(code);
    this.status = status;
    this.code = code;
    /** Seconds to wait before the same again. */
    this.retryAfter = retryAfter || 0;
    /** The sum to solve first, where one is asked for. */
    this.challenge = challenge || null;
  }

  /** The server understood and will not take this, however often it is sent. */
  get final() {
    return this.status >= 400 && this.status < 500 && [401, 408, 425, 429].indexOf(this.status) < 0;
  }
}

/** The rest between two tries, which can be over before its time, but not before the `least` that the server asks for. */
const resting = () => {
  let wake = () => {};
  return {
    pause: (seconds, least = 0) =>
      new Promise((resolve) => {
        const asked = performance.now() + least * 1000;
        let timer = setTimeout(resolve, Math.max(seconds, least) * 1000);
        wake = () => {
          clearTimeout(timer);
          timer = setTimeout(resolve, Math.max(0, asked - performance.now()));
        };
      }),
    over: () => wake(),
  };
};

const wire = (() => {
  const ROOT = '/chat/api/';
  let token = memory.lasting.read('token');
  let view = '';

  async function call(method, path, body, seconds) {
    const headers = {};
    if (token) headers.Authorization = 'Bearer ' + token;
    const request = { method, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      request.body = JSON.stringify(body);
    }
    const stop = typeof AbortController === 'function' ? new AbortController() : null;
    if (stop) request.signal = stop.signal;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => {
        reject(new Failure(0, 'timeout'));
        if (stop) stop.abort();
      }, seconds * 1000);
    });
    try {
      return await Promise.race([late, exchange(ROOT + path, request)]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function exchange(address, request) {
    let answer;
    let text;
    try {
      answer = await fetch(address, request);
      text = await answer.text();
    } catch (failure) {
      throw new Failure(0, 'offline');
    }
    return understood(answer.status, text, answer.headers.get('Retry-After'));
  }

  function understood(status, text, retryAfter) {
    let json = null;
    try {
      json = JSON.parse(text);
    } catch (notJson) {
      // A proxy's own page: as good as no answer.
      throw new Failure(status >= 400 ? Math.max(status, 500) : 0, 'not_ours');
    }
    if (status < 200 || status > 299) {
      const error = (json && json.error) || {};
      throw new Failure(status, error.code || 'unknown', Number(retryAfter) || 0, error.challenge);
    }
    return json;
  }

  /** Those that the phone speaks, likeliest first. */
  function languages() {
    return (navigator.languages || [navigator.language || 'en']).filter((tag) => /^[A-Za-z0-9_-]{1,35}$/.test(tag)).slice(0, 8);
  }

  /** A file, with progress from 0 to 1: only the older kind of request tells how far it got. */
  function upload(seq, media, file, onProgress) {
    return new Promise((resolve, reject) => {
      const form = new FormData();
      form.append('seq', String(seq));
      form.append('media', media);
      form.append('file', file, file.name || media);
      const request = new XMLHttpRequest();
      request.open('POST', ROOT + 'files');
      request.setRequestHeader('Authorization', 'Bearer ' + token);
      request.timeout = 15 * 60 * 1000;
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onerror = () => reject(new Failure(0, 'offline'));
      request.onabort = request.onerror;
      request.ontimeout = request.onerror;
      request.onload = () => {
        try {
          resolve(understood(request.status, request.responseText, request.getResponseHeader('Retry-After')));
        } catch (failure) {
          reject(failure);
        }
      };
      request.send(form);
    });
  }

  /** A file that was made for the worker, as it is. */
  async function paper(id) {
    let answer;
    try {
      answer = await fetch(ROOT + 'papers/' + id, {
        headers: { Authorization: 'Bearer ' + token }, cache: 'no-store', credentials: 'omit', redirect: 'error',
      });
      if (answer.ok) return await answer.blob();
    } catch (failure) {
      throw new Failure(0, 'offline');
    }
    throw new Failure(answer.status, 'no_such_paper');
  }

  return {
    upload,
    known: () => token !== null,
    hold(newToken) {
      token = newToken;
      view = '';
      memory.lasting.write('token', newToken);
    },
    drop() {
      token = null;
      memory.lasting.remove('token');
    },
    begin: (mark, proof) => call('POST', 'session', Object.assign({ languages: languages() }, mark && { mark }, proof && { proof }), 30),
    recover: (code) => call('POST', 'recover', { code, languages: languages() }, 30),
    send: (seq, event) => call('POST', 'events', { seq, event }, 30),
    /** What came after bubble `after`; `moved` where the conversation is another one by now. */
    async bubbles(after, wait) {
      const query = 'bubbles?after=' + after + '&wait=' + wait + '&view=' + view;
      const asking = token;
      const answer = await call('GET', query, undefined, wait + 20);
      if (asking !== token) return answer; // of a conversation that this phone has left meanwhile
      answer.moved = view !== '' && view !== answer.view;
      view = answer.view;
      return answer;
    },
    paper,
    code: () => call('POST', 'recovery-code', {}, 30),
    forget: () => call('POST', 'forget', {}, 10),
  };
})();

