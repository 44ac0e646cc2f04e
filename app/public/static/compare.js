// Before and after at the same moment: both play, and one of them is heard.
(() => {
  const root = document.querySelector("[data-compare]");
  if (!root) return;
  const sounds = /** @type {Record<string, HTMLAudioElement>} */ ({});
  for (const sound of /** @type {NodeListOf<HTMLAudioElement>} */ (root.querySelectorAll("[data-sound]"))) {
    sounds[sound.dataset.sound || ""] = sound;
  }
  const { before, after } = sounds;
  const play = /** @type {HTMLButtonElement} */ (root.querySelector("[data-play]"));
  const seek = /** @type {HTMLInputElement} */ (root.querySelector("[data-seek]"));
  const head = /** @type {SVGLineElement} */ (root.querySelector("[data-head]"));
  const choices = /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-side]"));
  const APART_S = 0.04; // nobody hears so little

  let heard = before;

  function lead() {
    return heard === before ? after : before;
  }

  function choose(side) {
    const next = sounds[side];
    if (next !== heard) {
      if (Math.abs(next.currentTime - heard.currentTime) > APART_S) next.currentTime = heard.currentTime;
      heard = next;
    }
    before.muted = heard !== before;
    after.muted = heard !== after;
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice.dataset.side === side));
  }

  function draw() {
    const length = heard.duration || Number(seek.max);
    const x = String((640 * heard.currentTime) / length);
    head.setAttribute("x1", x);
    head.setAttribute("x2", x);
    head.setAttribute("visibility", "visible");
    seek.value = String(heard.currentTime);
    seek.setAttribute("aria-valuetext", `${Math.round(heard.currentTime)} of ${Math.round(length)} seconds`);
  }

  function frame() {
    draw();
    if (!heard.paused) requestAnimationFrame(frame);
  }

  function shown(playing) {
    play.textContent = playing ? "Pause" : "Play";
    play.setAttribute("aria-pressed", String(playing));
    root.toggleAttribute("data-playing", playing);
  }

  async function begin() {
    if (heard.ended) heard.currentTime = 0;
    lead().currentTime = heard.currentTime;
    try {
      await Promise.all([before.play(), after.play()]);
      shown(true);
      frame();
    } catch {
      stop(); // the browser would not play; the button says so by staying as it was
    }
  }

  function stop() {
    before.pause();
    after.pause();
    shown(false);
  }

  play.addEventListener("click", () => (heard.paused ? begin() : stop()));
  for (const choice of choices) choice.addEventListener("click", () => choose(choice.dataset.side));
  seek.addEventListener("input", () => {
    before.currentTime = after.currentTime = Number(seek.value);
    draw();
  });
  for (const sound of [before, after]) {
    sound.removeAttribute("controls");
    sound.preload = "auto";
    sound.addEventListener("ended", () => sound === heard && stop());
  }
  root.querySelector("[data-player]").removeAttribute("hidden");
  root.querySelector("[data-plain]").setAttribute("hidden", "");
  choose("before");
})();
