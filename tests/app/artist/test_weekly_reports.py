"""The report of the week: on Monday morning by the artist's clock, once, and only to who wants it."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from sqlmodel import col

from app.artist import insight_cards, weekly_reports
from app.artist.series import Point
from app.db import reading, transaction
from models import Mail, User
from tests.app.artist.insight_support import JUMP, TODAY, look, streams, write

MONDAY = datetime(2027, 7, 5, 6, 30, tzinfo=UTC)
"""Half past eight in Berlin."""


def mails(to: str = 'ann@example.org') -> list[Mail]:
    with reading() as session:
        return list(session.scalars(sa.select(Mail).where(col(Mail.to) == to)))


def in_zone(user_id: str, zone: str) -> None:
    with transaction() as session:
        session.get_one(User, user_id).timezone = zone


def test_nobody_is_sent_what_they_did_not_ask_for(ann: str) -> None:
    write(ann, streams())
    look(ann)
    assert weekly_reports.send_due(MONDAY) == 0
    assert mails() == []


def test_it_comes_on_monday_morning_by_their_clock_and_once(ann: str) -> None:
    in_zone(ann, 'Europe/Berlin')
    weekly_reports.choose(ann, wanted=True)
    write(ann, streams())
    look(ann)
    assert weekly_reports.send_due(MONDAY - timedelta(hours=1)) == 0, 'half past seven there'
    assert weekly_reports.send_due(MONDAY) == 1
    assert weekly_reports.send_due(MONDAY + timedelta(hours=1)) == 0
    assert weekly_reports.send_due(MONDAY + timedelta(days=2)) == 0
    (mail,) = mails()
    assert 'Spotify streams: 480 on 16 June' in mail.text
    assert '/artist/insights' in mail.text
    assert 'switch that ends it' in mail.text
    assert weekly_reports.send_due(MONDAY + timedelta(days=7)) == 1
    assert 'nothing new' in mails()[-1].subject


def test_a_server_that_was_down_on_monday_sends_it_later(ann: str) -> None:
    weekly_reports.choose(ann, wanted=True)
    assert weekly_reports.send_due(MONDAY + timedelta(days=1)) == 1


def test_what_was_withdrawn_is_in_it(ann: str) -> None:
    weekly_reports.choose(ann, wanted=True)
    write(ann, streams())
    look(ann)
    write(ann, [Point('spotify', 'streams', JUMP, 110)])
    look(ann, TODAY + timedelta(hours=2))
    weekly_reports.send_due(MONDAY + timedelta(hours=6))
    assert 'Withdrawn: Spotify streams: 480' in mails()[0].text
    assert '16 June now has 110 instead of 480.' in mails()[0].text


def test_who_has_switched_it_off_or_may_not_be_written_to_gets_none(ann: str, bea: str) -> None:
    for one in (ann, bea):
        weekly_reports.choose(one, wanted=True)
    weekly_reports.choose(ann, wanted=False)
    with transaction() as session:
        session.get_one(User, bea).email_verified_at = None
    assert weekly_reports.send_due(MONDAY + timedelta(hours=6)) == 0
    assert not weekly_reports.wants(ann)
    with time_machine.travel(MONDAY, tick=False):
        assert insight_cards.unread(ann) == 0
