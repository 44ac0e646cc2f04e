"""When somebody wants to practise: their days by their own clock, and one reminder where they have not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.db import reading, transaction
from app.errors import Invalid
from app.practice import journal, schedule
from app.practice.schedule import Schedule
from models import Notification, User

EVENINGS = Schedule((0, 2), '18:30', 25, reminders=True)
MONDAY = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)  # 18:30 in Berlin


@pytest.fixture
def berliner(ann: str) -> str:
    """Ann, who lives in Berlin."""
    with transaction() as session:
        session.get_one(User, ann).timezone = 'Europe/Berlin'
    return ann


def reminded(user_id: str) -> list[str]:
    with reading() as session:
        found = session.exec(select(Notification).where(Notification.user_id == user_id))
        return [f'{one.title}: {one.body}' for one in found]


def remind_at(patch: pytest.MonkeyPatch, at: datetime) -> None:
    patch.setattr(schedule, 'utc_now', lambda: at)
    schedule.remind()


def test_one_reminder_comes_at_the_time_of_such_a_day(berliner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule.save(berliner, EVENINGS)
    remind_at(monkeypatch, MONDAY - timedelta(minutes=1))
    assert reminded(berliner) == []
    for minutes in (0, 10, 50):
        remind_at(monkeypatch, MONDAY + timedelta(minutes=minutes))
    assert reminded(berliner) == ['Time to practise: You planned 25 minutes for today.']
    remind_at(monkeypatch, MONDAY + timedelta(days=1))
    assert len(reminded(berliner)) == 1, 'Tuesday is none of the days'


def test_no_reminder_for_who_has_practised_comes_late_or_wants_none(
    berliner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule.save(berliner, EVENINGS)
    remind_at(monkeypatch, MONDAY + timedelta(hours=1))
    assert reminded(berliner) == [], 'a worker that was off does not remind at night'
    wednesday = MONDAY + timedelta(days=2)
    monkeypatch.setattr(journal, 'utc_now', lambda: wednesday - timedelta(hours=3))
    journal.start(berliner)
    remind_at(monkeypatch, wednesday)
    schedule.save(berliner, replace(EVENINGS, reminders=False))
    remind_at(monkeypatch, MONDAY + timedelta(days=7))
    assert reminded(berliner) == []


def test_the_next_times_are_right_over_a_clock_change(berliner: str) -> None:
    schedule.save(berliner, replace(EVENINGS, days=(5, 6)))
    friday = datetime(2026, 10, 23, 12, tzinfo=UTC)  # clocks go back on Sunday
    found = schedule.next_times(berliner, 3, friday)
    assert [at.astimezone(UTC).isoformat() for at in found] == [
        '2026-10-24T16:30:00+00:00',
        '2026-10-25T17:30:00+00:00',
        '2026-10-31T17:30:00+00:00',
    ]


@pytest.mark.parametrize(
    ('wrong', 'field'),
    [({'days': (7,)}, 'days'), ({'days': (1, 1)}, 'days'), ({'at': '24:00'}, 'at'), ({'minutes': 0}, 'minutes')],
)
def test_weeks_that_do_not_exist_are_refused(ann: str, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as found:
        schedule.save(ann, replace(EVENINGS, **wrong))
    assert set(found.value.fields) == {field}
    assert schedule.get(ann) == Schedule()
