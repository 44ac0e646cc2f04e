"""What people tell of themselves: name, handle, time zone, language, phone; and what is said where it cannot be."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import phone, profile, throttle
from app.accounts.profile import Draft
from app.db import transaction
from app.errors import Invalid, TooManyTries
from models import AuditEntry
from models.types import utc_now
from tests.app.accounts_support import log_of, mails, person, user

pytestmark = pytest.mark.usefixtures('with_accounts')
MINE = Draft('Ann', 'ann-k', 'Europe/Berlin', 'de')


def wrong(ann: str, draft: Draft) -> dict[str, str]:
    """What is said about a form, by field."""
    with pytest.raises(Invalid) as refused:
        profile.save(ann, draft)
    return refused.value.fields


def some_days_pass(days: int) -> None:
    """Let all that is in the log be so much older."""
    with transaction() as session:
        session.execute(sa.update(AuditEntry).values(created_at=utc_now() - timedelta(days=days)))


def test_a_profile_is_saved_as_it_is_understood() -> None:
    ann = person()
    saved = profile.save(ann, Draft('  Ann \x07 K. ', ' @Ann-K', 'europe/berlin', 'de'))
    assert saved == Draft('Ann K.', 'ann-k', 'Europe/Berlin', 'de') == profile.draft_of(user(ann))
    assert log_of('ann@example.org') == ['user.profile', 'user.handle']
    profile.save(ann, saved)
    assert len(log_of('ann@example.org')) == 2, 'nothing has changed, so nothing is written'


def test_each_field_says_what_is_wrong_and_nothing_is_saved_by_halves() -> None:
    ann = person()
    said = wrong(ann, Draft('A' * 81, '1ann', 'Mars/Olympus', 'tlh'))
    assert set(said) == {'name', 'handle', 'time_zone', 'language'}
    assert 'no such time zone' in said['time_zone']
    assert set(wrong(ann, Draft('Ann', 'ann', 'Nowhere'))) == {'time_zone'}
    assert user(ann).display_name is None


@pytest.mark.parametrize(
    'handle', ['an', 'a' * 31, 'a--b', '-ann', 'ann-', 'änn', 'ann k', 'аnn', 'a/../b', 'ann\x00', 'admin', 'LevelMix']
)
def test_a_handle_that_nobody_gets(handle: str) -> None:
    assert set(wrong(person(), Draft(handle=handle))) == {'handle'}


@pytest.mark.parametrize(
    'zone', ['', '../../etc/passwd', 'Factory', 'localtime', 'Europe/Berlin\x00', 'UTC+99', 'A' * 500]
)
def test_a_time_zone_that_does_not_exist(zone: str) -> None:
    assert set(wrong(person(), Draft(time_zone=zone))) == {'time_zone'}


def test_a_handle_is_one_persons_and_changes_once_a_month() -> None:
    ann, bea = person(), person('bea@example.org')
    profile.save(ann, MINE)
    assert wrong(bea, Draft(handle='ANN-K')) == {'handle': '@ann-k is taken. Choose another handle.'}
    profile.save(ann, Draft(handle='ann-b'))
    assert 'once in 30 days' in wrong(ann, Draft(handle='ann-c'))['handle']
    assert profile.save(ann, Draft('Only the name', 'ann-b')).name == 'Only the name'
    assert 'taken' in wrong(bea, Draft(handle='ann-k'))['handle'], 'links may still mean Ann'
    some_days_pass(31)
    profile.save(ann, Draft(handle='ann-k'))
    some_days_pass(91)
    assert profile.save(bea, Draft(handle='ann-b')).handle == 'ann-b'


def test_a_phone_number_is_verified_by_the_code_that_lies_in_the_outbox() -> None:
    ann = person()
    assert phone.ask(ann, '+49 (0)30 901820') == '+4930901820'
    (message,) = mails('+4930901820')
    code = message.text.split()[0]
    assert user(ann).phone is None
    with pytest.raises(Invalid, match='not right'):
        phone.confirm(ann, '000000' if code != '000000' else '111111')
    assert phone.confirm(ann, f'{code[:3]} {code[3:]}') == '+4930901820'
    assert (user(ann).phone, user(ann).phone_change) == ('+4930901820', None)
    assert user(ann).phone_verified_at is not None
    with pytest.raises(Invalid):
        phone.confirm(ann, code)
    phone.remove(ann)
    assert (user(ann).phone, user(ann).phone_verified_at) == (None, None)


@pytest.mark.parametrize('typed', ['', '030 901820', '+49', 'ann', '+1 555 0100', '+' + '9' * 300, '+49\x00'])
def test_a_number_that_does_not_exist(typed: str) -> None:
    with pytest.raises(Invalid, match='with its country in front'):
        phone.ask(person(), typed)


def test_a_code_is_for_one_person_and_one_number_and_is_not_guessed() -> None:
    ann, bea = person(), person('bea@example.org')
    phone.ask(ann, '+4930901820')
    code = mails('+4930901820')[0].text.split()[0]
    phone.ask(ann, '+442079460958')
    with pytest.raises(Invalid):
        phone.confirm(ann, code)
    phone.ask(bea, '+4930901820')
    phone.confirm(bea, mails('+4930901820')[-1].text.split()[0])
    for _ in range(throttle.PHONE_TRY.free - 1):
        with pytest.raises(Invalid):
            phone.confirm(ann, 'never')
    with pytest.raises(TooManyTries):
        phone.confirm(ann, 'never')


def test_a_verified_number_is_one_accounts() -> None:
    ann, bea = person(), person('bea@example.org')
    for one in (ann, bea):
        phone.ask(one, '+4930901820')
    first, second = (message.text.split()[0] for message in mails('+4930901820'))
    phone.confirm(ann, first)
    with pytest.raises(Invalid, match='Another account'):
        phone.confirm(bea, second)


def test_first_steps_are_told_until_they_are_done_or_unwanted() -> None:
    ann = person()
    assert profile.onboarding(user(ann)).open
    profile.save(ann, MINE)
    assert [done for done in profile.onboarding(user(ann)).steps.values()] == [True, True, False, False]
    profile.end_onboarding(ann)
    assert not profile.onboarding(user(ann)).open
