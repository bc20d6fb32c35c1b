// What only the browser can do: light and dark, its time zone, shortcuts, the focus, scanning. A lost connection: connection.js.
(() => {
  const year = 365 * 24 * 3600;
  const remember = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${value ? year : 0}; samesite=lax`;
  };
  remember("raincheck-zone", Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-choice]");
    if (theme) {
      const choice = theme.dataset.themeChoice;
      remember("raincheck-theme", choice);
      if (choice) document.documentElement.dataset.theme = choice;
      else delete document.documentElement.dataset.theme;
      for (const other of document.querySelectorAll("[data-theme-choice]")) other.ariaPressed = `${other === theme}`;
    }
    // The router of the pages would scroll to it and leave the focus behind.
    if (event.target.closest(".skip-link")) {
      event.preventDefault();
      document.getElementById("content").focus();
    }
    // Menus close when one of their items is chosen; so does the navigation on a phone.
    const item = event.target.closest("[popover] a, [popover] .menu-item:not([data-stay])");
    item?.closest("[popover]:popover-open")?.hidePopover();
  });

  // A variable goes where one wrote last.
  let written = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-liquid]")) written = event.target;
  });
  document.addEventListener("click", (event) => {
    const insert = event.target.closest("[data-insert]");
    const field = written?.isConnected ? written : document.querySelector("textarea[data-liquid]");
    if (!insert || !field) return;
    field.setRangeText(insert.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!wanted || document.querySelector("dialog:modal")) return;
    event.preventDefault();
    if (wanted.matches("input, select")) wanted.focus();
    else wanted.click();
  });

  // The rows of a list are gone through by keys. One of them can be reached by Tab, and the keys press what stands in it.
  const rowsOf = (table) => [...table.querySelectorAll(":scope > tbody > tr.row")];

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("table[data-rows] tr.row");
    if (row) rowsOf(row.closest("table")).forEach((other) => (other.tabIndex = other === row ? 0 : -1));
  });

  document.addEventListener("keydown", (event) => {
    const table = document.querySelector("table[data-rows]");
    const within = event.target;
    if (!table || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
    if ((isTyping(within) && within.type !== "checkbox") || within.closest("[popover]:popover-open")) return;
    const row = within.closest("table[data-rows] tr.row");
    const rows = rowsOf(table);
    const step = { j: 1, k: -1, ArrowDown: row && 1, ArrowUp: row && -1 }[event.key];
    const lines = row?.querySelector("[aria-expanded]");
    const isOpen = lines?.getAttribute("aria-expanded") === "true";
    if (step) {
      (row ? rows[rows.indexOf(row) + step] : rows.find((one) => one.tabIndex === 0))?.focus();
    } else if (row && (event.key === "e" || event.key === (isOpen ? "ArrowLeft" : "ArrowRight"))) {
      lines?.click();
    } else if (row === within && event.key === "Enter") {
      row.querySelector(".key a")?.click();
    } else if (row === within && event.key === " ") {
      const click = new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey });
      row.querySelector("input[type=checkbox]")?.dispatchEvent(click);
    } else {
      return;
    }
    event.preventDefault();
  });

  // The server moves the focus to the heading of a page that was opened. If this happens late, the focus stays in a field that the user types in.
  let came = "";
  document.addEventListener("focusin", () => (came = location.href));
  document.addEventListener("DOMContentLoaded", () => {
    const wrapper = window.Blazor?._internal?.domWrapper;
    const focus = wrapper?.focusBySelector;
    if (!focus) return;
    wrapper.focusBySelector = (...asked) => {
      const isBusy = came === location.href && isTyping(document.activeElement);
      return isBusy ? undefined : focus.apply(wrapper, asked);
    };
  });

  // On the receiving page, the scan field gets the focus back after every click.
  const scanField = () => (document.querySelector("dialog:modal") ? null : document.querySelector("[data-scan]"));

  document.addEventListener("click", (event) => {
    if (event.target.closest(".receiving button")) scanField()?.focus();
  });

  document.addEventListener("change", (event) => {
    if (event.target.closest(".receiving select, .receiving input")) scanField()?.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key.length === 1 && event.key !== " ") scanField()?.focus();
  });

  // A scan is numbered, so that the page knows one that comes again. The clock may be put back; the numbers grow.
  const numbered = (text) => {
    const number = Math.max(Date.now(), Number(localStorage.getItem("scan-number") ?? 0) + 1);
    localStorage.setItem("scan-number", number);
    return [number, text];
  };
  const keepScans = (scans) => sessionStorage.setItem("scans", JSON.stringify({ at: location.href, scans }));
  // What was scanned for one purchase order is no other's.
  const keptScans = () => {
    const kept = JSON.parse(sessionStorage.getItem("scans") ?? "null");
    return kept?.at === location.href ? kept.scans : [];
  };

  // Goods that are scanned before the page listens are kept for it: the browser would take them for the number of a purchase order.
  document.addEventListener(
    "submit",
    (event) => {
      const field = event.target.querySelector("[data-scan=goods]");
      if (!field || event.target.dataset.listens) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = field.value.trim();
      field.value = "";
      if (text) keepScans([...keptScans(), numbered(text)]);
    },
    true,
  );

  // Each sound is a row of tones: hertz, and seconds.
  const sounds = {
    good: [[1320, 0.07]],
    over: [[880, 0.09], [880, 0.09]],
    bad: [[196, 0.35]],
    done: [[784, 0.08], [1047, 0.08], [1568, 0.16]],
  };
  let speaker = null;

  window.raincheck = {
    // A form of many values is filled when it is sent: the page need not carry them.
    send: (form, name, values) => {
      form.elements[name].value = values.join("\n");
      form.submit();
    },

    copy: (text) => navigator.clipboard.writeText(text),

    // What is scanned goes to the page, and the field is free for the next at once: a scanner does not wait. A scan is kept until
    // the page has it. Without an answer it is sent again with the same number, and the page shows and sounds that it waits.
    receive: (form, page) => {
      const patienceMs = 3000;
      const field = form.querySelector("[data-scan]");
      const note = form.querySelector("[data-waiting]");
      form.dataset.listens = "yes";
      const scans = keptScans();
      let isSending = false;

      const alarm = () => {
        if (form.querySelector("[data-sound]").ariaPressed === "true") window.raincheck.sound("bad");
      };
      const show = (isLate) => {
        keepScans(scans);
        const wasLate = !note.hidden;
        note.hidden = scans.length === 0 || !(isLate || wasLate);
        note.textContent = `No connection: ${scans.length} ${scans.length === 1 ? "scan waits" : "scans wait"}`;
        if (isLate && !wasLate) alarm();
      };
      const answer = async ([number, text]) =>
        Promise.race([
          page.invokeMethodAsync("ScannedAsync", number, text).then(() => true),
          new Promise((done) => setTimeout(done, patienceMs, false)),
        ]);
      const send = async () => {
        if (isSending) return;
        isSending = true;
        while (scans.length > 0 && form.isConnected) {
          const next = scans[0];
          const since = Date.now();
          if (await answer(next).catch(() => false)) scans.shift();
          else await new Promise((done) => setTimeout(done, Math.max(0, 1000 - (Date.now() - since))));
          show(scans[0] === next);
        }
        isSending = false;
      };

      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const text = field.value.trim();
        field.value = "";
        if (!text) return;
        scans.push(numbered(text));
        show(false);
        if (!note.hidden) alarm();
        send();
      });
      send();
      field.focus();
    },

    keep: (name, value) => {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(value));
    },

    kept: (name) => JSON.parse(localStorage.getItem(name) ?? "null"),

    sound: (name) => {
      speaker ??= new AudioContext();
      let at = speaker.currentTime;
      for (const [hertz, seconds] of sounds[name]) {
        const tone = speaker.createOscillator();
        const volume = speaker.createGain();
        tone.type = name === "bad" ? "square" : "sine";
        tone.frequency.value = hertz;
        volume.gain.setValueAtTime(0.2, at);
        volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
        tone.connect(volume).connect(speaker.destination);
        tone.start(at);
        tone.stop(at + seconds);
        at += seconds + 0.03;
      }
    },
  };
})();
