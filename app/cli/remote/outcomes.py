"""What became of several things that a server was asked for: told line by line, and by the code at the end."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.console.batch import NONE_DONE, SOME_FAILED
from app.console.output import complain, result
from app.errors import LevelMixError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: a line for a person, facts for a program, or why there is neither."""

    name: str
    line: str = ''
    facts: dict[str, Any] = field(default_factory=dict)
    error: str = ''

    @property
    def told(self) -> str:
        """The line, or the reason."""
        return f'{self.name}: {self.error}' if self.error else self.line

    @property
    def as_facts(self) -> dict[str, Any]:
        """The same for a program."""
        return self.facts | ({'error': self.error} if self.error else {})


def tried(name: str, do: Callable[[], Outcome], facts: dict[str, Any] | None = None) -> Outcome:
    """What `do` makes of one, or the sentence that it was refused with."""
    try:
        return do()
    except LevelMixError as error:
        return Outcome(name, facts=dict(facts or {}), error=str(error))


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """What the process ends with."""
    failed = [bool(one.error) for one in outcomes]
    if not any(failed):
        return 0
    return NONE_DONE if all(failed) else SOME_FAILED


def end_with(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    """Print each in a line of its own, what failed on stderr for people, and end with the code."""
    for one in outcomes:
        if as_json or not one.error:
            result(one.as_facts, as_json, [one.told])
        else:
            complain(one.told)
    sys.exit(exit_code(outcomes))
