// Where sessions lie on a board: minutes after midnight of a day, which may pass 1440, in lanes.
export const PIXELS_A_MINUTE = 0.8;
const DAY = 1440;

/** @param {number} minute @param {number} grid */
export function snap(minute, grid) {
  return Math.round(minute / grid) * grid;
}

/** @param {number} minute */
export function clockTime(minute) {
  const within = ((minute % DAY) + DAY) % DAY;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

/** The full hours that are written beside the lanes. @param {number} first @param {number} last */
export function hoursOf(first, last) {
  const hours = [];
  for (let minute = Math.ceil(first / 60) * 60; minute < last; minute += 60) hours.push(minute);
  return hours;
}

/**
 * What overlaps in one lane stands side by side: each gets a column, and learns how many there are.
 * @template {{start: number, end: number}} T
 * @param {T[]} entries
 * @returns {{entry: T, column: number, columns: number}[]}
 */
export function sideBySide(entries) {
  const sorted = [...entries].sort((a, b) => a.start - b.start || b.end - a.end);
  /** @type {{entry: T, column: number, columns: number}[]} */
  const placed = [];
  /** @type {typeof placed} */
  let group = [];
  let ends = Number.NEGATIVE_INFINITY;
  const close = () => {
    const columns = Math.max(0, ...group.map((one) => one.column)) + 1;
    for (const one of group) one.columns = columns;
    group = [];
  };
  for (const entry of sorted) {
    if (entry.start >= ends) close();
    const taken = new Set(group.filter((one) => one.entry.end > entry.start).map((one) => one.column));
    let column = 0;
    while (taken.has(column)) column += 1;
    const one = { entry, column, columns: 1 };
    group.push(one);
    placed.push(one);
    ends = Math.max(group.length === 1 ? entry.end : ends, entry.end);
  }
  close();
  return placed;
}

/**
 * Where an arrow key moves a session: by the grid up and down, by a day to the sides, by a lane with Shift; on a month by
 * a day or a week. Null for any other key, and the same place at an edge.
 * @param {{day: number, lane: number, minute: number}} at
 * @param {{key: string, shiftKey: boolean}} pressed
 * @param {{grid: number, days: number, lanes: number, first: number, last: number, length: number, month: boolean}} board
 */
export function stepped(at, pressed, board) {
  const side = { ArrowLeft: -1, ArrowRight: 1 }[pressed.key];
  const down = { ArrowUp: -1, ArrowDown: 1 }[pressed.key];
  const within = (/** @type {number} */ value, /** @type {number} */ most) => Math.min(Math.max(value, 0), most - 1);
  if (side !== undefined && pressed.shiftKey) return { ...at, lane: within(at.lane + side, board.lanes) };
  if (side !== undefined) return { ...at, day: within(at.day + side, board.days) };
  if (down === undefined) return null;
  if (board.month) {
    const there = at.day + 7 * down;
    return { ...at, day: there === within(there, board.days) ? there : at.day };
  }
  const latest = Math.max(board.first, board.last - board.length);
  return { ...at, minute: Math.min(Math.max(at.minute + down * board.grid, board.first), latest) };
}
