// What the player remembers in this browser, for each person by themselves.
import { EMPTY, revived } from "./queue.js";

const key = (owner) => `levelmix.player.${owner}`;

export function recall(owner) {
  try {
    return revived(JSON.parse(localStorage.getItem(key(owner)) || "null"));
  } catch {
    return { ...EMPTY }; // the browser may not let us store anything
  }
}

export function keep(owner, state) {
  try {
    localStorage.setItem(key(owner), JSON.stringify(state));
  } catch {
    /* then the place is lost with the page */
  }
}
