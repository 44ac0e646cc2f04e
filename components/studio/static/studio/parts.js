// The three ways in which a board is drawn: lanes of a week, cells of a month, and the list of a day on a phone.
const ENTRY = `
:class="['studio-entry', 'is-' + entry.kind, entry.state]" :data-id="entry.id" :data-start="clock(entry.start)" :data-day="entry.day" :data-lane="entry.lane" data-testid="board-entry"
:aria-describedby="entry.movable ? id + '-keys' : null" :data-moving="ghost && ghost.id === entry.id ? 'true' : null"
@click="pressed(entry)" @keydown="key($event, entry)" @focus="focused(entry)"`;

const SPOKEN = `<em class="hidden-visually">{{ spoken(entry) }}</em>`;

export const WEEK = `
<div v-if="view === 'week'" class="studio-week-scroll" tabindex="0" role="region" aria-label="The week"><div class="studio-week" :style="{'--days': days.length, '--lanes': lanes.length}" data-testid="board-week">
  <div class="studio-hours" aria-hidden="true"><div class="studio-day-head"></div><div v-if="lanes.length > 1" class="studio-lane-head"></div>
    <div class="studio-hours-in" :style="{height: high + 'px'}"><span v-for="hour in hours" :style="{top: y(hour) + 'px'}">{{ clock(hour) }}</span></div></div>
  <section v-for="(day, d) in days" :key="day.date" class="studio-day" :class="{today: day.today}" :aria-label="day.name">
    <h3 class="studio-day-head">{{ day.short }}</h3>
    <div class="studio-lanes">
      <div v-for="(lane, l) in lanes" :key="lane.id" class="studio-lane-of">
        <div v-if="lanes.length > 1" class="studio-lane-head" :title="lane.name">{{ lane.name }}</div>
        <div class="studio-lane" :data-day="d" :data-lane="l" :style="{height: high + 'px', '--hour': 60 * pixels + 'px', '--from': y(Math.ceil(first / 60) * 60) + 'px'}" @click.self="add($event, d, l)">
          <i v-for="span in day.open" class="studio-open" :style="box(span[0], span[1])"></i>
          <i v-if="day.now !== null && day.now >= first && day.now < last" class="studio-now" :style="{top: y(day.now) + 'px'}"></i>
          <button v-for="{entry, column, columns} in placed(day, lane)" :key="entry.id" type="button" ${ENTRY}
            :style="{...box(entry.start, entry.end), left: 100 * column / columns + '%', width: 100 / columns + '%'}" @pointerdown="grab($event, entry)">
            ${SPOKEN}<b aria-hidden="true">{{ entry.title }}</b><span aria-hidden="true">{{ entry.when.replace(" to ", "–") }}</span><span v-if="entry.note" aria-hidden="true">{{ entry.note }}</span></button>
          <div v-if="ghostAt(d, l)" class="studio-ghost" :style="box(ghost.minute, ghost.minute + ghost.length)" data-testid="board-ghost"><b>{{ clock(ghost.minute) }}</b></div>
        </div>
      </div>
    </div>
  </section>
</div></div>`;

export const MONTH = `
<div v-else-if="view === 'month'" class="studio-month" data-testid="board-month">
  <section v-for="(day, d) in days" :key="day.date" class="studio-cell" :class="{today: day.today, outside: day.outside}" :data-day="d" data-lane="-1" :aria-label="day.name">
    <h3>{{ day.short }}</h3>
    <button v-for="entry in shown(day)" :key="entry.id" type="button" ${ENTRY} @pointerdown="grab($event, entry)">${SPOKEN}<b aria-hidden="true">{{ clock(entry.start) }}</b> <span aria-hidden="true">{{ entry.title }}</span></button>
    <button v-if="of(day).length > most" type="button" class="linklike small" @click="$emit('more', day.date)">{{ of(day).length - most }} more</button>
    <div v-if="ghost && ghost.day === d" class="studio-ghost" data-testid="board-ghost"><b>{{ clock(ghost.minute) }}</b></div>
  </section>
</div>`;

export const LIST = `
<div v-else class="stack tight" data-testid="board-list">
  <div class="studio-strip" role="group" aria-label="Days">
    <button v-for="day in days.filter((one) => !one.outside)" :key="day.date" type="button" class="studio-strip-day" :aria-pressed="day.date === chosen ? 'true' : 'false'"
      :class="{today: day.today}" @click="chosen = day.date"><span aria-hidden="true">{{ day.short }}</span><i v-if="of(day).length" aria-hidden="true">{{ of(day).length }}</i><b class="hidden-visually">{{ day.name }}, {{ counted(day) }}</b></button></div>
  <h3>{{ chosenDay.name }}</h3>
  <button v-for="entry in of(chosenDay)" :key="entry.id" type="button" ${ENTRY}>${SPOKEN}<b aria-hidden="true">{{ entry.when }}</b> <span aria-hidden="true">{{ [entry.title, laneName(entry), entry.note].filter(Boolean).join(', ') }}</span></button>
  <p v-if="!of(chosenDay).length" class="quiet">{{ chosenDay.open.length ? 'Nothing booked on this day.' : 'Closed on this day.' }}</p>
  <button type="button" class="button" data-testid="board-add" @click="$emit('add', {day: chosenDay.date, lane: lanes[0].id, minute: chosenDay.open.length ? chosenDay.open[0][0] : first})">Book or block on this day</button>
</div>`;
