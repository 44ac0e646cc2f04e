// The gain over time, as the engine makes it: constant inside a track, and a ramp between two.
const STEEPEST_DB_PER_S = 0.95;

const blend = (from, to, place) => {
  const share = Math.sin((Math.PI / 2) * place) ** 2;
  return 10 * Math.log10((1 - share) * 10 ** (from / 10) + share * 10 ** (to / 10));
};

// Steepest slope of an equal-power ramp of this step over one second: where that is too steep, it is a straight line.
function steepness(step) {
  let [most, before] = [0, 0];
  for (let k = 1; k <= 100; k++) {
    const now = blend(0, step, k / 100);
    most = Math.max(most, 100 * Math.abs(now - before));
    before = now;
  }
  return most;
}

// dB that bringing tracks together adds at a moment; `ramps` has one entry less than `segments`.
export function gainAt(seconds, segments, ramps) {
  let k = 0;
  while (k < ramps.length && seconds >= ramps[k].end_s) k++;
  const [gain, after] = [segments[k]?.gain_db || 0, segments[k + 1]?.gain_db || 0];
  const ramp = ramps[k];
  if (!ramp || seconds <= ramp.start_s) return gain;
  const wide = Math.max(1e-9, ramp.end_s - ramp.start_s);
  const place = (seconds - ramp.start_s) / wide;
  return steepness(after - gain) <= STEEPEST_DB_PER_S * wide ? blend(gain, after, place) : gain + (after - gain) * place;
}

// Points [seconds, dB] between which the gain is as good as straight.
export function gainPoints(segments, ramps, end) {
  const points = [[0, gainAt(0, segments, ramps)]];
  ramps.forEach(({ start_s, end_s }) => {
    for (let n = 0; n <= 8; n++) {
      const at = start_s + ((end_s - start_s) * n) / 8;
      points.push([at, gainAt(at, segments, ramps)]);
    }
  });
  return [...points, [end, gainAt(end, segments, ramps)]];
}
