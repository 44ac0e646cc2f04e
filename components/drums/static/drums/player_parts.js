// What the player looks like beside its canvas: how it is set, and how it went.
export const MIXER = `
<div class="mixer" role="group" aria-label="Mixer">
  <label v-if="hasStem" class="knob wide"><span>{{ blendWords }}</span>
    <input type="range" min="-1" max="1" step="0.05" v-model.number="blend" data-testid="blend" aria-label="From the song without drums to the drums alone" @input="mix"></label>
  <label v-if="hasSong" class="knob"><span>{{ hasStem || own || song ? 'Song' : 'Drums alone' }}</span><input type="range" min="0" max="1.4" step="0.05" v-model.number="levels.music" data-testid="level-music" @input="setLevel('music')"></label>
  <label class="knob"><span>Drums of the map</span><input type="range" min="0" max="1.4" step="0.05" v-model.number="levels.kit" data-testid="level-kit" @input="setLevel('kit')"></label>
  <label class="knob"><span>Click</span><input type="range" min="0" max="1.4" step="0.05" v-model.number="levels.click" data-testid="level-click" @input="setLevel('click')"></label>
  <label class="button bare file" data-testid="own-file">{{ own ? own : song ? 'Another file of the song' : 'Open your file of the song' }}
    <input type="file" accept="audio/*" class="hidden-visually" @change="ownFile"></label>
  <button v-if="own" type="button" class="button bare" :aria-label="'Remove ' + own" data-testid="own-remove" @click="forgetOwn">Remove</button>
</div>`;

export const SETTINGS = `
<details class="drum-settings" data-testid="drum-settings">
  <summary>Kit, keys and pads</summary>
  <div class="stack">
    <fieldset class="field"><legend class="label">My kit</legend>
      <div class="row"><button v-for="(lanes, name) in kits" :key="name" type="button" class="button" :aria-pressed="String(same(lanes))" :data-testid="'kit-' + name" @click="chooseKit(lanes)">{{ kitNames[name] }}</button></div>
      <div class="row"><label v-for="lane in allLanes" :key="lane.name" class="check"><input type="checkbox" :checked="kit.includes(lane.name)" :data-testid="'own-' + lane.name" @change="own1(lane.name, $event.target.checked)"> {{ lane.label }}</label></div>
      <p class="small quiet">What you do not have moves to what you have; no hit is lost.</p>
    </fieldset>
    <fieldset class="field"><legend class="label">Keys</legend>
      <div class="row keys"><button v-for="lane in shownLanes" :key="lane.name" type="button" class="button" :aria-pressed="String(learning === lane.name)" :data-testid="'key-' + lane.name" @click="learning = learning === lane.name ? '' : lane.name">
        {{ lane.label }} <b>{{ learning === lane.name ? 'press a key or a pad …' : keyNames[lane.name] }}</b></button></div>
      <div class="row"><button type="button" class="button" data-testid="pads" @click="listenToPads">Play electronic drums</button>
        <span class="small quiet" aria-live="polite">{{ padsSay }}</span></div>
    </fieldset>
    <div class="row">
      <label class="knob"><span>My hits are late by <b class="number">{{ offset }} ms</b></span><input type="range" min="-150" max="150" step="1" v-model.number="offset" data-testid="offset" @change="keepSettings"></label>
      <label class="knob"><span>Seconds ahead <b class="number">{{ (ahead / 1000).toFixed(1) }}</b></span><input type="range" min="700" max="3500" step="100" v-model.number="ahead" data-testid="ahead" @input="restyle"></label>
    </div>
  </div>
</details>`;

export const RESULT = `
<section v-if="result && !playing" class="panel stack" aria-label="How it went" data-testid="result">
  <h2>{{ Math.round(result.accuracy * 100) }} % <span class="quiet">{{ result.score.toLocaleString('en') }} points</span></h2>
  <p data-testid="result-says">{{ result.perfect }} perfect, {{ result.good }} good, {{ result.miss }} missed, {{ result.extra }} too many; longest streak {{ result.longest }}.<template v-if="result.perfect + result.good"> On average {{ timing(result.mean) }}.</template></p>
  <div v-if="advised !== null" class="row"><span>You were {{ timing(result.mean) }} all along: that is often the pads or headphones, and not you.</span>
    <button type="button" class="button" data-testid="take-offset" @click="takeAdvice">Make up for it</button></div>
  <div class="table-scroll" tabindex="0" role="region" aria-label="Lane by lane"><table class="numbers"><thead><tr><th scope="col">Lane</th><th scope="col">Accuracy</th><th scope="col">Perfect</th><th scope="col">Good</th><th scope="col">Missed</th><th scope="col">Too many</th><th scope="col">Timing</th></tr></thead>
    <tbody><tr v-for="row in resultRows" :key="row.lane"><th scope="row">{{ row.label }}</th><td>{{ Math.round(row.accuracy * 100) }} %</td><td>{{ row.perfect }}</td><td>{{ row.good }}</td><td>{{ row.miss }}</td><td>{{ row.extra }}</td><td>{{ row.timing }}</td></tr></tbody></table></div>
</section>`;
