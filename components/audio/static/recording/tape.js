// Runs beside the page, on the thread of the sound: hands on what the microphone hears, in one channel.
class Tape extends AudioWorkletProcessor {
  process([input]) {
    if (input[0]) this.port.postMessage(input[0].slice());
    return true;
  }
}

registerProcessor("levelmix-tape", Tape);
