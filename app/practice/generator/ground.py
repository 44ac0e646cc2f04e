"""What a melody stands on: which chord sounds when, and where a bar is strong."""

from bisect import bisect_right
from dataclasses import dataclass

from app.practice.generator.charts import STRONG, Chart
from app.practice.music.chords import Sounds, sounds
from app.practice.options import Difficulty, Style
from app.practice.score import Key, Time, ticks
from app.practice.tones import Chord


@dataclass(slots=True)
class Event:
    """A note on its way to a score: where it begins, in ticks from the start of the chart, and how long it is.

    `target` is one that the line aims at; `hold` says that it goes on into the next bar.
    """

    at: int
    length: int
    midi: int = 0
    target: bool = False

    @property
    def end(self) -> int:
        return self.at + self.length


class Ground:
    """A chart in its key, looked up by ticks."""

    def __init__(self, chart: Chart, key: Key, time: Time, style: Style, level: Difficulty) -> None:
        self.chart, self.key, self.time, self.style, self.level = chart, key, time, style, level
        self.blue = style == Style.BLUES
        self.bar = ticks(time.bar)
        self.beat = ticks(time.beat)
        self.starts: list[int] = []
        self.chords: list[Chord] = []
        self._sounds: list[Sounds] = []
        strong: set[int] = set()
        for index, bar in enumerate(chart):
            at = index * self.bar
            strong |= {at + one for one in STRONG[str(time)]}
            for chord, length in bar:
                self.starts.append(at)
                self.chords.append(chord)
                self._sounds.append(sounds(chord, key, self.blue))
                strong.add(at)
                at += length
        self.strong = frozenset(strong)
        self.end = len(chart) * self.bar

    def _index(self, tick: int) -> int:
        return max(0, min(len(self.starts), bisect_right(self.starts, tick)) - 1)

    def chord(self, tick: int) -> Chord:
        return self.chords[self._index(tick)]

    def sounds(self, tick: int) -> Sounds:
        return self._sounds[self._index(tick)]

    def meant(self, at: int, length: int) -> int:
        """The tick whose chord a note belongs to: one that begins off the beat and lasts over the next is ahead of
        it.
        """
        following = -(-at // self.beat) * self.beat
        return following if at % self.beat and at + length > following and following < self.end else at
