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
  document.addEventListener("htmx:after:swap", () => {
    focusNotice(document);
    restore(document);
  });

  // A reply that was begun survives a reload, in this tab only.
  const restore = (root) => {
    for (const field of root.querySelectorAll("textarea[data-keep]")) {
      const key = "reply:" + field.dataset.keep;
      if (!field.value) field.value = sessionStorage.getItem(key) || "";
      field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
      field.form.addEventListener("submit", () => sessionStorage.removeItem(key));
    }
  };
  restore(document);

  // A file's text goes into the field it belongs to; the file itself is not sent.
  for (const picker of document.querySelectorAll("input[type=file][data-fill]")) {
    picker.closest("[hidden]")?.removeAttribute("hidden");
    picker.addEventListener("change", async () => {
      const file = picker.files[0];
      if (file && file.size < 20000) document.getElementById(picker.dataset.fill).value = await file.text();
    });
  }

  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLInputElement && "select" in event.target.dataset) event.target.select();
  });
})();
