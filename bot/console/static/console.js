// Small conveniences. Everything works without this file.
(() => {
  "use strict";

  // The invitation's code stands behind the #, which browsers never send.
  const fromFragment = document.querySelector("[data-from-fragment]");
  if (fromFragment && location.hash.length > 1 && !fromFragment.value) {
    fromFragment.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }

  // On a phone the menu is one row: where one is stays in sight.
  const menu = document.querySelector(".bar nav"), here = menu && menu.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft - menu.offsetLeft - (menu.clientWidth - here.clientWidth) / 2;

  // Tell people who can't see the page change what has happened.
  const focusNotice = (root) => {
    const notice = root.querySelector("[data-focus]");
    if (notice) notice.focus({ preventScroll: false });
  };
  focusNotice(document);
  document.addEventListener("htmx:after:swap", () => focusNotice(document));

  // A list somebody is ticking does not move under their hands.
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.id === "work" && document.querySelector('[form="several"]:checked')) event.preventDefault();
  });

  // Leaving a page with words that were not sent asks first, also when another form of it is sent. Nothing typed is kept
  // in the browser.
  let sending = null;
  document.addEventListener("submit", (event) => { sending = event.target; });
  document.addEventListener("htmx:after:request", () => { sending = null; });
  addEventListener("beforeunload", (event) => {
    const begun = (field) => field.form !== sending && field.value !== field.defaultValue;
    if ([...document.querySelectorAll("textarea:not([readonly])")].some(begun)) event.preventDefault();
    setTimeout(() => { sending = null; });  // whoever stays has sent nothing
  });

  // Sending one form of a case renews the whole page: what was begun in another one is carried over.
  const inForms = () => [...document.querySelectorAll('form[hx-target="#main"] :is(textarea, input[type=text], input:not([type]))')];
  const place = (field) => `${field.form.getAttribute("action")} ${field.name}`;
  let carried = new Map();
  const refused = (form, page) => {
    const card = new DOMParser().parseFromString(page, "text/html").querySelector("#main .card");
    const why = card?.querySelector("strong") || card?.querySelector("p");
    if (!why) return false;
    form.querySelector("[data-refused]")?.remove();
    const notice = Object.assign(document.createElement("p"), { className: "notice bad", tabIndex: -1 });
    notice.setAttribute("role", "alert");
    notice.dataset.refused = "";
    notice.textContent = why.textContent;
    form.append(notice);
    notice.focus();
    return true;
  };
  document.addEventListener("htmx:before:swap", (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    const { response, text } = event.detail.ctx;
    // What can't be taken is said in its form, so that everything typed stays.
    if (response.status === 422 && event.target.matches('[hx-target="#main"]') && refused(event.target, text)) {
      event.preventDefault();
      return;
    }
    const begun = inForms().filter((field) => field.form !== event.target && field.value !== field.defaultValue);
    carried = new Map(begun.map((field) => [place(field), field.value]));
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const field of carried.size ? inForms() : []) {
      if (!carried.has(place(field))) continue;
      field.value = carried.get(place(field));
      const folded = field.closest("details");
      if (folded) folded.open = true;
    }
    carried = new Map();
  });

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) print();
    if (event.target instanceof HTMLInputElement && "select" in event.target.dataset) event.target.select();
  });
})();
