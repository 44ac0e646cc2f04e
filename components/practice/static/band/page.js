// The engraved page: its bars as boxes, the cursor on what sounds, and bars that are chosen by dragging over them.

/** Boxes of the bars of a page, in the coordinates of its place: [{ bar, x, y, width, height }] in their order. */
export function boxes(place) {
  const frame = place.getBoundingClientRect();
  return [...place.querySelectorAll("g.measure")].map((measure) => {
    const box = measure.getBoundingClientRect();
    const staff = measure.querySelector("g.staff")?.getBoundingClientRect() ?? box;
    const bar = Number(measure.id.slice(1));
    return { bar, x: staff.left - frame.left, y: box.top - frame.top, width: staff.width, height: box.height };
  });
}

/** The bar under a point, or the nearest one in its line. */
export function barUnder(found, x, y) {
  const lines = found.filter((box) => y >= box.y && y <= box.y + box.height);
  const near = (box) => Math.max(box.x - x, x - box.x - box.width, 0);
  const best = (lines.length ? lines : found).reduce((one, box) => (!one || near(box) < near(one) ? box : one), null);
  return best ? best.bar : null;
}

/** Which written notes sound at a second: their ids. `notes` are [start, end, ids], sorted by their start. */
export function soundingAt(notes, seconds, longest) {
  const found = [];
  for (let n = lastBefore(notes, seconds); n >= 0 && notes[n][0] > seconds - longest; n--)
    if (notes[n][1] > seconds) found.push(...notes[n][2]);
  return found;
}

function lastBefore(notes, seconds) {
  let [low, high] = [0, notes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (notes[middle][0] <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Colours notes on a page by a class; those that had it before lose it. */
export class Coloured {
  constructor(place, name) {
    this.place = place;
    this.name = name;
    this.on = new Set();
  }

  show(ids) {
    const wanted = new Set(ids);
    for (const id of this.on) if (!wanted.has(id)) this.each(id, (note) => note.classList.remove(this.name));
    for (const id of wanted) if (!this.on.has(id)) this.each(id, (note) => note.classList.add(this.name));
    this.on = wanted;
  }

  /** A note that is written in several parts, tied, is all of these. */
  each(id, deed) {
    for (const note of this.place.querySelectorAll(`#${CSS.escape(id)}, [id^="${CSS.escape(id)}."]`)) deed(note);
  }
}
