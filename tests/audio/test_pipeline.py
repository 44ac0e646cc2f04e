"""Stages on threads: order, errors, and nobody left running."""

import threading
from collections.abc import Iterator

import pytest

from app.audio.stages import run_stages


def test_everything_comes_out_in_order() -> None:
    assert list(run_stages(iter(range(500)), lambda x: x * 2, lambda x: x + 1)) == [2 * x + 1 for x in range(500)]
    assert list(run_stages(iter(range(5)))) == list(range(5))


@pytest.mark.parametrize('place', ['source', 'first', 'last'])
def test_an_error_anywhere_reaches_the_caller_and_ends_all_threads(place: str) -> None:
    def source() -> Iterator[int]:
        for number in range(1000):
            if place == 'source' and number == 50:
                raise LookupError(place)
            yield number

    def stage(name: str, number: int) -> int:
        if place == name and number == 50:
            raise LookupError(place)
        return number

    before = threading.active_count()
    with pytest.raises(LookupError, match=place):
        list(run_stages(source(), lambda x: stage('first', x), lambda x: stage('last', x)))
    assert threading.active_count() == before


def test_leaving_early_ends_all_threads() -> None:
    before = threading.active_count()
    for number in run_stages(iter(range(10_000)), lambda x: x, lambda x: x):
        if number == 20:
            break
    assert threading.active_count() == before
