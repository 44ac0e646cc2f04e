// Dark or light: what the visitor chose, else what the system says. Runs before the first paint, so that nothing flashes.
(() => {
  const KEY = "levelmix.theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const NEXT = { system: "light", light: "dark", dark: "system" };

  function chosen() {
    try {
      return localStorage.getItem(KEY) || "system";
    } catch {
      return "system"; // the browser may not let us store anything
    }
  }

  function apply() {
    const choice = chosen();
    const dark = choice === "system" ? system.matches : choice === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-theme-button]"))) {
      button.dataset.choice = choice;
      button.setAttribute("aria-label", `Theme: ${choice}. Press for ${NEXT[choice]}.`);
      button.title = `Theme: ${choice}`;
    }
    if (window.socket) setDark(dark); // NiceGUI's own, once the page is mounted
  }

  window.levelmixTheme = {
    apply,
    next() {
      try {
        localStorage.setItem(KEY, NEXT[chosen()]);
      } catch {
        /* then it lasts until the next change of the system */
      }
      apply();
    },
  };
  system.addEventListener("change", apply);
  window.addEventListener("storage", (event) => event.key === KEY && apply());
  window.addEventListener("load", apply);
  apply();
})();
