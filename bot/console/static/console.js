// Small conveniences. Everything works without this file.
(() => {
  "use strict";

  // The invitation's code stands behind the #, which browsers never send.
  const fromFragment = document.querySelector("[data-from-fragment]");
  if (fromFragment && location.hash.length > 1 && !fromFragment.value) {
    fromFragment.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }

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

  // Leaving a page with words that were not sent asks first. Nothing typed is kept in the browser.
  let sending = false;
  document.addEventListener("submit", () => { sending = true; });
  document.addEventListener("htmx:after:request", () => { sending = false; });
  addEventListener("beforeunload", (event) => {
    const begun = [...document.querySelectorAll("textarea:not([readonly])")].some((field) => field.value !== field.defaultValue);
    if (begun && !sending) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) print();
    if (event.target instanceof HTMLInputElement && "select" in event.target.dataset) event.target.select();
  });
})();
