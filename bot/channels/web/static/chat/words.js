/*
 * The page's own words: those that came with it, then those of the language the conversation speaks.
 * An element with data-say="send" shows a word, one with data-label="send" is named by it; both follow a change.
 */
const words = (() => {
  const given = document.body.dataset;
  let texts = JSON.parse(given.texts);
  let language = given.lang;
  let release = given.release;
  let wanted = '';

  function text(key, fields) {
    const found = texts['web.' + key] || '';
    return found.replace(/\{(\w+)\}/g, (whole, name) => (fields && name in fields ? String(fields[name]) : whole));
  }

  function tag(code) {
    return (code || language).replace(/_/g, '-');
  }

  /** A language tag for dates: Western digits and calendar, as on Japanese papers; while the words of a language are on
   *  their way it is that one already. */
  function dateTag() {
    return tag(wanted.split(' ')[0]) + '-u-ca-gregory-nu-latn';
  }

  function apply(root) {
    root.querySelectorAll('[data-say]').forEach((element) => {
      element.textContent = text(element.dataset.say);
    });
    root.querySelectorAll('[data-label]').forEach((element) => {
      element.setAttribute('aria-label', text(element.dataset.label));
    });
  }

  async function load(code, ofRelease) {
    const mark = code + ' ' + ofRelease;
    if (mark === wanted) return;
    wanted = mark;
    try {
      const answer = await fetch('/chat/texts/' + code + '.json?r=' + encodeURIComponent(ofRelease));
      if (!answer.ok) throw new Error('no texts');
      const got = await answer.json();
      if (mark !== wanted) return;
      texts = got.texts;
      language = code;
      release = ofRelease;
      document.documentElement.lang = tag();
      document.title = text('title');
      apply(document);
      listeners.forEach((listener) => listener());
    } catch (failure) {
      // The words we have still serve; the next bubble tries again.
      if (mark === wanted) wanted = '';
    }
  }

  const listeners = [];
  return {
    text,
    /** Of the conversation's texts the one that is here from the beginning. */
    emergency: () => texts['card.emergency'] || '',
    tag,
    dateTag,
    apply,
    /** The conversation speaks this language now. */
    speak(code) {
      if (!code || given.languages.split(' ').indexOf(code) < 0) return;
      if (code === language) wanted = ''; // what is still on its way belongs to an earlier bubble
      else load(code, release);
    },
    /** The server serves this release now. */
    served(current) {
      if (current && current !== release) load(language, current);
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
})();

