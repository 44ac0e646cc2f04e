import { level, wav } from "./wav.js";

export { level, wav };

const TAPE = new URL("./tape.js", import.meta.url).href;
// As it is: what a browser does to make calls clear would become a part of the voice.
const SOUND = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

// Why there is no recording, in a sentence; empty where there may be one.
export function missing() {
  if (!window.isSecureContext) return "A browser records only on an https address, or on the machine itself: upload a recording instead.";
  if (!navigator.mediaDevices?.getUserMedia || !window.AudioWorkletNode) return "This browser cannot record: upload a recording instead.";
  return "";
}

export function refusal(error) {
  if (error.name === "NotAllowedError") return "The browser may not use the microphone: allow it beside the address of this page, and press Record again.";
  if (error.name === "NotFoundError") return "There is no microphone here: plug one in, or upload a recording instead.";
  return "The microphone could not be opened: close what else uses it, and press Record again.";
}

// Records until it is stopped; `heard` is called with each block of samples, some hundred times a second, and `lost` when the
// microphone is pulled out, or taken from this page.
export async function record(heard, lost = () => {}) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
  const context = new AudioContext();
  const ended = () => {
    stream.getTracks().forEach((track) => track.stop());
    context.close().catch(() => {});
  };
  try {
    await context.audioWorklet.addModule(TAPE);
    const tape = new AudioWorkletNode(context, "levelmix-tape", { numberOfOutputs: 0 });
    tape.port.onmessage = ({ data }) => heard(data);
    stream.getTracks().forEach((track) => track.addEventListener("ended", lost));
    context.createMediaStreamSource(stream).connect(tape);
    await context.resume();
  } catch (error) {
    ended();
    throw error;
  }
  return { rate: context.sampleRate, stop: ended };
}
