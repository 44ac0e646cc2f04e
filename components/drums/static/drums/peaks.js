// The wave of a sound, to be drawn behind its hits.

/** How loud a sound is, every few milliseconds. @param {AudioBuffer} buffer */
export function peaksOf(buffer, stepMs = 5) {
  const step = Math.round((buffer.sampleRate * stepMs) / 1000);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, n) => buffer.getChannelData(n));
  const values = new Float32Array(Math.ceil(buffer.length / step));
  for (const channel of channels)
    for (let n = 0; n < values.length; n++) {
      let peak = values[n];
      for (let at = n * step; at < Math.min(channel.length, (n + 1) * step); at += 2) peak = Math.max(peak, Math.abs(channel[at]));
      values[n] = peak;
    }
  return { stepMs: (step * 1000) / buffer.sampleRate, values };
}
