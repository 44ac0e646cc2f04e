"""What reading a file of numbers hands around: what it is told, what it has to ask, and what it cannot take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Report = Callable[[float], None]
"""Is called with how far something is, 0 to 1."""


class Unreadable(Exception):
    """A file that no numbers can be taken from; its text is a sentence for whoever brought it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the file itself does not say. `choices` are answers with their words; without any, it is a text, or a day if
    `is_day`. `suggested` is what its name lets us guess."""

    name: str
    words: str
    choices: Mapping[str, str] = field(default_factory=dict)
    suggested: str = ''
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is left out, by its line in the file (and the file's name, inside an archive)."""

    line: int
    why: str
    member: str = ''


@dataclass(frozen=True, slots=True)
class Told:
    """What is known besides the file: its name, the day on which it was brought, and what was answered before."""

    file_name: str
    today: date
    answers: Mapping[str, Any] = field(default_factory=dict)

    def answer(self, question: Question) -> str:
        """What was said to it; empty if it has to be asked. An answer that is none of the choices is none."""
        said = str(self.answers.get(question.name, '')).strip()
        if question.choices:
            return said if said in question.choices else ''
        if question.is_day:
            return said if self.day(said) is not None else ''
        return said[:200]

    def day(self, text: str) -> date | None:
        """A day that is written as YYYY-MM-DD and is not ahead of the day on which the file was brought."""
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return None
        return found if date(1990, 1, 1) <= found <= self.today else None
