/*
 * The menu: the code to come back, coming back, clearing this phone. Not a <dialog>: older phones have none.
 */
const panel = (() => {
  const { make, button, parts } = page;
  let sheet = null;
  let opener = null;

  const focusable = () => Array.from(sheet.querySelectorAll('button, input, a[href]')).filter((one) => one.offsetParent);

  function keys(event) {
    if (!sheet) return;
    if (event.key === 'Escape' || event.key === 'Esc') close();
    if (event.key !== 'Tab') return;
    const all = focusable();
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    if (document.activeElement !== edge && sheet.contains(document.activeElement)) return;
    event.preventDefault();
    all[event.shiftKey ? all.length - 1 : 0].focus();
  }

  function close() {
    if (!sheet) return;
    sheet.parentNode.remove();
    sheet = null;
    parts.app.removeAttribute('aria-hidden');
    parts.app.inert = false;
    if (opener) opener.focus();
  }

  function show(titleKey, ...content) {
    if (!sheet) {
      opener = document.activeElement;
      sheet = make('div', { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title' });
      const shade = make('div', { class: 'shade' }, sheet);
      shade.addEventListener('click', (event) => {
        if (event.target === shade) close();
      });
      document.body.appendChild(shade);
      parts.app.setAttribute('aria-hidden', 'true');
      parts.app.inert = true;
    }
    sheet.textContent = '';
    const title = make('h2', { id: 'sheet-title', tabindex: '-1', 'data-say': titleKey }, words.text(titleKey));
    [title].concat(content, button('close', close, { class: 'key quiet' })).forEach((part) => sheet.appendChild(part));
    title.focus();
  }

  const note = (key) => make('p', { class: 'small', 'data-say': key }, words.text(key));

  function menu() {
    const entries = [];
    if (wire.known()) {
      entries.push(button('recovery_show', () => show('recovery_title', code.part(true)), { class: 'key' }));
    }
    entries.push(button('recover_enter', enter, { class: 'key' }), ...handover.again());
    if (wire.known()) {
      entries.push(button('clear_phone', () => clear(), { class: 'key' }));
      entries.push(note('not_private_phone'));
    }
    entries.push(button('quick_exit', leave.go, { class: 'key' }), note('quick_exit_hint'));
    show('menu', ...entries);
  }

  function enter() {
    const field = make('input', {
      class: 'field code', name: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 40,
    });
    const problem = make('p', { class: 'problem', role: 'alert' });
    const form = make(
      'form',
      { novalidate: '' },
      make('label', {}, make('span', { 'data-say': 'recover_label' }, words.text('recover_label')), field),
      problem,
      make('button', { class: 'key', 'data-say': 'recover_open' }, words.text('recover_open'))
    );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      problem.textContent = '';
      if (!field.value.trim()) return field.focus();
      if (queue.waiting()) {
        problem.textContent = words.text('recover_pending');
        return null;
      }
      try {
        const answer = await wire.recover(field.value);
        close();
        return chat.open(answer.token);
      } catch (failure) {
        const seconds = Math.ceil(failure.retryAfter || 30);
        const known = { 404: 'recover_wrong', 422: 'recover_wrong', 429: 'recover_wait', 0: 'offline' };
        problem.textContent = words.text(known[failure.status] || 'trouble', { seconds });
        return field.focus();
      }
    });
    show('recover_enter', form);
    field.focus();
  }

  /** `given`: the code that undoes it, where everything was deleted before. */
  function clear(given) {
    const yes = button('confirm', () => { close(); chat.clear(); }, { class: 'key' });
    const explained = given ? [] : [note('clear_phone_explain')];
    show('clear_phone', ...explained, code.part(Boolean(given), given), yes);
  }

  document.addEventListener('keydown', keys);
  document.getElementById('menu').addEventListener('click', menu);
  return { close, show, enter, clear };
})();

