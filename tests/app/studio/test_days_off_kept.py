"""How long days off are listed and kept: until they are over where the studio is, and not for ever after that."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.db import reading, transaction
from app.errors import OverLimit
from app.studio import absences, board, days_off, leaving, rooms, upkeep
from app.studio.studios import StudioView
from models import EngineerAbsence, Studio, StudioEngineer
from tests.app.studio.rooms_support import DAY, NOW, at

NEXT = DAY + timedelta(days=1)


def kept() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(col(EngineerAbsence.id)).order_by(col(EngineerAbsence.first_date))))


def listed(user_id: str, studio: StudioView, now: datetime) -> list[str]:
    return [one.id for one in days_off.to_come(user_id, studio.id, now)]


def test_a_day_off_is_listed_until_it_is_over_by_the_studios_clock(
    studio: StudioView, olga: str, engineer: str
) -> None:
    with transaction() as session:
        session.get_one(Studio, studio.id).zone = 'America/Los_Angeles'
    made = days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    evening_there = datetime(2027, 3, 25, 1, tzinfo=UTC)
    assert listed(olga, studio, evening_there) == [made.id]
    assert listed(olga, studio, datetime(2027, 3, 25, 12, 59, tzinfo=UTC)) == [made.id], 'their day ends at six'
    assert listed(olga, studio, datetime(2027, 3, 25, 13, tzinfo=UTC)) == []


def test_hours_off_behind_midnight_are_listed_and_counted_until_they_end(
    studio: StudioView, olga: str, engineer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = days_off.add(olga, studio.id, engineer, DAY, DAY, 22 * 60, 28 * 60, now=NOW)
    assert listed(olga, studio, at(1, day=NEXT)) == [made.id]
    monkeypatch.setattr(absences, 'MOST', 1)
    later = NEXT + timedelta(days=7)
    with pytest.raises(OverLimit):
        days_off.add(olga, studio.id, engineer, later, later, now=at(1, day=NEXT))
    assert listed(olga, studio, at(4, day=NEXT)) == []
    assert days_off.add(olga, studio.id, engineer, later, later, now=at(4, day=NEXT)).id


def test_days_off_that_are_long_over_are_deleted(studio: StudioView, olga: str, engineer: str) -> None:
    days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    later = days_off.add(olga, studio.id, engineer, NEXT, NEXT, now=NOW)
    upkeep.upkeep(at(12) + timedelta(days=90))
    assert len(kept()) == 2
    upkeep.upkeep(at(12) + timedelta(days=91))
    assert kept() == [later.id]


def test_whoever_stops_working_there_leaves_no_days_off(
    studio: StudioView, olga: str, engineer: str, other: str
) -> None:
    days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    stays = days_off.add(olga, studio.id, other, NEXT, NEXT, now=NOW)
    rooms.end_engineer(olga, engineer)
    assert kept() == [stays.id]
    rooms.add_engineer(olga, studio.id, 'Eve', email='eve@example.org')
    assert listed(olga, studio, NOW) == [stays.id], 'who comes back is there'


def test_an_engineer_who_closes_their_account_leaves_no_days_off(
    studio: StudioView, olga: str, eve: str, engineer: str, other: str
) -> None:
    days_off.add(eve, studio.id, engineer, DAY, DAY, now=NOW)
    stays = days_off.add(olga, studio.id, other, NEXT, NEXT, now=NOW)
    assert leaving.erase(eve, now=NOW)
    assert kept() == [stays.id]


def test_days_off_of_who_was_gone_before_are_on_no_board_and_deleted(
    studio: StudioView, olga: str, engineer: str
) -> None:
    days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    with transaction() as session:
        session.get_one(StudioEngineer, engineer).is_active = False
    assert [one for one in board.between(olga, studio.id, DAY, 7).entries if one.kind == 'away'] == []
    upkeep.upkeep(NOW)
    assert kept() == []
