// A mixin: the hits of a bar as a list, for whoever does not see or use the canvas.
import { put, without } from "./edits.js";
import { LANES } from "./lanes.js";
import { barAt, keyOf, laneLabel, placeInWords } from "./map.js";

export const LIST = `
<details class="drum-list" data-testid="hit-list-open" @toggle="listed = $event.target.open"><summary>Hits as a list</summary>
  <div v-if="listed" class="stack">
    <div class="row"><button type="button" class="button" data-testid="bar-before" @click="step(-1, true)">Bar before</button>
      <b data-testid="listed-bar">Bar {{ listedBar }}</b>
      <button type="button" class="button" data-testid="bar-after" @click="step(1, true)">Bar after</button></div>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Hits of the bar"><table class="numbers" data-testid="hit-list"><thead><tr><th scope="col">Where</th><th scope="col">Drum</th><th scope="col">Milliseconds</th><th scope="col">Velocity</th><th scope="col"><span class="hidden-visually">Take out</span></th></tr></thead>
      <tbody><tr v-for="hit in listedHits" :key="hit.key"><th scope="row">{{ hit.where }}</th>
        <td><select :value="hit.lane" :aria-label="'Drum, ' + hit.where" @change="relist(hit, { lane: Number($event.target.value) })"><option v-for="(lane, n) in lanesAll" :key="n" :value="n">{{ lane.label }}</option></select></td>
        <td><input type="number" class="short" min="0" :value="hit.ms" :aria-label="'Milliseconds, ' + hit.where" @change="relist(hit, { ms: Number($event.target.value) })"></td>
        <td><input type="number" class="short" min="1" max="127" :value="hit.velocity" :aria-label="'Velocity, ' + hit.where" @change="relist(hit, { velocity: Number($event.target.value) })"></td>
        <td><button type="button" class="button bare" :aria-label="'Take out ' + hit.label + ', ' + hit.where" @click="unlist(hit)">Take out</button></td></tr></tbody></table></div>
    <p v-if="!listedHits.length" class="quiet">No hits in this bar.</p>
    <div class="row"><label class="knob"><span>New hit</span><select v-model.number="newLane"><option v-for="(lane, n) in lanesAll" :key="n" :value="n">{{ lane.label }}</option></select></label>
      <label class="knob"><span>on beat</span><input type="number" class="short" min="1" step="0.25" v-model.number="newBeat" data-testid="new-beat"></label>
      <button type="button" class="button" data-testid="new-hit" @click="listNew">Add</button></div>
  </div>
</details>`;

export const EditingList = {
  data: () => ({ listed: false, listedBar: 1, listedHits: [], newLane: 4, newBeat: 1, lanesAll: LANES }),
  watch: {
    listed() { this.showList(); },
  },
  methods: {
    showList() {
      if (!this.map) return;
      const bar = this.bars[barAt(this.bars, this.caret.ms)];
      this.listedBar = bar.number;
      if (!this.listed) return;
      this.listedHits = this.map.hits
        .filter((hit) => hit.ms >= bar.ms - 1 && hit.ms < bar.end - 1)
        .map((hit) => ({ ...hit, key: keyOf(hit), label: laneLabel(hit.lane), where: placeInWords(this.beats, hit.ms) }));
    },
    relist(hit, more) {
      const ms = Math.max(0, Math.min(this.map.length, Math.round(more.ms ?? hit.ms)));
      const velocity = Math.max(1, Math.min(127, Math.round(more.velocity ?? hit.velocity)));
      if (!Number.isFinite(ms) || !Number.isFinite(velocity)) return this.showList();
      const now = { ms, velocity, lane: more.lane ?? hit.lane, confidence: null };
      this.make(put(without(this.map, new Set([hit.key])), [now]), `${laneLabel(now.lane)} changed, ${placeInWords(this.beats, ms)}`);
    },
    unlist(hit) {
      this.make(without(this.map, new Set([hit.key])), `${hit.label} taken out, ${hit.where}`);
    },
    listNew() {
      const bar = this.bars[barAt(this.bars, this.caret.ms)];
      const beat = this.beats.find((one) => one.ms >= bar.ms - 1);
      if (!beat || !(this.newBeat >= 1)) return this.say("Write the beat as a number, such as 1 or 2.5.");
      this.add({ ms: Math.round(bar.ms + (this.newBeat - 1) * beat.beatMs), lane: this.newLane, velocity: this.lastVelocity, confidence: null });
    },
  },
};
