// Electronic drums: what they send by MIDI, in browsers that can ask them.
const ON = 0x90;
export const NO_PADS = "No pads are connected. Plug them in: they are heard as soon as they are there.";

export const able = () => Boolean(navigator.requestMIDIAccess);

export class Pads {
  /**
   * @param {(note: number, velocity: number, moment: number) => void} heard
   * @param {(names: string[]) => void} changed called when something is plugged in or out.
   */
  constructor(heard, changed = () => {}) {
    this.heard = heard;
    this.changed = changed;
    this.names = [];
  }

  /** Listens to all that is plugged in, now and later. It throws a sentence. */
  async listen() {
    try {
      this.access = await navigator.requestMIDIAccess();
    } catch {
      throw new Error("The browser does not let this page hear your pads. Allow it in the settings of the page.");
    }
    this.access.onstatechange = () => this.take();
    this.take();
  }

  take() {
    const inputs = [...this.access.inputs.values()];
    this.names = inputs.map((input) => input.name || "MIDI");
    for (const input of inputs) input.onmidimessage = ({ data, timeStamp }) => {
      if ((data[0] & 0xf0) === ON && data[2]) this.heard(data[1], data[2], timeStamp);
    };
    this.changed(this.names);
  }

  close() {
    for (const input of this.access?.inputs.values() ?? []) input.onmidimessage = null;
    if (this.access) this.access.onstatechange = null;
  }
}
