"""Days and moments are written as their reader has them, in mails, refusals and receipts."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import admin_actions, own_time, profile, self_service, sessions
from app.accounts.profile import Draft
from app.accounts.visitor import Visitor
from app.db import transaction
from app.errors import NotAllowed
from models import User
from models.types import utc_now
from tests.app.accounts_support import mails, person, session_of, user, visiting

pytestmark = pytest.mark.usefixtures('with_accounts')
LATE = datetime(2026, 12, 5, 23, 30, tzinfo=UTC)


def in_zone(zone: str, language: str = 'en') -> str:
    ann = person()
    profile.save(ann, Draft(time_zone=zone, language=language))
    return ann


def test_late_in_the_evening_it_is_tomorrow_already_further_east() -> None:
    ann = user(in_zone('Europe/Berlin'))
    assert own_time.day_of(ann, LATE) == '6 December 2026'
    assert own_time.moment_of(ann, LATE) == '6 December 2026, 00:30 CET'
    assert own_time.moment_of(None, LATE) == '5 December 2026, 23:30 UTC'
    ann.timezone = 'Atlantis/Poseidonis'
    assert own_time.day_of(ann, LATE) == '5 December 2026', 'a zone that is gone keeps nobody from reading'


def test_a_ban_and_the_end_of_an_account_are_told_in_the_zone_of_the_person() -> None:
    ann = in_zone('Asia/Tokyo')
    until = utc_now() + timedelta(days=3)
    with visiting(session_of(ann)):
        self_service.ask_to_end(ann, 'ann@example.org')
    ends = user(ann).delete_after
    assert ends is not None
    assert own_time.day_of(user(ann), ends) in mails('ann@example.org')[0].text
    bea = person('bea@example.org')
    profile.save(bea, Draft(time_zone='Asia/Tokyo'))
    admin_actions.ban('the admin', bea, until, 'Too loud.')
    said = f'{own_time.moment_of(user(bea), until)}: Too loud.'
    assert 'JST' in said
    assert said in mails('bea@example.org')[-1].text
    with transaction() as session, pytest.raises(NotAllowed, match='JST'):
        sessions.begin(session, session.get_one(User, bea), 'password')


def test_a_screen_knows_the_zone_and_language_of_whoever_looks_and_none_before_it_was_chosen() -> None:
    ann = in_zone('America/New_York', 'de')
    found = sessions.recognise(Visitor(session_of(ann)))
    assert found is not None
    assert (found.time_zone, found.language) == ('America/New_York', 'de')
    bea = sessions.recognise(Visitor(session_of(person('bea@example.org'))))
    assert bea is not None
    assert (bea.time_zone, bea.language) == ('', 'en')
