/*
 * What a question offers besides buttons: the phone's own date picker, choosing a photo or a file, and recording.
 * Typing stays possible for all but files.
 */
const pickers = (() => {
  const { make } = page;
  const KINDS = { date: 'pick_date', month: 'pick_month' };
  const MEDIA = {
    photo: { accept: 'image/*', key: 'attach_photo', shape: 'M4 7h3.5L9 5h6l1.5 2H20v12H4zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z' },
    file: { accept: '', key: 'attach_file', shape: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6' },
    voice: { accept: 'audio/*', key: 'attach_voice', shape: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4' },
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

  function files(input, then) {
    const group = make('div', { class: 'row', role: 'group', 'data-label': 'attach', 'aria-label': words.text('attach') });
    (input.accept || Object.keys(MEDIA)).forEach((media) => {
      if (MEDIA[media]) group.appendChild(chooser(media, MEDIA[media], input.many, then));
    });
    return group;
  }

  function chooser(media, about, many, then) {
    const attributes = { type: 'file', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true', accept: about.accept };
    const field = make('input', Object.assign(attributes, { multiple: many ? '' : null }));
    field.addEventListener('change', () => {
      Array.from(field.files).forEach((file) => take(media, file));
      field.value = '';
      if (then) then();
    });
    const key = make(
      'button',
      { type: 'button', class: 'key', 'data-pick': media },
      drawn(about.shape),
      make('span', { 'data-say': about.key }, words.text(about.key))
    );
    const place = make('div', { class: 'pick' }, key, field);
    key.addEventListener('click', () => {
      if (media !== 'voice' || !recorder.able) return field.click();
      return recorder.begin(place, (file) => {
        take(media, file);
        if (then) then();
      }, () => field.click());
    });
    return place;
  }

  /** A line drawing: not every phone has the same little pictures in its letters. */
  function drawn(shape) {
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    const attributes = { viewBox: '0 0 24 24', width: '24', height: '24', class: 'sign', 'aria-hidden': 'true', focusable: 'false' };
    Object.keys(attributes).forEach((name) => picture.setAttribute(name, attributes[name]));
    line.setAttribute('d', shape);
    picture.appendChild(line);
    return picture;
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
      if (input.kind === 'file' || (input.accept && input.kind === 'text')) return files(input);
      return KINDS[input.kind] ? day(input) : null;
    },
    /** Photos, files and recordings where no question asks for any; `then` is called once something was chosen. */
    any: (then) => files({ many: true }, then),
    limitInMegabytes: Math.floor(limit / 1048576),
  };
})();

