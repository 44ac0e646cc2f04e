// A mixin: fetches a map and its sounds, or takes a file of one's own, and says what is missing in a sentence.
import { forgetSound, keepSound, keptSound } from "./drafts.js";
import { barsOf, beatsOf, read } from "./map.js";
import { Transport } from "./transport.js";

const SAME_MS = 3000;
const [SILENT, EVERY] = [1e-4, 8];

export const Sounds = {
  data: () => ({ state: "loading", trouble: "", share: 0, hasStem: false, hasSong: false, own: "" }),
  methods: {
    address: (path) => `${window.path_prefix || ""}${path}`,
    async fetchMap(source) {
      const answer = await fetch(this.address(source)).catch(() => null);
      if (!answer?.ok) {
        const told = await answer?.json().catch(() => null);
        throw new Error(told?.error || told?.detail || "The map cannot be shown right now. Load the page again.");
      }
      return read(await answer.json());
    },
    /** How loud the song is from its beginning to its end, 0 to 1; null where nobody knows. */
    async fetchWave() {
      if (!this.wave) return null;
      const answer = await fetch(this.address(this.wave)).catch(() => null);
      const found = answer?.ok ? await answer.json().catch(() => null) : null;
      return found?.peaks?.length ? Object.freeze(found.peaks.map((peak) => peak / 100)) : null;
    },
    /** A map becomes the one that is heard and drawn. */
    takeMap(map) {
      this.map = map;
      this.beats = beatsOf(map);
      this.bars = barsOf(map, this.beats);
      this.transport ??= new Transport();
      this.transport.follow(map, this.beats);
    },
    /** Called by a press: the sounds are there afterwards, or it is said why not. */
    async openSounds() {
      this.transport.open();
      for (const [name, key] of Object.entries(this.levels)) this.transport.level(name, key);
      await this.takeKeptSound();
      const wanted = [["song", this.song], ["stem", this.stem]].filter(([name, source]) => source && !this.transport.tracks.has(name) && !(name === "song" && this.own));
      for (const [name, source] of wanted) {
        try {
          await this.transport.load(name, await this.bytes(source));
        } catch {
          if (name === "song") this.trouble = "The song cannot be heard right now: you hear the drums of the map. Open your own file of it, or load the page again.";
        }
      }
      if (this.own && !this.trouble) this.compareLength();
      this.told();
    },
    /** The file that somebody opened for this song before is opened again. */
    async takeKeptSound() {
      if (this.own || !this.keep || this.transport.tracks.has("song")) return;
      const found = await keptSound(this.keep);
      if (!found) return;
      try {
        await this.transport.load("song", found.bytes);
        this.own = found.name;
      } catch {
        /* the song of the server is heard, or the drums of the map */
      }
    },
    told() {
      this.hasSong = this.transport.tracks.size > 0;
      this.hasStem = this.transport.tracks.has("song") && this.transport.tracks.has("stem");
      if (!this.transport.tracks.size && !this.levels.kit) this.levels.kit = 1; // something is heard
      this.transport.level("kit", this.levels.kit);
    },
    async bytes(source) {
      const answer = await fetch(this.address(source));
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const [all, reader, parts] = [Number(answer.headers.get("content-length")), answer.body.getReader(), []];
      for (let got = 0, piece = await reader.read(); !piece.done; piece = await reader.read()) {
        parts.push(piece.value);
        got += piece.value.length;
        this.share = all ? got / all : 0;
      }
      return new Blob(parts).arrayBuffer();
    },
    /** A file of one's own: it is heard in this browser, and sent nowhere. */
    async ownFile(event) {
      const [file] = event.target.files;
      event.target.value = "";
      if (!file) return;
      this.trouble = "";
      this.transport.stop();
      this.transport.open();
      try {
        const bytes = await file.arrayBuffer();
        const copy = bytes.slice(0); // decoding takes the bytes away
        const sound = await this.transport.decoded(bytes);
        if (isSilent(sound)) return void (this.trouble = `${file.name} is silent: choose another file.`);
        this.transport.take("song", sound);
        this.own = file.name;
        this.compareLength();
        if (this.keep) keepSound(this.keep, file.name, copy);
      } catch {
        return void (this.trouble = `${file.name} cannot be heard here: it is empty or damaged, or no sound that browsers play. Choose an MP3, WAV or FLAC.`);
      }
      this.told();
    },
    /** Without that file again, now and next time. */
    forgetOwn() {
      this.transport.stop();
      this.transport.drop("song");
      Object.assign(this, { own: "", trouble: "" });
      if (this.keep) forgetSound(this.keep);
      this.told();
    },
    compareLength() {
      const long = this.transport.tracks.get("song").duration * 1000;
      if (Math.abs(long - this.map.length) > SAME_MS)
        this.trouble = `This file is ${clock(long)} long, and the song of the map ${clock(this.map.length)}: another recording may not fit.`;
    },
    setLevel(part) {
      this.transport.level(part, this.levels[part]);
    },
  },
};

function isSilent(sound) {
  for (let n = 0; n < sound.numberOfChannels; n++) {
    const channel = sound.getChannelData(n);
    for (let at = 0; at < channel.length; at += EVERY) if (Math.abs(channel[at]) > SILENT) return false;
  }
  return true;
}

/** Minutes and seconds. */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
