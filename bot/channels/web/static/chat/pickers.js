/*
 * What a question offers besides buttons: the phone's own date picker, and choosing a photo, a file or a recording.
 * Typing stays possible for all but files.
 */
const pickers = (() => {
  const { make } = page;
  const KINDS = { date: 'pick_date', month: 'pick_month' };
  const MEDIA = {
    photo: { accept: 'image/*', key: 'attach_photo', sign: '📷' },
    file: { accept: '', key: 'attach_file', sign: '📄' },
    voice: { accept: 'audio/*', key: 'attach_voice', sign: '🎤' },
  };
  const limit = Number(document.body.dataset.fileLimit);

  function day(input) {
    const field = make('input', { type: input.kind, class: 'field', min: input.min, max: input.max });
    // Where the browser has no such picker the field would be a second text field: typing is below.
    if (field.type !== input.kind) return null;
    const form = make(
      'form',
      { class: 'picker' },
      make('label', {}, make('span', { 'data-say': KINDS[input.kind] }, words.text(KINDS[input.kind])), field),
      make('button', { class: 'key', 'data-say': 'use_this' }, words.text('use_this'))
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (field.value) queue.add({ event: { type: 'text', text: field.value } });
      else field.focus();
    });
    return form;
  }

  function files(input) {
    const group = make('div', { class: 'row', role: 'group', 'data-label': 'attach', 'aria-label': words.text('attach') });
    (input.accept || Object.keys(MEDIA)).forEach((media) => {
      if (MEDIA[media]) group.appendChild(chooser(media, MEDIA[media], input.many));
    });
    return group;
  }

  function chooser(media, about, many) {
    const attributes = { type: 'file', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true', accept: about.accept };
    const field = make('input', Object.assign(attributes, { multiple: many ? '' : null }));
    field.addEventListener('change', () => {
      Array.from(field.files).forEach((file) => take(media, file));
      field.value = '';
    });
    const key = make(
      'button',
      { type: 'button', class: 'key', 'data-pick': media },
      make('span', { 'aria-hidden': 'true' }, about.sign + ' '),
      make('span', { 'data-say': about.key }, words.text(about.key))
    );
    key.addEventListener('click', () => field.click());
    return make('div', { class: 'pick' }, key, field);
  }

  function take(media, file) {
    const event = { type: 'file', media, name: file.name };
    if (file.size > limit) thread.refuse(event, 'file_too_large');
    else queue.add({ event, file });
  }

  return {
    /** The extra part for a question's `input`, or null. */
    of(input) {
      if (!input) return null;
      if (input.kind === 'file') return files(input);
      return KINDS[input.kind] ? day(input) : null;
    },
    limitInMegabytes: Math.floor(limit / 1048576),
  };
})();

