// From loudness to how loud it is played, and to what is drawn.

// The softest of our presets: whatever is as loud can be brought there by turning it down, and nothing clips.
export const EQUAL_LUFS = -23;
// What nobody has measured is taken for as loud as most streams are.
const ASSUMED_LUFS = -14;

export function gain(lufs, matched) {
  return matched ? Math.min(1, 10 ** ((EQUAL_LUFS - (lufs ?? ASSUMED_LUFS)) / 20)) : 1;
}

const RANGE_LU = 24;

// So many bars from 0 to 1: the loudest of what each stands for, the loudest of all at the top, silence at the bottom.
export function bars(curve, count) {
  const known = curve.filter((value) => value != null);
  const top = known.reduce((a, b) => Math.max(a, b), -70);
  return Array.from({ length: count }, (_, k) => {
    const from = Math.floor((k * curve.length) / count);
    const part = curve.slice(from, Math.max(from + 1, Math.floor(((k + 1) * curve.length) / count)));
    const loudest = part.reduce((a, b) => (b == null ? a : Math.max(a, b)), -Infinity);
    return Math.max(0, Math.min(1, 1 - (top - loudest) / RANGE_LU));
  });
}

// The bars, what was played of them in one colour and the rest in another.
export function draw(canvas, curve, share) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width) return;
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const pen = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  const [played, rest] = ["--key", "--line-2"].map((name) => style.getPropertyValue(name).trim());
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!curve) {
    for (const [colour, to] of [[rest, width], [played, share * width]]) {
      pen.fillStyle = String(colour);
      pen.fillRect(0, height / 2 - 2, Number(to), 4);
    }
    return;
  }
  const found = bars(curve, Math.max(1, Math.floor(width / 4)));
  found.forEach((bar, k) => {
    const tall = Math.max(2, bar * height);
    pen.fillStyle = (k + 0.5) / found.length <= share ? played : rest;
    pen.fillRect(k * 4, (height - tall) / 2, 3, tall);
  });
}
