"""From the runs of frames of an MPEG file to the parts of its sound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.audio.files import layouts
from app.audio.files.maps.mpeg_frames import Run, Survey
from app.audio.files.maps.parts import Note, Part, Parts, changes
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.mp3.frames import DECODER_DELAY

CLOSE = 1000
"""So many bytes of something else in front of or behind the frames are no trouble for the decoder of every day."""
CHANCE = 0.1
"""How likely it may be that bytes are whole frames long by accident, to take them for frames that are lost."""


def parts_of(survey: Survey, start: int) -> Parts:
    """The parts of a file whose sound should begin at `start`, behind the tags in front."""
    runs = [run for run in survey.runs if run.count]
    made = _Made()
    for group in _groups(runs):
        made.add(group)
    parts = tuple(part for part in made.parts if part.frames > 0)
    front = [Note('junk', 0.0, survey.front)] if survey.front > CLOSE else []
    notes = [*front, *made.notes, *_layers(parts, made.notes), *changes(parts)]
    whole = runs[-1].tag is not None and runs[-1].tag.frames == runs[-1].count if runs else True
    if survey.behind > CLOSE and not whole and survey.behind > _second(runs[-1]):
        notes.append(Note('behind', made.at_s, survey.behind))
    return Parts(parts, tuple(notes), len(runs) == 1 and survey.behind <= CLOSE and _plain(runs[0], start))


def _layers(parts: Sequence[Part], told: Sequence[Note]) -> Iterator[Note]:
    """Where MP3 becomes MP2, or the other way round: that is another file, whether or not it has a header."""
    at = 0.0
    for number, part in enumerate(parts):
        if number and part.codec != parts[number - 1].codec and Note('joined', at) not in told:
            yield Note('joined', at)
        at += part.seconds


def _plain(run: Run, start: int) -> bool:
    """Whether the header of a lone run is true, and nothing else stands in front."""
    tag, front = run.tag, abs(run.begin - start)
    if front > CLOSE or (tag is None and run.start > run.begin):
        return False
    return tag is None or tag.frames is None or abs(tag.frames - run.count) <= (tag.delay is None)


def _groups(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs that one header speaks of."""
    group: list[Run] = []
    for run in runs:
        if group and run.start > run.begin:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


@dataclass(slots=True)
class _Made:
    """The parts made so far."""

    parts: list[Part] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    at_s: float = 0.0
    cut: bool = False

    def add(self, group: list[Run]) -> None:
        """Add the runs that one header speaks of, without what the encoder put in front and behind."""
        tag, lost = group[0].tag, _lost(group)
        known = tag is not None and tag.delay is not None and tag.padding is not None
        front = (tag.delay or 0) + DECODER_DELAY if tag and known else 0
        there = sum(run.count for run in group) + sum(lost)
        complete = tag is not None and tag.frames == there
        back = max((tag.padding or 0) - DECODER_DELAY, 0) if tag and known and complete else 0
        for number, (run, gap) in enumerate(zip(group, lost, strict=True)):
            self._add_run(run, gap, front if number == 0 else 0, back if number == len(group) - 1 else 0)
        if tag and tag.frames and tag.frames > there + 1 and self.parts:
            self.notes.append(Note('short', self.at_s, (tag.frames - there) * _seconds(group[-1].head)))
        others = any(run.named or run.head.layer != group[0].head.layer for run in group[1:])
        if tag and tag.frames and tag.frames + 1 < there and not others:
            more = (there - tag.frames) * _seconds(group[-1].head)
            self.notes.append(Note('more', self.at_s - more, more))

    def _add_run(self, run: Run, lost: int, skip: int, back: int) -> None:
        head, before = run.head, self.parts[-1] if self.parts else None
        raw = run.count * head.samples
        frames = max(min(raw, raw - back) - skip, 0)
        codec, layout = f'mp{head.layer}', layouts.usual(head.channels)
        if before and run.named:
            self.notes.append(Note('joined', self.at_s))
        if before and lost:
            self.notes.append(Note('lost', self.at_s, lost * _seconds(head)))
        elif before and run.torn:
            self.notes.append(Note('junk', self.at_s, run.torn))
        kind = codec, head.sample_rate, layout
        same = before is not None and (before.codec, before.sample_rate, before.layout) == kind
        if before and same and not self.cut and not skip and not lost:
            # The decoder goes on as if nothing had been between, because frames take bits from those before them.
            frames = raw - back
            spans = (*before.spans, (run.start, run.end))
            self.parts[-1] = Part(
                codec, head.sample_rate, layout, spans, before.frames + frames, before.skip, before.gap
            )
        else:
            gap = lost * head.samples
            span = ((run.start, run.end),)
            self.parts.append(Part(codec, head.sample_rate, layout, span, frames, skip, gap))
        self.cut = back > 0
        self.at_s += (frames + lost * head.samples) / head.sample_rate


def _lost(group: list[Run]) -> list[int]:
    """Frames that are missing in front of each run: as the header counts them, else by the bytes in their place."""
    tag, torn = group[0].tag, [run.torn for run in group]
    torn[0] = 0
    if tag and tag.frames and tag.size and sum(torn):
        missing = tag.frames - sum(run.count for run in group)
        grown = abs(group[-1].end - group[0].begin - tag.size)
        if grown <= 4 * group[0].head.length:
            return [max(missing, 0) * bytes_ // sum(torn) for bytes_ in torn]
        if missing <= 1:
            return [0] * len(group)
    return [0, *(_by_bytes(before, run) for before, run in pairwise(group))]


def _by_bytes(before: Run, run: Run) -> int:
    """Frames in whose place the bytes before a run stand: some are known by their length, which is that of whole ones.

    Bytes that were put between, like what a station sends beside its sound, have any length and take no place in time.
    """
    if not run.torn or run.named:
        return 0
    lengths = [head.length for word in before.words if (head := mpeg.header(word))]
    mean = (before.end - before.start) / before.count
    count = round(run.torn / mean)
    least, most = min(lengths), max(lengths)
    likely = (count * (most - least) + 1) / mean <= CHANCE and count * least <= run.torn <= count * most
    return count if run.filled or likely else 0


def _seconds(head: mpeg.Header) -> float:
    """How long a frame is."""
    return head.samples / head.sample_rate


def _second(run: Run) -> float:
    """Bytes of a second."""
    return (run.end - run.start) / (run.count * _seconds(run.head))
