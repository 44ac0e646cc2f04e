"""What engines that work on sounds have in common: the way from a text to pieces, and from pieces to one sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event

import numpy as np
from numpy.typing import NDArray

from app.voice import joining
from app.voice.engines import reading
from app.voice.engines.port import Chunk, Health, Plan, Sound, Speech, TimedWord, Voice
from app.voice.errors import NothingToSay
from app.voice.phonemes import here, spell
from app.voice.phonemes.spelling import Spelt
from app.voice.pieces import Part, Piece, pieces
from app.voice.text.chapters import chapters
from app.voice.text.words import Manner, Script, Sentence

SLOWEST, FASTEST = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Rendered:
    """One piece as an engine made it.

    Attributes
    ----------
    times : where each of its sounds begins, in samples, and behind the last where it ends.
    """

    sound: Sound
    times: NDArray[np.int64]


class Speaking:
    """An engine that says pieces; those that inherit from it say who can be heard, and how one piece is made."""

    name = ''
    licence = ''
    rate = 24_000
    sounds_a_second = 17.8
    """About so many are said at speed 1: what the plan is made with."""
    work_s = 0.1
    """About so long a processor works for a second of sound."""
    tells_times = True
    """Whether `render` knows when each sound is heard, and not only about."""

    def health(self) -> Health:
        """Whether it can work now; loads nothing."""
        return Health('ready')

    def voices(self) -> list[Voice]:
        """Everybody who can be heard by it."""
        raise NotImplementedError

    def heard_in(self, speech: Speech) -> list[Voice]:
        """Everybody who may be asked for in this speech."""
        return self.voices()

    def render(self, piece: Piece, speed: float) -> Rendered:
        """The sound of one piece."""
        raise NotImplementedError

    def spell(self, sentence: Sentence) -> Spelt:
        """The sounds of a sentence, as this engine wants them."""
        return spell(sentence)

    def languages(self) -> frozenset[str]:
        """Those that may stand inside of a text in another one; what reads them is installed."""
        return here()

    def plan(self, speech: Speech) -> Plan:
        """What would be said; quick, and raises whatever is wrong with the text."""
        text, cut = self._prepare(speech)
        words, at = list[TimedWord](), text.lead
        for piece in cut:
            a_second = self.sounds_a_second * self.speed(speech, piece.manner)
            words += _about(piece, at, a_second)
            at += len(piece.sounds) / a_second + piece.pause + sum(seconds for _, seconds in piece.breaks)
        return Plan(tuple(piece.spoken for piece in cut), at, text.notes, chapters(words))

    def speak(self, speech: Speech, stop: Event | None = None) -> Iterator[Chunk]:
        """The sound, piece by piece; ends after the piece in which `stop` is set."""
        return self.speak_on(speech, 0, 0.0, stop)

    def speak_on(self, speech: Speech, pieces: int, seconds: float, stop: Event | None = None) -> Iterator[Chunk]:
        """What is missing of the sound, where so many pieces are there already, and so many seconds."""
        text, cut = self._prepare(speech)
        total, done, at = sum(len(piece.sounds) for piece in cut), 0, round(seconds * self.rate)
        before = joining.MARGIN_S
        for place, piece in enumerate(cut):
            behind = joining.margin_for(piece.pause) if place + 1 < len(cut) else joining.MARGIN_S
            if place < pieces:
                done, before = done + len(piece.sounds), behind
                continue
            rendered = self.render(piece, self.speed(speech, piece.manner))
            sound, words = _laid_out(piece, rendered, self.rate, before, behind)
            if place + 1 < len(cut):
                sound = np.concatenate([sound, joining.gap(piece.pause, self.rate)])
            elif piece.pause:
                sound = np.concatenate([sound, np.zeros(round(piece.pause * self.rate), np.float32)])
            if not place and text.lead:
                lead = round(text.lead * self.rate)
                sound = np.concatenate([np.zeros(lead, np.float32), sound])
                words = [word.later(text.lead) for word in words]
            done += len(piece.sounds)
            offset = at / self.rate
            moved = tuple(word.later(offset) for word in words)
            yield Chunk(sound, self.rate, piece.shown, moved, done / total)
            at += len(sound)
            before = behind
            if stop is not None and stop.is_set():
                return

    def speed(self, speech: Speech, manner: Manner) -> float:
        """How fast a piece is said: what the text asks for times what is asked for the whole."""
        return min(FASTEST, max(SLOWEST, speech.speed * manner.rate))

    def _prepare(self, speech: Speech) -> tuple[Script, list[Piece]]:
        text = reading.read(speech, self.heard_in(speech), self.languages())
        cut = pieces((self.spell(sentence) for sentence in text.sentences), breaks=self.tells_times)
        if not cut:
            raise NothingToSay('This voice can say nothing of this text: write words in letters of its language.')
        return text, cut


def _about(piece: Piece, at: float, a_second: float) -> Iterator[TimedWord]:
    """When the words of a piece will be heard, about, by how many sounds there are before them."""
    for part in piece.parts:
        before = sum(seconds for place, seconds in piece.breaks if place <= part.begin)
        begin, end = (at + before + place / a_second for place in (part.begin, part.end))
        yield TimedWord(part.word.shown, begin, end, part.word.chapter)


def _laid_out(
    piece: Piece, rendered: Rendered, rate: int, before: float, behind: float
) -> tuple[Sound, list[TimedWord]]:
    """The sound of a piece with its silences as they should be, and its words in it."""
    cuts = [_cut_at(piece, rendered, at, rate) for at, _ in piece.breaks]
    pauses = [seconds for _, seconds in piece.breaks]
    edges = [before, *(joining.margin_for(seconds) for seconds in pauses), behind]
    sounds: list[Sound] = []
    spans: list[_Span] = []
    level, at = joining.loudest(rendered.sound, rate), 0
    for place, (low, high) in enumerate(zip([0, *cuts], [*cuts, len(rendered.sound)], strict=True)):
        part = joining.trimmed(rendered.sound[low:high], rate, edges[place], edges[place + 1], level)
        sounds.append(part.sound)
        first, last = at + round(edges[place] * rate), at + len(part.sound) - round(edges[place + 1] * rate)
        spans.append(_Span(low, high, at - low - part.begin, first, last))
        at += len(part.sound)
        if place < len(pauses):
            sounds.append(joining.gap(pauses[place], rate))
            at += len(sounds[-1])
    words = [_timed(part, piece.sounds, rendered.times, spans, rate) for part in piece.parts if part.word.shown]
    return np.concatenate(sounds), words


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of what an engine made, and where it went: all in samples.

    Attributes
    ----------
    first, last : where the voice begins and ends, in the whole piece.
    """

    low: int
    high: int
    shift: int
    first: int
    last: int


def _timed(part: Part, sounds: str, times: NDArray[np.int64], spans: list[_Span], rate: int) -> TimedWord:
    """When a word is heard, without the silence that its comma makes."""
    end = part.end
    while end > part.begin + 1 and not (sounds[end - 1].isalpha() or sounds[end - 1] in 'ːˈˌ'):
        end -= 1
    begins, ends = int(times[part.begin]), int(times[end])
    middle = (begins + ends) // 2
    span = next((span for span in spans if span.low <= middle < span.high), spans[-1])
    first, last = (min(span.last, max(span.first, place + span.shift)) for place in (begins, ends))
    return TimedWord(part.word.shown, first / rate, last / rate, part.word.chapter)


def _cut_at(piece: Piece, rendered: Rendered, at: int, rate: int) -> int:
    """Where the sound is cut for a break before the sound at this place: where it is still."""
    last = at - 1
    while last > 0 and not piece.sounds[last].isalpha():
        last -= 1
    slack = round(0.03 * rate)
    begin, end = int(rendered.times[last + 1]) - slack, int(rendered.times[at]) + slack
    return joining.quietest(rendered.sound, rate, begin, end)
