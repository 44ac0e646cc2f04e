// What is said about uploads.
export function bytes(count) {
  const units = ["bytes", "KB", "MB", "GB"];
  if (count === 1) return "1 byte";
  let step = 0;
  while (count >= 1024 && step < 3) [count, step] = [count / 1024, step + 1];
  return `${step && count < 100 ? count.toFixed(1).replace(/\.0$/, "") : Math.round(count)} ${units[step]}`;
}

export const percent = (file) => Math.floor((100 * file.sent) / file.size);

function timeLeft(missing, speed) {
  const seconds = missing / speed;
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s left`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min left`;
  return `${(seconds / 3600).toFixed(1).replace(/\.0$/, "")} h left`;
}

export function aboutFile(file) {
  const then = file.choice ? " · starts by itself" : "";
  const part = `${percent(file)} % of ${bytes(file.size)}`;
  if (file.state === "waiting") return `${file.sent ? part : bytes(file.size)} · waits for its turn${file.choice ? ", then starts by itself" : ""}`;
  if (file.state === "paused") return `${part} · paused`;
  if (file.state === "broken") return `${part} · The connection is broken. Trying again by itself …`;
  if (file.state === "ready") return `${bytes(file.size)} · ${file.known ? "was here already, is kept once" : "uploaded"}`;
  if (file.state === "submitting" || file.state === "submitted") return "A first look at the file …";
  if (file.sent >= file.size) return `${bytes(file.size)} · all sent, the server stores it …`;
  const rate = file.speed ? ` · ${bytes(file.speed)}/s · ${timeLeft(file.size - file.sent, file.speed)}` : "";
  return `${part}${rate}${then}`;
}

// One line for all files that move, and null where the rows say it all.
export function aboutAll(files) {
  const moving = files.filter((file) => ["waiting", "sending", "paused", "broken"].includes(file.state));
  if (moving.length < 2) return null;
  const sum = (of) => moving.reduce((total, file) => total + of(file), 0);
  const [sent, size, speed] = [sum((file) => file.sent), sum((file) => file.size), sum((file) => (file.state === "sending" ? file.speed : 0))];
  const rate = speed ? ` · ${bytes(speed)}/s · ${timeLeft(size - sent, speed)}` : "";
  return { text: `${moving.length} files · ${bytes(sent)} of ${bytes(size)}${rate}`, share: sent / size, going: moving.some((file) => file.state !== "paused") };
}

// Up to so many rows stand on a screen as they are; more of them get a place of their own that scrolls.
const ROWS_IN_FULL = 6;

// One line above a list that scrolls, because what failed may be out of sight; null where all rows are seen.
export function aboutMany(files) {
  if (files.length <= ROWS_IN_FULL) return null;
  const failed = files.filter((file) => file.state === "failed").length;
  const size = files.reduce((total, file) => total + file.size, 0);
  return `${files.length} files · ${bytes(size)}${failed ? ` · ${failed} failed` : ""}`;
}
