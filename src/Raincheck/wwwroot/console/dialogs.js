// Dialogs. The browser keeps the focus in a dialog and the page behind it still; the server opens and closes it.
(() => {
  const isLost = () => document.documentElement.hasAttribute("data-lost");

  // All but the newest dialog is inert, so the notices of a lost connection go into it. They leave the page with it, and come back.
  let notices = null;
  const placeNotices = () => {
    notices ??= document.getElementById("notices");
    const front = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
    if (notices.parentElement !== front) front.append(notices);
  };

  // The first field; if there is none, the button that changes nothing.
  const focusFirst = (dialog) => {
    const inForm = [...dialog.querySelectorAll("form :is(input, select, textarea, button, a[href])")];
    const first = inForm.find((one) => !one.disabled && one.checkVisibility());
    (first ?? dialog.querySelector("footer button")).focus();
  };

  const focusAgain = (opener) => {
    const isFree = () => document.activeElement === document.body;
    if (isFree()) opener.focus({ preventScroll: true });
    if (isFree()) document.getElementById("content").focus({ preventScroll: true });
  };

  window.raincheck.openDialog = (dialog) => {
    // It may be closed again before this is called.
    if (!dialog?.isConnected || dialog.open) return;
    const opener = document.activeElement;
    const show = () => {
      dialog.showModal();
      focusFirst(dialog);
      placeNotices();
    };
    const close = () => dialog.querySelector("[data-close]").click();
    show();

    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      if (!isLost()) close();
    });

    // The browser closes a dialog at the second Escape without asking. What was typed must not go while the connection is lost.
    dialog.addEventListener("close", () => {
      if (!dialog.isConnected) return;
      if (isLost()) show();
      else close();
    });

    new MutationObserver((_, observer) => {
      if (dialog.isConnected) return;
      observer.disconnect();
      placeNotices();
      focusAgain(opener);
    }).observe(dialog.parentElement, { childList: true });
  };
})();
