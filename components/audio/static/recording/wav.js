// A recording as a file: WAV, 16 bits, one channel.
export function wav(blocks, rate) {
  const frames = blocks.reduce((sum, block) => sum + block.length, 0);
  const view = new DataView(new ArrayBuffer(44 + 2 * frames));
  const sign = (at, word) => [...word].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  sign(0, "RIFF");
  view.setUint32(4, 36 + 2 * frames, true);
  sign(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  sign(36, "data");
  view.setUint32(40, 2 * frames, true);
  let at = 44;
  for (const block of blocks) {
    for (const value of block) {
      view.setInt16(at, Math.round(Math.max(-1, Math.min(1, value)) * 32_767), true);
      at += 2;
    }
  }
  return view.buffer;
}

// The loudest sample, in dB below full scale.
export function level(block) {
  const peak = block.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return peak > 0 ? Math.max(-90, 20 * Math.log10(peak)) : -90;
}
