// What the editor looks like around its canvas.
export const TOOLS = `
<div class="transport">
  <button type="button" class="button main-action" :aria-busy="String(state === 'fetching')" data-testid="edit-play" @click="toggle">{{ playing ? 'Stop' : 'Play' }}</button>
  <label class="knob"><span>Speed</span><select v-model.number="speed" data-testid="edit-speed" @change="again"><option v-for="n in [0.25, 0.5, 0.75, 1]" :key="n" :value="n">{{ n * 100 }} %</option></select></label>
  <div class="row" role="group" aria-label="Tool">
    <button v-for="(label, name) in tools" :key="name" type="button" class="button" :aria-pressed="String(tool === name)" :data-testid="'tool-' + name" @click="tool = name">{{ label }}</button></div>
  <label class="knob"><span>Grid</span><select v-model.number="divisor" data-testid="divisor" @change="touch"><option :value="0">as the section</option><option v-for="n in divisors" :key="n" :value="n">1/{{ n }} of a beat</option></select></label>
  <label class="check"><input type="checkbox" v-model="snapping" data-testid="snapping"> Snap</label>
  <div class="row"><button type="button" class="button bare" :disabled="!canUndo" data-testid="edit-undo" @click="undo">Undo</button><button type="button" class="button bare" :disabled="!canRedo" data-testid="edit-redo" @click="redo">Redo</button>
    <button type="button" class="button bare square" aria-label="Zoom out" @click="zoom(2)">−</button><button type="button" class="button bare square" aria-label="Zoom in" @click="zoom(0.5)">+</button></div>
</div>`;

export const CHOSEN = `
<div class="row drum-chosen">
  <button type="button" class="button bare" data-testid="copy" @click="copy">{{ selectedCount ? 'Copy ' + selectedCount : 'Copy bar' }}</button>
  <button type="button" class="button bare" :disabled="!hasClip" data-testid="paste" @click="paste">Paste here</button>
  <button type="button" class="button bare" data-testid="select-bar" @click="selectBar">Choose bar</button>
  <button type="button" class="button bare" data-testid="snap-chosen" @click="snapChosen">{{ selectedCount ? 'Put onto the grid' : 'Put all onto the grid' }}</button>
  <button type="button" class="button bare" :disabled="!selectedCount" data-testid="softer" @click="louder(-8)">Softer</button>
  <button type="button" class="button bare" :disabled="!selectedCount" data-testid="louder" @click="louder(8)">Louder</button>
  <button type="button" class="button bare danger" :disabled="!selectedCount" data-testid="take-out" @click="remove">Take out</button>
  <button v-if="doubtful" type="button" class="button bare" data-testid="next-doubtful" @click="nextHit(1, isDoubtful)">Next doubtful ({{ doubtful }})</button>
</div>`;

export const TEMPO = `
<details class="drum-settings" data-testid="tempo-panel"><summary>Tempo, bars and sections</summary>
  <div class="stack">
    <div class="row">
      <label class="knob"><span>Beats a minute here</span><input type="text" inputmode="decimal" class="short" :value="bpm" data-testid="bpm" @change="setBpm($event.target.value)"></label>
      <label class="knob"><span>Beats a bar</span><select :value="barBeats" data-testid="beats" @change="setBeats($event.target.value)"><option v-for="n in 16" :key="n" :value="n">{{ n }}</option></select></label>
      <button type="button" class="button" data-testid="tempo-double" @click="timesTempo(2)">× 2</button>
      <button type="button" class="button" data-testid="tempo-half" @click="timesTempo(0.5)">× ½</button>
      <button type="button" class="button" data-testid="bar-earlier" @click="shiftBar(-1)">Bar one beat earlier</button>
      <button type="button" class="button" data-testid="bar-later" @click="shiftBar(1)">Bar one beat later</button>
    </div>
    <div class="row"><button type="button" class="button" data-testid="tap" @click="tap">Tap the tempo</button><span class="small quiet" aria-live="polite">{{ tapWords }}</span>
      <button v-if="taps.length > 3" type="button" class="button" data-testid="use-taps" @click="useTaps">Use it</button></div>
    <div class="row"><button type="button" class="button bare" data-testid="point-add" @click="addPoint">A bar begins at the cursor</button>
      <button type="button" class="button bare" data-testid="point-here" @click="movePointHere">Move the nearest anchor here</button>
      <button type="button" class="button bare" data-testid="point-earlier" @click="nudgePoint(-1)">Anchor −1 ms</button><button type="button" class="button bare" data-testid="point-later" @click="nudgePoint(1)">Anchor +1 ms</button>
      <button type="button" class="button bare danger" data-testid="point-remove" @click="removePoint">Take this anchor out</button></div>
    <p class="small quiet">Hits go with the anchor of their own stretch. Those of other stretches never move.</p>
    <div class="row"><button type="button" class="button bare" data-testid="section-add" @click="addSection">A section begins at this bar</button></div>
    <div v-if="section" class="row">
      <label class="knob"><span>Section</span><input type="text" maxlength="100" :value="section.name" data-testid="section-name" @change="changeSection({ name: $event.target.value.trim() })"></label>
      <label class="knob"><span>Beats fall into</span><select :value="section.divisor" data-testid="section-divisor" @change="changeSection({ divisor: Number($event.target.value) })"><option v-for="n in divisors" :key="n" :value="n">{{ n }}</option></select></label>
      <label class="knob"><span>Swing <b class="number">{{ Math.round(section.swing * 100) }} %</b></span><input type="range" min="0.5" max="0.75" step="0.005" :value="section.swing" data-testid="section-swing" @change="changeSection({ swing: Number($event.target.value) })"></label>
      <button type="button" class="button bare danger" @click="removeSection">Take the section out</button></div>
  </div>
</details>`;

export const HELP = `
<details class="drum-settings"><summary>Keys</summary>
  <dl class="drum-keys"><dt>← →</dt><dd>along the grid; with Shift by bars</dd><dt>↑ ↓</dt><dd>to another drum</dd><dt>Enter, 1 … 9 0 -</dt><dd>a hit here, or on that drum; again takes it out</dd>
    <dt>Alt + arrows</dt><dd>move what is chosen</dd><dt>[ ] A G</dt><dd>softer, louder, accent, ghost note</dd><dt>S</dt><dd>choose the hit here, or let it go</dd><dt>, . N</dt><dd>hit before, after, next doubtful one</dd>
    <dt>Q</dt><dd>onto the grid</dd><dt>T</dt><dd>tap the tempo</dd><dt>Ctrl C X V Z Y A</dt><dd>copy, cut, paste, undo, redo, choose all</dd><dt>Delete</dt><dd>take out</dd><dt>Space</dt><dd>play and stop</dd></dl>
</details>`;

export const SEND = `
<div v-if="actions.length" class="stack drum-send">
  <label v-if="needsWords" class="field"><span class="label">{{ wordsLabel }}</span><textarea rows="2" maxlength="1000" v-model="words" data-testid="edit-words" @input="keepSoon"></textarea></label>
  <div class="row"><button v-for="action in actions" :key="action.name" type="button" class="button" :class="{ 'main-action': action.main }" :disabled="!changedMap || sending !== ''" :aria-busy="String(sending === action.name)" :data-testid="'edit-' + action.name" @click="send(action)">{{ action.label }}</button>
    <button type="button" class="button bare" :disabled="!changedMap" data-testid="start-over" @click="startOver">Start over</button>
    <span class="small quiet" aria-live="polite" data-testid="edit-kept">{{ keptWords }}</span></div>
</div>`;
