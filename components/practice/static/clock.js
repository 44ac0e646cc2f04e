// A clock that runs from when something began, or stands where it was paused: by the time of this machine, so it needs nobody to be told of each second.
export default {
  props: { since: Number, paused: Number },
  template: `<span class="big-number number" role="timer" aria-label="Time of this session" data-testid="clock" :data-paused="String(paused !== null && paused !== undefined)">{{ said }}</span>`,
  data: () => ({ now: Date.now() / 1000 }),
  computed: {
    said() {
      const seconds = Math.max(0, Math.floor((this.paused ?? this.now) - this.since));
      const two = (part) => String(part).padStart(2, "0");
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
      return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
    },
  },
  mounted() {
    this.timer = setInterval(() => { this.now = Date.now() / 1000; }, 500);
  },
  unmounted() {
    clearInterval(this.timer);
  },
};
