"""What became of several things that a server was asked for: told line by line, and by the code at the end."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.console.batch import NONE_DONE, SOME_FAILED
from app.console.exit_codes import WITH_WARNINGS
from app.console.output import complain, result
from app.errors import LevelMixError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: a line for a person, facts for a program, or why there is neither; what is wrong with the
    original; and what should have followed, and could not be written."""

    name: str
    line: str = ''
    facts: dict[str, Any] = field(default_factory=dict)
    error: str = ''
    warnings: Sequence[str] = ()
    untold: str = ''

    @property
    def told(self) -> str:
        """The line, and what is to be known of the original; or the reason."""
        if self.error:
            return f'{self.name}: {self.error}'
        return self.line + ''.join(f'\n    {warning}' for warning in self.warnings)

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
    ended = list(outcomes)
    failed = [bool(one.error) for one in ended]
    if any(failed):
        return NONE_DONE if all(failed) else SOME_FAILED
    return WITH_WARNINGS if any(one.warnings for one in ended) else 0


def end_with(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    """Print each in a line of its own, what failed on stderr for people, and end with the code."""
    for one in outcomes:
        if as_json or not one.error:
            result(one.as_facts, as_json, [one.told])
        else:
            complain(one.told)
    sys.exit(exit_code(outcomes))
