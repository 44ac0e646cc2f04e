// Pieces of the player bar's template.
const shape = (path, more = "") => `<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" ${more}><path d="${path}"/></svg>`;
const line = (path) => shape(path, 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"');
const solid = (path) => shape(path, 'fill="currentColor"');

export const ICONS = {
  play: solid("M6 3.5v13l11-6.5z"),
  pause: solid("M5 4h3.500v12H5zM11.500 4H15v12h-3.500z"),
  next: solid("M4 4v12l9-6zM14 4h2.200v12H14z"),
  previous: solid("M16 4v12l-9-6zM3.800 4H6v12H3.800z"),
  loop: line("M4 9V8a3 3 0 0 1 3-3h8m0 0-2.500-2.500M15 5l-2.500 2.500M16 11v1a3 3 0 0 1-3 3H5m0 0 2.500-2.500M5 15l2.500 2.500"),
  queue: line("M3 5h14M3 10h9M3 15h9M15 12.500v5l3-2.500z"),
  close: line("M5 5l10 10M15 5 5 15"),
};

export const PANEL = `
<div v-if="open" class="bar-queue" data-testid="player-queue">
  <h2 v-if="chapters.length" id="bar-chapters-title">Chapters</h2>
  <ol v-if="chapters.length" aria-labelledby="bar-chapters-title">
    <li v-for="(chapter, place) in chapters" :key="place" :aria-current="place === inChapter ? 'true' : null" data-testid="bar-chapter">
      <button type="button" class="pick clip" @click="leap(track.id, track.title, chapter.start)">{{ chapter.title }}</button>
      <span class="small quiet number">{{ clock(chapter.start) }}</span>
    </li>
  </ol>
  <h2 id="bar-queue-title">Queue</h2>
  <ol aria-labelledby="bar-queue-title">
    <li v-for="(track, place) in state.tracks" :key="track.id" :aria-current="place === state.at ? 'true' : null" data-testid="queue-track">
      <button type="button" class="pick clip" :aria-label="'Play ' + track.title" @click="play(place)">{{ track.title }}</button>
      <span class="small quiet number">{{ track.seconds == null ? "" : clock(track.seconds) }}</span>
      <button type="button" class="button bare square" :aria-label="'Remove ' + track.title + ' from the queue'" data-testid="queue-remove" @click="drop(track.id)">${ICONS.close}</button>
    </li>
  </ol>
</div>`;
