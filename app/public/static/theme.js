// Dark or light as the visitor chose it inside; before the first paint, so that nothing flashes.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("levelmix.theme") || "system";
  } catch {
    /* the browser may not let us read anything */
  }
  if (choice !== "system") document.documentElement.dataset.theme = choice;
})();
