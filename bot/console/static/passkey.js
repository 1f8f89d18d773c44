// Carries what the server asks to the device that keeps a passkey, and its answer back. Knows no secrets.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  const asked = (options) => {
    const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
    const ready = { ...options, challenge: bytes(options.challenge) };
    if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) ready.excludeCredentials = named(options.excludeCredentials);
    if (options.allowCredentials) ready.allowCredentials = named(options.allowCredentials);
    return ready;
  };

  const answered = (made) => {
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[part]) response[part] = text(made.response[part]);
    }
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const problem = form.querySelector("[data-problem]");
    const button = form.querySelector("button");
    form.hidden = false;
    for (const other of document.querySelectorAll("[data-with-passkey]")) other.hidden = false;
    const say = (words) => {
      problem.textContent = words;
      problem.hidden = false;
      button.disabled = false;
    };

    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return; // the device has answered: now it goes as any other form
      event.preventDefault();
      button.disabled = true;
      problem.hidden = true;
      try {
        const sent = await fetch(form.dataset.begin, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        const told = await sent.json();
        if (!sent.ok) return say(told.problem || form.dataset.failed);
        const publicKey = asked(told.options);
        const made = form.dataset.passkey === "add"
          ? await navigator.credentials.create({ publicKey })
          : await navigator.credentials.get({ publicKey });
        form.elements.answer.value = answered(made);
        form.submit();
      } catch {
        say(form.dataset.failed); // closed, timed out, or no passkey for this place: the browser has said so
      }
    });
  }
})();
