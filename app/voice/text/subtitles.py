"""Subtitles from words and their times: short lines, cut where somebody breathes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

LONGEST_S, MOST_SIGNS, MOST_IN_LINE = 6.0, 84, 42
BREATH_S = 0.4
LINGER_S, SHORTEST_S = 0.3, 1.0


class Timed(Protocol):
    """A word, and when it is heard."""

    @property
    def text(self) -> str:
        """As it was written."""

    @property
    def start(self) -> float:
        """In seconds."""

    @property
    def end(self) -> float:
        """In seconds."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands there at once."""

    start: float
    end: float
    text: str


def cues(words: Sequence[Timed]) -> list[Cue]:
    """Words in groups that can be read in time; each stays until it was heard, and none covers the next."""
    groups: list[list[Timed]] = []
    for word in words:
        if groups and not _full(groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    starts = [group[0].start for group in groups[1:]] + [float('inf')]
    return [
        Cue(
            group[0].start,
            min(max(group[-1].end + LINGER_S, group[0].start + SHORTEST_S), following),
            _in_lines([word.text for word in group]),
        )
        for group, following in zip(groups, starts, strict=True)
    ]


def written(words: Sequence[Timed], kind: str) -> str:
    """The content of a file of subtitles, `.srt` or `.vtt`."""
    comma, lines = (',', list[str]()) if kind == '.srt' else ('.', ['WEBVTT', ''])
    for number, cue in enumerate(cues(words), 1):
        lines += [str(number), f'{_clock(cue.start, comma)} --> {_clock(cue.end, comma)}', _plain(cue.text, kind), '']
    return '\n'.join(lines)


def _full(group: Sequence[Timed], word: Timed) -> bool:
    last = group[-1]
    signs = sum(len(one.text) + 1 for one in group)
    ends = last.text.rstrip('"”’)').endswith(('.', '!', '?', '…'))
    return (
        signs + len(word.text) > MOST_SIGNS
        or word.end - group[0].start > LONGEST_S
        or word.start - last.end > BREATH_S
        or (ends and signs > MOST_IN_LINE // 2)
        or (last.text.endswith((',', ';', ':')) and signs > MOST_SIGNS * 3 // 4)
    )


def _in_lines(texts: Sequence[str]) -> str:
    """One line, or two of about the same length."""
    whole = ' '.join(texts)
    if len(whole) <= MOST_IN_LINE:
        return whole
    cut = min(
        (place for place, sign in enumerate(whole) if sign == ' '),
        key=lambda place: abs(place - len(whole) / 2),
        default=None,
    )
    return whole if cut is None else f'{whole[:cut]}\n{whole[cut + 1 :]}'


def _plain(text: str, kind: str) -> str:
    """Signs that mean something in such a file are written so that they do not."""
    if kind == '.srt':
        return text.replace('-->', '→')
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def _clock(seconds: float, comma: str) -> str:
    whole = round(seconds * 1000)
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f'{hours:02}:{minutes:02}:{milliseconds // 1000:02}{comma}{milliseconds % 1000:03}'
