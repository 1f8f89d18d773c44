/*
 * After filing: ways to be reached, all of them optional, and the code to come back.
 */
const handover = (() => {
  const { make, button } = page;
  let open = null;
  let offered = false;

  const LONGEST_AWAY = 91; // days: so far ahead may the day of return be

  const two = (number) => (number < 10 ? '0' : '') + number;
  const day = (ahead) => {
    const then = new Date();
    then.setDate(then.getDate() + ahead);
    return then.getFullYear() + '-' + two(then.getMonth() + 1) + '-' + two(then.getDate());
  };
  const today = () => day(0);
  const isEmail = (text) => /^[^\s@<>"]{1,64}@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(text);
  const isPhone = (text) => {
    const digits = text.normalize('NFKC').replace(/[\s().\-‐‑–—−ー/]/g, '').replace(/^\+/, '');
    return /^(?!0\d{0,8}$)\p{Nd}{7,15}$/u.test(digits); // with its 0 a number has ten digits at least
  };

  const FORMS = {
    email: {
      fits: isEmail,
      fields: () => [field('handover_email_label', 'value', { type: 'email', inputmode: 'email', autocomplete: 'email', maxlength: 254 })],
    },
    phone: {
      fits: isPhone,
      fields: () => [
        field('handover_phone_label', 'value', { type: 'tel', inputmode: 'tel', autocomplete: 'tel', maxlength: 40 }),
        make(
          'fieldset',
          {},
          make('legend', { 'data-say': 'handover_safe_hours' }, words.text('handover_safe_hours')),
          field('handover_safe_from', 'safe_from', { type: 'time', value: '19:00' }),
          field('handover_safe_to', 'safe_to', { type: 'time', value: '22:00' })
        ),
      ],
    },
    return_on: {
      fits: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && text >= today() && text <= day(LONGEST_AWAY),
      fields: () => [
        field('handover_return_label', 'value', { type: 'date', min: today(), max: day(LONGEST_AWAY), placeholder: today() }),
      ],
    },
  };
  const WRONG = { email: 'handover_email_wrong', phone: 'handover_phone_wrong', return_on: 'handover_return_wrong' };

  /** An address or number that is saved empty is one by which nobody is to be reached any more. */
  const takenAway = (event) => (event.choice === 'email' || event.choice === 'phone') && !event.value;

  function field(key, name, attributes) {
    const input = make('input', Object.assign({ name, class: 'field', required: '' }, attributes));
    return make('label', {}, make('span', { 'data-say': key }, words.text(key)), input);
  }

  function offer(choice, about) {
    const part = make('div', { class: 'offer', 'data-choice': choice });
    if (choice === 'telegram') telegram(part, about);
    else if (FORMS[choice]) folded(part, choice);
    else return null;
    part.appendChild(make('p', { class: 'state' }));
    return part;
  }

  function telegram(part, about) {
    if (!/^https:\/\//.test(about.url || '')) return;
    const link = make('a', { class: 'key', href: about.url, rel: 'noreferrer', 'data-say': 'handover_telegram' }, words.text('handover_telegram'));
    link.addEventListener('click', () => give(part, { type: 'handover', choice: 'telegram' }));
    part.appendChild(link);
    const explain = words.text('handover_telegram_explain');
    part.appendChild(make('p', { class: 'small', 'data-say': 'handover_telegram_explain' }, explain));
  }

  function folded(part, choice) {
    const form = make('form', { class: 'fold', novalidate: '', hidden: '' }, ...FORMS[choice].fields());
    const problem = make('p', { class: 'problem', role: 'alert' });
    form.appendChild(problem);
    form.appendChild(make('button', { class: 'key', 'data-say': 'handover_save' }, words.text('handover_save')));
    const opener = button('handover_' + choice, () => unfold(form.hidden), { class: 'key', 'aria-expanded': 'false' });
    function show(wide) {
      form.hidden = !wide;
      opener.setAttribute('aria-expanded', String(wide));
    }
    function unfold(wide) {
      show(wide);
      if (wide) form.querySelector('input').focus();
      else opener.focus();
    }
    part.addEventListener('refused', () => {
      problem.textContent = words.text(WRONG[choice]);
      form.elements.value.setAttribute('aria-invalid', 'true');
      show(true);
    });
    form.addEventListener('submit', (submitted) => {
      submitted.preventDefault();
      const value = form.elements.value.value.trim();
      const gone = takenAway({ choice, value }) && Boolean(part.closest('.sheet') || part.classList.contains('given'));
      const wrong = !gone && !FORMS[choice].fits(value);
      problem.textContent = wrong ? words.text(WRONG[choice]) : '';
      form.elements.value.setAttribute('aria-invalid', String(wrong));
      if (wrong) return form.elements.value.focus();
      const event = { type: 'handover', choice, value };
      const hours = [form.elements.safe_from, form.elements.safe_to].filter((input) => input && !gone);
      const same = hours.length === 2 && hours[0].value === hours[1].value; // no time at all, or all day: nobody can tell
      const empty = hours.some((input) => input.value) && (hours.find((input) => !input.value) || (same && hours[1]));
      hours.forEach((input) => input.setAttribute('aria-invalid', String(input === empty)));
      if (empty) {
        problem.textContent = words.text('handover_safe_hours') + ' – ' + words.text('handover_' + empty.name);
        return empty.focus();
      }
      hours.filter((input) => input.value).forEach((input) => {
        event[input.name] = input.value.slice(0, 5);
      });
      unfold(false);
      return give(part, event);
    });
    part.appendChild(opener);
    part.appendChild(form);
  }

  function give(part, event) {
    const item = { event };
    thread.track(item, part);
    queue.add(item);
    mark(part);
  }

  function mark(part) {
    part.classList.add('given');
  }

  /** What the server does not take is not saved, and the field says so. What was saved before is kept. */
  queue.watch((item, state) => {
    if (state !== 'refused' || !FORMS[item.event.choice]) return;
    document.querySelectorAll('.offer[data-choice=' + item.event.choice + ']').forEach((part) => {
      part.classList.toggle('given', part.dataset.saved === '1');
      thread.untrack(part);
      part.dispatchEvent(new CustomEvent('refused'));
    });
  });

  function close() {
    if (!open) return;
    thread.focusFrom(open.choices, open.turn);
    open.choices.remove();
    open = null;
  }

  return {
    /** The offers of a `handover` bubble, in place of any earlier ones. */
    attach(turn, payload, fresh) {
      close();
      offered = true;
      const bubble = turn.querySelector('.bubble');
      if (!payload.text) {
        bubble.lang = words.tag();
        bubble.dataset.say = 'handover_title';
        bubble.textContent = words.text('handover_title');
      }
      const choices = make('div', { class: 'keys offers', role: 'group', 'aria-labelledby': bubble.id });
      (payload.offers || []).forEach((about) => {
        const part = offer(about.choice || about, about);
        if (part) choices.appendChild(part);
      });
      const none = () => {
        queue.add({ event: { type: 'handover', choice: 'none' } });
        close();
      };
      choices.appendChild(make('div', { class: 'row controls' }, button('handover_not_now', none, { class: 'key' })));
      const section = code.part(fresh, payload.recovery_code);
      section.insertBefore(make('h2', { 'data-say': 'recovery_title' }, words.text('recovery_title')), section.firstChild);
      turn.insertBefore(section, turn.firstChild);
      turn.appendChild(choices);
      open = { turn, choices };
    },
    /** A choice of the worker's, back from the server. */
    given(payload) {
      if (payload.choice === 'none') return close();
      document.querySelectorAll('.offer[data-choice=' + payload.choice + ']').forEach((part) => {
        const gone = takenAway(payload);
        part.classList.toggle('given', !gone);
        part.dataset.saved = gone ? '' : '1';
        thread.untrack(part);
        const none = gone ? words.text('handover_' + payload.choice) + ': – · ' : '';
        part.querySelector('.state').textContent = none + words.text('handover_saved');
      });
    },
    /** For the menu, once they were offered: buttons to choose, or change, how to be reached. */
    again() {
      return Object.keys(offered ? FORMS : {}).map((choice) => {
        const ask = () => {
          const part = offer(choice, {});
          panel.show('handover_title', part);
          part.querySelector('button').click();
        };
        return button('handover_' + choice, ask, { class: 'key' });
      });
    },
    clear() {
      open = null;
      offered = false;
    },
  };
})();

