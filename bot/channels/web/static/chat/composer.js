/*
 * The line to type in. It always takes words, and photos and files; for numbers the phone first shows its digits.
 */
const composer = (() => {
  const form = page.parts.composer;
  const field = document.getElementById('typed');
  const letters = document.getElementById('letters');
  const MODES = { number: 'numeric', money: 'numeric', hours: 'decimal' };
  const attach = document.getElementById('attach');
  const attaching = document.getElementById('attaching');
  let digits = '';
  let hint = '';

  function mode(wanted) {
    if (wanted) field.setAttribute('inputmode', wanted);
    else field.removeAttribute('inputmode');
    letters.textContent = wanted ? 'ABC' : '123';
    letters.dataset.label = wanted ? 'letters' : 'digits';
    letters.setAttribute('aria-label', words.text(letters.dataset.label));
  }

  function label() {
    field.placeholder = hint || words.text('type_here');
  }

  function grow() {
    field.style.height = 'auto';
    field.style.height = Math.min(field.scrollHeight + 4, 160) + 'px';
    memory.passing.write('draft', field.value);
  }

  function send() {
    const text = field.value.trim();
    if (!text) return field.focus();
    field.value = '';
    grow();
    memory.passing.remove('draft');
    return queue.add({ event: { type: 'text', text } });
  }

  /** Show what can be sent besides words, or put it away. */
  function offer(shown) {
    attaching.textContent = '';
    attaching.hidden = !shown;
    attach.setAttribute('aria-expanded', String(shown));
    if (!shown) return;
    attaching.appendChild(pickers.any(() => offer(false)));
    attaching.querySelector('button').focus();
  }

  attach.addEventListener('click', () => offer(attaching.hidden));
  attaching.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    offer(false);
    attach.focus();
  });
  letters.addEventListener('click', () => {
    mode(field.getAttribute('inputmode') ? '' : digits);
    // The phone changes its keyboard only when the field is entered anew.
    field.blur();
    field.focus();
  });
  field.addEventListener('input', grow);
  field.addEventListener('keydown', (event) => {
    // 229: the Enter that ends a word in a Japanese or Vietnamese input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  words.onChange(label);

  return {
    /** The open question's `input`, or null. */
    expect(input) {
      // The keyboard of digits has no minus.
      digits = (input && !(input.min < 0) && MODES[input.kind]) || '';
      hint = (input && input.placeholder) || '';
      letters.hidden = !digits;
      mode(digits);
      label();
    },
    type(text) {
      field.value = text;
      grow();
    },
    send,
    open() {
      form.hidden = false;
      field.value = memory.passing.read('draft') || '';
      label();
      grow();
    },
    close() {
      offer(false);
      form.hidden = true;
      field.value = '';
    },
  };
})();

