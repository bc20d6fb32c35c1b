// A lost connection: user input is kept. Where the same server comes back it is told what was typed
// meanwhile. One that was started anew knows nothing of the page: it is loaded again from its address, and what was typed there is
// put back, once. A dialog is not open then; its fields wait until it is opened again. Passwords are never kept.
(() => {
  const store = "typed";

  let isLost = false;
  const touched = new WeakSet();
  const untold = new Set();
  const path = location.pathname;
  let kept = [];

  const isChoice = (field) => field.matches("[type=checkbox], [type=radio]");
  const contentOf = (field) => (isChoice(field) ? field.checked : field.value);
  const isKept = (field) => !field.matches("[type=password], [type=hidden], [type=file], [readonly], [data-at-once]");

  // The user and the address: it is restored for this user and address only.
  const here = () => `${document.querySelector('.navigation [href="/account"]')?.title} at ${location.href}`;

  // Each field by where a person finds it: the dialog, the label, and which of those that have this label.
  const fields = () => {
    const found = new Map();
    for (const field of document.querySelectorAll("input, select, textarea")) {
      if (!isKept(field)) continue;
      const dialog = field.closest("dialog")?.querySelector("h2")?.textContent ?? "";
      const label = field.ariaLabel ?? field.labels[0]?.textContent.trim() ?? "";
      let number = 1;
      while (found.has(JSON.stringify([dialog, label, number]))) number++;
      found.set(JSON.stringify([dialog, label, number]), { field, dialog });
    }
    return found;
  };

  const tell = (field) => {
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  // It stays until the user acts.
  const say = (...sentences) => {
    const waiting = new Set(kept.map((one) => one.dialog).filter(Boolean));
    for (const dialog of waiting) sentences.push(`What you typed in “${dialog}” is put back when you open it again.`);
    if (sentences.length === 0) return;
    const said = document.getElementById("put-back");
    said.textContent = sentences.join(" ");
    said.classList.add("notice-shown");
  };

  for (const doing of ["pointerdown", "keydown"]) {
    document.addEventListener(doing, () => document.getElementById("put-back")?.classList.remove("notice-shown"));
  }

  const write = (field, content) => {
    if (field.matches("select") && ![...field.options].some((option) => option.value === content)) return false;
    if (isChoice(field)) field.checked = content;
    else field.value = content;
    tell(field);
    return true;
  };

  // What is there to take it; the rest waits until it is.
  const putBack = () => {
    if (location.pathname !== path) kept = [];
    if (kept.length === 0 || !document.querySelector(".shell[data-live]")) return;
    const found = fields();
    let isPut = false;
    kept = kept.filter(({ key, content, hadFocus }) => {
      const field = found.get(key)?.field;
      if (!field || field.disabled) return true;
      if (contentOf(field) !== content) {
        if (!write(field, content)) return true;
        isPut = true;
      }
      if (hadFocus) field.focus();
      return false;
    });
    if (isPut) say("What you typed was put back.");
  };

  const keep = () => {
    if (!isLost) return;
    for (const [key, { field, dialog }] of fields()) {
      if (touched.has(field)) kept.push({ key, dialog, content: contentOf(field), hadFocus: field === document.activeElement });
    }
    if (kept.length > 0) sessionStorage.setItem(store, JSON.stringify({ place: here(), kept }));
  };

  const takeUp = () => {
    const before = JSON.parse(sessionStorage.getItem(store));
    sessionStorage.removeItem(store);
    if (before?.place !== here()) return;
    kept = before.kept;
    new MutationObserver(putBack).observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled", "data-live"] });
    say();
  };

  document.addEventListener("input", (event) => {
    touched.add(event.target);
    if (isLost) untold.add(event.target);
  });

  // The page cannot take a form now, and the browser would leave the page with it.
  const modal = () => document.getElementById("components-reconnect-modal");
  document.addEventListener(
    "submit",
    (event) => {
      // What is scanned waits by itself.
      if (!isLost || event.target.querySelector("[data-scan]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      modal().classList.add("reconnect-tried");
    },
    true,
  );

  addEventListener("pagehide", keep);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-reconnect]")) Blazor.reconnect().then((done) => done || location.reload());
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!modal()) return;
    takeUp();
    modal().addEventListener("components-reconnect-state-changed", ({ detail: { state } }) => {
      isLost = state !== "hide";
      document.documentElement.toggleAttribute("data-lost", isLost);
      if (state === "rejected") location.reload();
      if (isLost) return;
      if (modal().classList.contains("reconnect-tried")) say("The connection is back. Press the button again: nothing was sent.");
      modal().classList.remove("reconnect-tried");
      for (const field of untold) if (field.isConnected) tell(field);
      untold.clear();
    });
  });
})();
