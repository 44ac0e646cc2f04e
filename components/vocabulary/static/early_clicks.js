// A click before the page is connected waits until it is, so that it does not overtake what was typed before.
window.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("button");
  if (!button || !event.isTrusted || window.did_handshake !== false) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  // NiceGUI asks every 10 ms for each event that waits, in no order.
  const press = () => (window.did_handshake ? setTimeout(() => button.click(), 50) : setTimeout(press, 10));
  press();
}, true);
