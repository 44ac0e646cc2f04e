// What plays, what comes next: every change makes a new state, so that it can be kept and shown as it is.
export const EMPTY = Object.freeze({ tracks: [], at: -1, seconds: 0, loop: "off", speed: 1, matched: true });
export const LOOPS = ["off", "all", "one"];
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

export const current = (state) => state.tracks[state.at] || null;

// A sound may be asked for by its own id, or by that of the job it came out of.
export const stands = (track, id) => !!track && !!id && (track.id === id || track.job === id);

const place = (state, id) => state.tracks.findIndex((track) => stands(track, id));

// Now, with the others after it; one that is in the queue already is gone to.
export function playNow(state, track) {
  const known = place(state, track.id);
  if (known >= 0) return go(state, known);
  const tracks = state.tracks.toSpliced(state.at + 1, 0, track);
  return { ...state, tracks, at: state.at + 1, seconds: 0 };
}

export function add(state, track) {
  if (place(state, track.id) >= 0) return state;
  return { ...state, tracks: [...state.tracks, track], at: Math.max(0, state.at) };
}

export const go = (state, at) => ({ ...state, at, seconds: 0 });

// Which one follows: -1 where the queue is at its end. Who presses "next" leaves what is looped.
export function following(state, way = 1, ended = false) {
  if (ended && state.loop === "one") return state.at;
  const at = state.at + way;
  if (at >= 0 && at < state.tracks.length) return at;
  return state.loop === "all" && state.tracks.length ? (at + state.tracks.length) % state.tracks.length : -1;
}

export function remove(state, id) {
  const gone = place(state, id);
  if (gone < 0) return state;
  const tracks = state.tracks.toSpliced(gone, 1);
  const at = Math.min(gone < state.at ? state.at - 1 : state.at, tracks.length - 1);
  return { ...state, tracks, at, seconds: gone === state.at ? 0 : state.seconds };
}

// What is known by now of a sound that was played before anybody had asked.
export function describe(state, id, track) {
  return { ...state, tracks: state.tracks.map((known) => (stands(known, id) ? { ...known, ...track } : known)) };
}

// What an earlier visit has kept, as far as it can be meant.
export function revived(kept) {
  const tracks = (Array.isArray(kept?.tracks) ? kept.tracks : []).filter((track) => typeof track?.id === "string");
  const whole = Number.isInteger(kept?.at) && kept.at >= 0 && kept.at < tracks.length;
  return {
    tracks: tracks.slice(0, 500),
    at: whole ? kept.at : tracks.length ? 0 : -1,
    seconds: whole && kept.seconds > 0 ? kept.seconds : 0,
    loop: LOOPS.includes(kept?.loop) ? kept.loop : "off",
    speed: SPEEDS.includes(kept?.speed) ? kept.speed : 1,
    matched: kept?.matched !== false,
  };
}
