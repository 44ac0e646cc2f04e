// Sounds on artists' pages: one button and the wave to jump in. What is pressed plays, and everything else stops.
// Without this script, the browser's own player stands there. `#t=1:05` in the address begins there.
(() => {
  const PLAY = "M4 2l14 8-14 8z";
  const STOP = "M4 2h4v16H4zM12 2h4v16h-4z";
  const SVG = "http://www.w3.org/2000/svg";
  const players = /** @type {HTMLAudioElement[]} */ ([]);

  function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds || 0));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  function secondsOf(text) {
    return String(text)
      .split(":")
      .reduce((sum, part) => sum * 60 + (Number.parseFloat(part) || 0), 0);
  }

  function icon() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", PLAY);
    svg.append(path);
    return { svg, path };
  }

  function begin(audio) {
    for (const other of players) if (other !== audio) other.pause();
    audio.play().catch(() => audio.pause());
  }

  /** @param {HTMLElement} row */
  function dress(row) {
    const audio = row.querySelector("audio");
    const wave = /** @type {HTMLElement} */ (row.querySelector(".sound-wave"));
    const told = row.querySelector("[data-length]");
    const title = audio.getAttribute("aria-label") || "";
    const whole = told.textContent;
    const starts = secondsOf(audio.getAttribute("src").split("#t=")[1] || "0");
    players.push(audio);

    const { svg, path } = icon();
    const press = document.createElement("button");
    press.type = "button";
    press.className = "press";
    press.dataset.testid = "sound-play";
    press.append(svg);
    const name = (playing) => press.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${title}`);
    name(false);

    const played = /** @type {SVGElement} */ (wave.querySelector("svg").cloneNode(true));
    played.classList.add("played");
    const seek = document.createElement("input");
    seek.type = "range";
    seek.min = "0";
    seek.max = "1000";
    seek.value = "0";
    seek.setAttribute("aria-label", `Position in ${title}`);
    wave.append(played, seek);

    function draw() {
      const length = audio.duration || secondsOf(whole);
      const share = length ? audio.currentTime / length : 0;
      played.style.clipPath = `inset(0 ${100 - 100 * share}% 0 0)`;
      seek.value = String(Math.round(1000 * share));
      seek.setAttribute("aria-valuetext", `${clock(audio.currentTime)} of ${clock(length)}`);
      told.textContent = audio.currentTime > 0 ? `${clock(audio.currentTime)} / ${clock(length)}` : whole;
    }

    function jump(seconds) {
      const go = () => {
        audio.currentTime = seconds;
      };
      if (audio.readyState > 0) go();
      else audio.addEventListener("loadedmetadata", go, { once: true });
    }

    press.addEventListener("click", () => (audio.paused ? begin(audio) : audio.pause()));
    seek.addEventListener("input", () => {
      const length = audio.duration || secondsOf(whole);
      jump((Number(seek.value) / 1000) * length);
      if (audio.paused) begin(audio);
    });
    const shown = (playing) => {
      path.setAttribute("d", playing ? STOP : PLAY);
      name(playing);
    };
    audio.addEventListener("play", () => shown(true));
    audio.addEventListener("pause", () => shown(false));
    audio.addEventListener("ended", () => jump(0));
    audio.addEventListener("timeupdate", draw);
    audio.addEventListener("seeked", draw);
    audio.hidden = true;
    audio.removeAttribute("controls");
    row.classList.add("plays");
    row.prepend(press);
    if (starts) jump(starts);
    draw();
    return jump;
  }

  const jumps = [...document.querySelectorAll("[data-sound]")].map((row) => dress(/** @type {HTMLElement} */ (row)));

  function byAddress() {
    const time = /[#&]t=([\d:.]+)/.exec(location.hash);
    if (time && jumps.length === 1) {
      players[0].preload = "metadata";
      jumps[0](secondsOf(time[1]));
    }
  }
  addEventListener("hashchange", byAddress);
  byAddress();
})();
