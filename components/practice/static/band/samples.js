// Recordings of single notes, fetched once and kept; each note of a piece takes the one that is nearest to it.

const RATE = 48_000;

/** The name and the speed of the recording for a note. */
export function recording(names, part, sound) {
  if (part === "drums") return { name: `drum.${sound}`, speed: 1 };
  const instrument = part === "bass" ? "bass" : "piano";
  const own = names.filter((name) => name.startsWith(`${instrument}.`)).map((name) => Number(name.split(".")[1]));
  const nearest = own.reduce((best, one) => (Math.abs(one - sound) < Math.abs(best - sound) ? one : best), own[0]);
  return { name: `${instrument}.${nearest}`, speed: 2 ** ((sound - nearest) / 12) };
}

/** How loud a strength is (1 to 127), against that of the recordings. */
export function gain(velocity) {
  return (Math.max(1, velocity) / 100) ** 1.7;
}

/** How bright it is: where its highs end, in Hz. */
export function brightness(velocity) {
  return 1200 + 14_000 * (Math.min(100, velocity) / 100) ** 2;
}

export class Samples {
  constructor(address) {
    this.decoder = new OfflineAudioContext(1, 1, RATE); // one that plays would have to wait until somebody presses something
    this.address = address;
    this.waiting = new Map();
    this.ready = new Map();
    this.plain = false;
  }

  /** The recordings by these names are there, or as many of them as can be had. */
  async load(names, told = (_share) => {}) {
    let done = 0;
    await Promise.all(
      [...names].map((name) =>
        this.one(name).then(() => {
          done += 1;
          told(done / names.size);
        }),
      ),
    );
  }

  one(name) {
    if (!this.waiting.has(name)) this.waiting.set(name, this.fetched(name));
    return this.waiting.get(name);
  }

  async fetched(name) {
    try {
      this.ready.set(name, await (this.plain ? this.decoded(name, "wav") : this.decoded(name, "ogg").catch(() => this.plainly(name))));
    } catch {
      this.waiting.delete(name); // asked for again next time
    }
  }

  /** What cannot be read here is asked for as WAV, and so is all that follows: Safari reads no Ogg Vorbis. */
  async plainly(name) {
    const buffer = await this.decoded(name, "wav");
    this.plain = true;
    return buffer;
  }

  async decoded(name, form) {
    const answer = await fetch(`${this.address.replace("{name}", name)}${form === "wav" ? "?form=wav" : ""}`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return this.decoder.decodeAudioData(await answer.arrayBuffer());
  }
}
