// What a phone shows on its lock screen, and what its keys do.
export function tellPhone(track, does) {
  const session = navigator.mediaSession;
  if (!session || !window.MediaMetadata) return;
  session.metadata = track ? new MediaMetadata({ title: track.title, artist: track.origin || "", album: "LevelMix" }) : null;
  const actions = {
    play: does.toggle, pause: does.toggle, previoustrack: () => does.step(-1), nexttrack: () => does.step(1),
    seekbackward: (how) => does.skip(-(how.seekOffset || 10)), seekforward: (how) => does.skip(how.seekOffset || 10),
    seekto: (how) => does.seek(how.seekTime),
  };
  for (const [name, act] of Object.entries(actions)) {
    try {
      session.setActionHandler(/** @type {MediaSessionAction} */ (name), track ? act : null);
    } catch {
      /* this browser has no such key */
    }
  }
}

export function tellPlace(playing, length, seconds, speed) {
  const session = navigator.mediaSession;
  if (!session) return;
  session.playbackState = playing ? "playing" : "paused";
  if (length > 0 && Number.isFinite(length)) session.setPositionState?.({ duration: length, position: Math.min(seconds, length), playbackRate: speed });
}
