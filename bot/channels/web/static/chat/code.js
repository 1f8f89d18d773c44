/*
 * The code to come back: fetched when it is asked for, kept nowhere on the phone.
 */
const code = (() => {
  const { make, button } = page;
  let known = null;

  async function fetched() {
    if (!known) known = (await wire.code()).code;
    return known;
  }

  function copy(text, shown, done) {
    const finished = () => {
      done.textContent = words.text('copied');
    };
    const byHand = () => {
      // Older in-app browsers only copy what is selected.
      const selection = window.getSelection();
      selection.removeAllRanges();
      const range = document.createRange();
      range.selectNodeContents(shown);
      selection.addRange(range);
      try {
        if (document.execCommand('copy')) finished();
      } catch (refused) {
        // It stays selected: the phone's own "copy" is one touch away.
      }
    };
    if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText(text).then(finished, byHand);
    else byHand();
  }

  async function reveal(place, given) {
    place.textContent = '…';
    try {
      const text = given || (await fetched());
      // Spelled out, so that a screen reader does not read it as words.
      const spelled = text.replace(/-/g, '').split('').join(' ');
      const shown = make('strong', { class: 'code', 'aria-label': words.text('recovery_code') + ': ' + spelled, role: 'text' }, text);
      const done = make('span', { role: 'status', class: 'state' });
      place.textContent = '';
      place.appendChild(make('p', { class: 'small', 'data-say': 'recovery_code' }, words.text('recovery_code')));
      place.appendChild(make('p', {}, shown));
      place.appendChild(button('copy', () => copy(text, shown, done), { class: 'key' }));
      place.appendChild(done);
    } catch (failure) {
      place.textContent = '';
      place.appendChild(make('p', { role: 'alert' }, words.text(failure.status === 0 ? 'offline' : 'trouble')));
      place.appendChild(opener(place, given));
    }
  }

  function opener(place, given) {
    return button('recovery_show', () => reveal(place, given), { class: 'key' });
  }

  return {
    /** The explanation with the code, at once or behind a button; `given` is the code, if it is here already. */
    part(atOnce, given) {
      const place = make('div', {});
      if (atOnce) reveal(place, given);
      else place.appendChild(opener(place, given));
      return make(
        'section',
        { class: 'code-part' },
        make('p', { 'data-say': 'recovery_explain' }, words.text('recovery_explain')),
        place
      );
    },
    forget() {
      known = null;
    },
  };
})();

