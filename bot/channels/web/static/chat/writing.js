/*
 * How a text is written on the screen: paragraphs, links, telephone numbers, translations, dates and times.
 * Only ever as text, never as markup.
 */
const writing = (() => {
  const { make } = page;

  /** `langs`: the last paragraph says the same in several languages, one a line. */
  function write(bubble, text, className, langs) {
    bubble.textContent = '';
    (text || '').split(/\n{2,}/).forEach((part, at, parts) => {
      const paragraph = make('p', {});
      if (langs && at === parts.length - 1) lines(paragraph, part.split('\n'), langs);
      else links(paragraph, part, className);
      bubble.appendChild(paragraph);
    });
  }

  function lines(place, texts, langs) {
    texts.forEach((text, at) => {
      place.appendChild(make('span', { lang: words.tag(langs[at]) }, text));
      if (at < texts.length - 1) place.appendChild(document.createTextNode('\n'));
    });
  }

  const NUMBER = /(?:0120|0570|0800|0\d{1,3})-\d{1,4}-\d{3,4}/;
  const LINK = new RegExp('https?://[^\\s<>"）」、。]*[^\\s<>"）」、。.,;:!?)]|' + NUMBER.source, 'g');
  const CALL = new RegExp(NUMBER.source + '|(?:^|[^\\d-])(11[089]|189|#\\d{4})(?![\\d-])', 'g');

  function links(place, text, className) {
    let from = 0;
    text.replace(LINK, (found, at) => {
      place.appendChild(document.createTextNode(text.slice(from, at)));
      const web = found.indexOf('http') === 0;
      // On a card every number has its own large button instead.
      if (!web && className.indexOf('card') >= 0) place.appendChild(document.createTextNode(found));
      else if (web) place.appendChild(make('a', { href: found, rel: 'noreferrer' }, found));
      else place.appendChild(make('a', { href: 'tel:' + found.replace(/-/g, ''), class: 'number' }, found));
      from = at + found.length;
      return found;
    });
    place.appendChild(document.createTextNode(text.slice(from)));
  }

  function calls(text) {
    const numbers = [];
    text.replace(CALL, (found, short) => {
      const number = short || found;
      if (numbers.indexOf(number) < 0) numbers.push(number);
      return found;
    });
    if (!numbers.length) return null;
    const row = make('div', { class: 'row calls' });
    numbers.forEach((number) => {
      const name = words.text('call', { number });
      const attributes = { class: 'key', href: 'tel:' + number.replace(/-/g, ''), 'aria-label': name };
      row.appendChild(make('a', attributes, '☎ ' + number));
    });
    return row;
  }

  function gloss(element, translations, before) {
    Object.keys(translations).forEach((language) => {
      const line = make('span', { class: 'gloss', lang: words.tag(language) }, translations[language]);
      element.insertBefore(line, before || null);
    });
  }

  /** Day and time are written as in the bot's own messages: 07:10 in every language, the day in words. */
  const clock = (at) => {
    const time = new Date(at);
    return [time.getHours(), time.getMinutes()].map((part) => (part < 10 ? '0' : '') + part).join(':');
  };
  const date = (at) => {
    const options = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' };
    try {
      return new Intl.DateTimeFormat(words.dateTag(), options).format(new Date(at));
    } catch (unknown) {
      return new Date(at).toISOString().slice(0, 10);
    }
  };

  return { write, calls, gloss, clock, date };
})();

