"""Ids are UUIDs that sort by time."""

import uuid
from datetime import UTC, datetime

import pytest

from models.types import id_after, new_id


def test_ids_are_uuids_of_version_7_with_the_time_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2040, 1, 2, 3, 4, 5, tzinfo=UTC)
    monkeypatch.setattr('models.types.time.time_ns', lambda: int(moment.timestamp()) * 10**9)
    made = uuid.UUID(id_after(str(uuid.UUID(int=0))))
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, int(moment.timestamp()) * 1000)


def test_ids_of_one_moment_sort_by_when_they_were_made() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_an_id_sorts_behind_one_of_a_clock_that_was_ahead() -> None:
    ahead = 'ffffff00-0000-7fff-bfff-ffffffffffff'  # the number within the millisecond is full
    after = id_after(ahead)
    assert after > ahead
    assert uuid.UUID(after).int >> 80 == (uuid.UUID(ahead).int >> 80) + 1
