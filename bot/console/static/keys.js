// Keys for the list and the case. They can be switched off, never act with Ctrl, Alt or Meta, nor while typing.
(() => {
  "use strict";
  const help = document.getElementById("keys-help");
  const opener = document.getElementById("keys-open");
  if (!help || !opener) return;
  opener.hidden = false;

  const OFF = "todoke-keys-off";
  const used = help.querySelector("[data-keys-used]");
  const off = () => localStorage.getItem(OFF) === "1";
  used.checked = !off();
  used.addEventListener("change", () => used.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  opener.addEventListener("click", () => help.showModal());

  const rows = () => [...document.querySelectorAll(".case")];
  const here = () => rows().findIndex((row) => row.contains(document.activeElement));
  const go = (step) => {
    const all = rows();
    const at = here();
    const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    if (!row) return;
    row.querySelector(".cover").focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const unfold = (field) => {
    if (!field) return;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
  };
  const follow = (selector) => document.querySelector(selector)?.click();

  const acts = {
    j: () => go(1),
    k: () => go(-1),
    x: () => document.activeElement.closest(".case")?.querySelector(".tick input")?.click(),
    b: () => document.querySelector("#several button")?.focus(),
    "/": () => document.getElementById("find")?.focus(),
    n: () => follow(".turner [rel=next]"),
    p: () => follow(".turner [rel=prev]"),
    u: () => follow(".crumb a"),
    r: () => unfold(document.getElementById("reply-text")),
    m: () => unfold(document.getElementById("note-text")),
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || off() || help.open) return;
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field && !(field.type === "checkbox" || field.type === "radio")) {
      if (event.key === "Escape") field.blur();
      return;
    }
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
