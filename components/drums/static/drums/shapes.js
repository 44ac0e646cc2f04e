// What a hit looks like: each lane has a shape, so that nobody needs its colour to tell it from the next one.
import { LANES } from "./lanes.js";

export const [GHOST, ACCENT, DOUBTFUL] = [60, 112, 0.5];

/** How strong a stroke is written: a ghost note, an accent, or as usual. */
export const strength = (velocity) => (velocity < GHOST ? "ghost" : velocity >= ACCENT ? "accent" : "usual");

const PATHS = {
  square: (pen, r) => pen.roundRect(-r, -r * 0.8, 2 * r, 1.6 * r, r * 0.3),
  disc: (pen, r) => pen.ellipse(0, 0, r, r * 0.82, 0, 0, 2 * Math.PI),
  ring: (pen, r) => pen.ellipse(0, 0, r * 0.85, r * 0.85, 0, 0, 2 * Math.PI),
  diamond: (pen, r) => polygon(pen, [[0, -r], [r, 0], [0, r], [-r, 0]]),
  triangle: (pen, r) => polygon(pen, [[0, -r], [r, r * 0.8], [-r, r * 0.8]]),
  foot: (pen, r) => polygon(pen, [[-r, -r * 0.4], [r, -r * 0.4], [r * 0.6, r * 0.7], [-r * 0.6, r * 0.7]]),
  star: (pen, r) => polygon(pen, Array.from({ length: 10 }, (_, n) => {
    const [far, turn] = [n % 2 ? r * 0.5 : r * 1.1, (n * Math.PI) / 5 - Math.PI / 2];
    return [far * Math.cos(turn), far * Math.sin(turn)];
  })),
  cross: (pen, r) => {
    const [far, thick] = [r * 0.9, r * 0.34];
    polygon(pen, [[-far, -far + thick], [-far + thick, -far], [0, -thick], [far - thick, -far], [far, -far + thick], [thick, 0],
      [far, far - thick], [far - thick, far], [0, thick], [-far + thick, far], [-far, far - thick], [-thick, 0]]);
  },
  bar: (pen, r) => pen.roundRect(-r, -r * 0.45, 2 * r, 0.9 * r, r * 0.3),
};

function polygon(pen, points) {
  points.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
}

/**
 * Draws a hit around a place. A ghost note is small and hollow, an accent is larger and has a roof; what the transcriber
 * was not sure of is dashed.
 */
export function mark(pen, lane, x, y, size, { velocity = 100, doubtful = false, colour, ink }) {
  const { shape } = LANES[lane];
  const how = strength(velocity);
  const radius = size * (how === "ghost" ? 0.72 : how === "accent" ? 1.08 : 0.92);
  pen.save();
  pen.translate(x, y);
  pen.beginPath();
  PATHS[shape](pen, radius);
  pen.lineWidth = Math.max(1.5, size * 0.16);
  pen.strokeStyle = pen.fillStyle = colour;
  if (doubtful) pen.setLineDash([3, 2.5]);
  const hollow = how === "ghost" || doubtful || shape === "ring";
  if (hollow) {
    pen.globalAlpha = doubtful ? 0.25 : 0.15;
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
  } else pen.fill();
  pen.setLineDash([]);
  if (how === "accent") {
    pen.strokeStyle = ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(-radius * 0.6, -radius * 0.95);
    pen.lineTo(0, -radius * 1.3);
    pen.lineTo(radius * 0.6, -radius * 0.95);
    pen.stroke();
  }
  pen.restore();
}

export const isDoubtful = (hit) => hit.confidence !== null && hit.confidence < DOUBTFUL;
