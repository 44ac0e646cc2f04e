// Panels over the page, and what they say while the server cannot be reached.

// A link in a panel leads to another screen, and the panel would hide it: NiceGUI changes the screen and keeps the page.
window.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const open = target.closest?.("[popover] a") ? target.closest("[popover]") : null;
  if (open instanceof HTMLElement) open.hidePopover();
});

window.addEventListener("load", () => {
  const root = document.documentElement;
  const mark = (away) => root.toggleAttribute("data-offline", away);
  const listen = () => {
    if (!window.socket) return void setTimeout(listen, 100); // it is there once the page is mounted
    window.socket.on("disconnect", () => mark(true));
    window.socket.on("connect", () => mark(false));
  };
  listen();
});
