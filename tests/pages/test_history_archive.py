"""What is said about the results that are chosen."""

from dataclasses import dataclass
from typing import Any

from pages.leveling.history_archive import said_of


@dataclass
class Result:
    result_size: int | None = 1024 * 1024


def test_how_much_is_chosen_and_that_it_is_too_much() -> None:
    chosen: Any = [Result()] * 201
    assert said_of(chosen[:1]) == '1 result · 1 MB'
    assert said_of(chosen[:200]) == '200 results · 200 MB'
    assert said_of(chosen).startswith('201 results: one ZIP holds at most 200.')
