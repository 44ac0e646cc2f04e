// A link in a panel leads to another screen, and the panel would hide it: NiceGUI changes the screen and keeps the page.
window.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const open = target.closest?.("[popover] a") ? target.closest("[popover]") : null;
  if (open instanceof HTMLElement) open.hidePopover();
});
