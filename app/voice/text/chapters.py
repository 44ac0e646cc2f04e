"""Chapters of a text that is said: where each begins, and how that is written down for players and for people."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

FEWEST = 2
"""One chapter is the whole."""
BEFORE_S = 0.1
"""A chapter begins so long before its first word, in the pause that is there."""
MOST_SIGNS = 120
KINDS = ('.json', '.txt')
"""What a file of chapters may end with."""


class Said(Protocol):
    """A word, when it is heard, and the title of the chapter that begins with it, if one does."""

    @property
    def text(self) -> str:
        """As it was written."""

    @property
    def start(self) -> float:
        """In seconds."""

    @property
    def chapter(self) -> str:
        """A title, or nothing."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter, and when it begins, in seconds."""

    title: str
    start_s: float


def chapters(words: Sequence[Said]) -> tuple[Chapter, ...]:
    """The chapters of what is said, in their order; () where there are fewer than two. The first begins at 0."""
    places = [place for place, word in enumerate(words) if word.chapter]
    found = [Chapter(words[place].chapter, max(0.0, round(words[place].start - BEFORE_S, 3))) for place in places]
    if places and places[0]:
        found.insert(0, Chapter(_beginning(words[: places[0]]), 0.0))
    elif found:
        found[0] = Chapter(found[0].title, 0.0)
    return tuple(found) if len(found) >= FEWEST else ()


def written(found: Sequence[Chapter], kind: str) -> str:
    """The content of a file of chapters: lines of time and title, or JSON as podcasts have it (version 1.2)."""
    if kind == '.json':
        told = [{'startTime': chapter.start_s, 'title': chapter.title} for chapter in found]
        return json.dumps({'version': '1.2.0', 'chapters': told}, ensure_ascii=False, indent=2) + '\n'
    return ''.join(f'{clock(chapter.start_s)} {chapter.title}\n' for chapter in found)


def clock(seconds: float) -> str:
    """A moment as people write it: hours, minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours:02}:{minutes:02}:{rest:02}'


def _beginning(words: Sequence[Said]) -> str:
    """What is said before the first heading goes by its first words."""
    told = ''
    for word in words:
        if told and len(told) + len(word.text) >= MOST_SIGNS // 3:
            return f'{told.rstrip(" ,;:.-–—")}…'
        told = f'{told} {word.text}'.strip()
    return told
