// Players of other services: the frame is loaded once somebody presses the poster, and nothing of theirs before.
for (const facade of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-frame]"))) {
  const link = facade.querySelector("a");
  link.setAttribute("role", "button");
  const load = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = facade.dataset.frame;
    frame.title = facade.dataset.title;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    link.replaceWith(frame);
    frame.focus();
  };
  link.addEventListener("click", load);
  link.addEventListener("keydown", (event) => event.key === " " && load(event));
}
