"""Signing in and out: what a stranger learns and how often they may guess, and when and where a session ends."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from app import accounts, config
from app.accounts import Visitor, admin_actions, passwords, sessions, throttle
from app.db import transaction
from app.errors import NotAllowed, NotFound, SignedOut, TooManyTries
from models import User, UserSession
from models.types import utc_now
from tests.app.accounts_support import (
    PASSWORD,
    enter,
    mails,
    person,
    sign_up,
    visiting,
)
from tests.databases import opened, stored_bytes

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')


def test_wrong_address_and_wrong_password_are_answered_alike() -> None:
    person('ann@example.org')
    answers = []
    for email in ('ann@example.org', 'nobody@example.org'):
        with visiting(), pytest.raises(NotAllowed) as refused:
            accounts.sign_in(email, 'not the password')
        answers.append(str(refused.value))
    assert answers[0] == answers[1]


def test_an_unknown_address_costs_the_server_as_much_work_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: each sign-in verifies exactly one argon2 hash."""
    verified: list[str] = []
    real = passwords._hasher()

    class Counting:
        def verify(self, kept: str, given: str) -> bool:
            verified.append(kept.split('$')[3])
            return real.verify(kept, given)

        def hash(self, password: str) -> str:
            return real.hash(password)

    person('ann@example.org')
    person('oidc@example.org')
    with transaction() as session:
        session.get_one(User, admin_actions.id_of('oidc@example.org')).password_hash = None
    passwords._nobodys()
    monkeypatch.setattr(passwords, '_hasher', Counting)
    for email in ('ann@example.org', 'nobody@example.org', 'oidc@example.org'):
        with visiting(), pytest.raises(NotAllowed):
            accounts.sign_in(email, 'not the password')
    assert len(verified) == 3
    assert len(set(verified)) == 1, 'at the same cost'


def test_a_fresh_token_at_every_sign_in_and_the_browsers_old_session_ends() -> None:
    person()
    with visiting():
        first = enter('ann@example.org', PASSWORD)
    with visiting(first):
        second = enter('ANN@example.org', PASSWORD)
    assert first != second
    assert sessions.find(first) is None
    assert sessions.find(second) is not None


def test_what_the_database_keeps_opens_nothing(data_dir: Path) -> None:
    token = sign_up()
    raw = stored_bytes(data_dir)
    assert token.encode() not in raw
    assert PASSWORD.encode() not in raw
    assert b'bea@example.org' in raw, 'this test looks in the wrong place'


def test_signing_out_ends_the_session_here_and_now() -> None:
    token = sign_up()
    with visiting(token):
        accounts.sign_out()
        with pytest.raises(SignedOut):
            accounts.check_still_here()
        with pytest.raises(SignedOut):
            accounts.current_user()


def test_devices_are_listed_and_each_can_be_signed_out() -> None:
    me = person()
    with visiting(agent='Mozilla/5.0 (iPhone) Safari/605'):
        phone = enter('ann@example.org', PASSWORD)
    with visiting(agent='Mozilla/5.0 (X11; Linux x86_64) Firefox/140', address='198.51.100.2'):
        laptop = enter('ann@example.org', PASSWORD)
    with visiting(laptop):
        listed = {device.name: device for device in sessions.devices(me)}
        assert listed.keys() == {'Safari on iPhone', 'Firefox on Linux'}
        assert listed['Firefox on Linux'].here
        assert listed['Firefox on Linux'].address == '198.51.100.2'
        stranger = person('eve@example.org')
        with pytest.raises(NotFound):
            sessions.end(stranger, listed['Safari on iPhone'].id)
        sessions.end(me, listed['Safari on iPhone'].id)
    assert sessions.find(phone) is None
    assert sessions.find(laptop) is not None


def test_a_sign_in_from_a_new_place_is_told_by_mail_and_one_from_a_known_place_is_not() -> None:
    person()
    with visiting(address='203.0.113.7'):
        marks = accounts.browser_marks(enter())
    with visiting(address='198.51.100.2', marks=marks):  # the same browser, on the way
        enter()
    with visiting(address='203.0.113.7', agent='Mozilla/5.0 (iPhone) Safari/605'):  # another one, at home
        enter()
    assert mails('ann@example.org') == []
    with visiting(address='192.0.2.66'):  # calls itself like hers
        enter()
    (told,) = mails('ann@example.org')
    assert told.subject == 'A sign-in from a new place'
    assert 'Firefox on Linux, from the address 192.0.2.66' in told.text


def test_a_browser_knows_the_last_few_who_signed_in_with_it_and_nobody_marks_it_himself() -> None:
    marks = ''
    for number in range(sessions.MOST_MARKS + 2):
        person(f'p{number}@example.org')
        with visiting(marks=marks):
            marks = accounts.browser_marks(enter(f'p{number}@example.org'))
    assert len(marks.split('.')) == sessions.MOST_MARKS
    for number, told in ((sessions.MOST_MARKS + 1, 0), (0, 1)):
        with visiting(address='192.0.2.66', marks=marks):
            enter(f'p{number}@example.org')
        assert len(mails(f'p{number}@example.org')) == told


@pytest.mark.parametrize(
    'age', [{'last_seen_at': timedelta(hours=169)}, {'expires': timedelta(seconds=1)}], ids=['idle', 'old']
)
def test_a_session_ends_by_itself(age: dict[str, timedelta]) -> None:
    token = sign_up()
    found = sessions.find(token)
    assert found is not None
    with transaction() as session:
        row = session.get_one(UserSession, found[1].id)
        for column, ago in age.items():
            setattr(row, column, utc_now() - ago)
    assert sessions.find(token) is None
    accounts.upkeep()
    with transaction() as session:
        assert session.get(UserSession, found[1].id) is None


def test_a_disabled_account_is_out_at_once_and_cannot_come_back() -> None:
    token = sign_up()
    admin_actions.set_disabled('the admin', admin_actions.id_of('bea@example.org'), True)
    with visiting(token), pytest.raises(SignedOut):
        accounts.current_user()
    with visiting(), pytest.raises(NotAllowed, match='do not match'):
        accounts.sign_in('bea@example.org', PASSWORD)
    accounts.mail_reset('bea@example.org')
    assert mails('bea@example.org')[-1].subject == 'Finish your sign-up', 'no way around by a new password'


def test_guessing_gets_slower_and_slower_and_a_restart_does_not_help() -> None:
    person()
    for _ in range(5):
        with visiting(), pytest.raises(NotAllowed):
            accounts.sign_in('ann@example.org', 'a wrong password')
    config.forget_settings()
    with visiting(), pytest.raises(TooManyTries, match=r'Wait 1?\d seconds'):
        accounts.sign_in('ann@example.org', PASSWORD)
    with visiting(address='198.51.100.9'):
        assert accounts.sign_in('ann@example.org', PASSWORD), 'its owner, elsewhere, is not locked out'


@pytest.mark.nightly
@pytest.mark.slow
def test_a_house_whose_people_share_an_address_is_not_slowed_down_by_signing_in() -> None:
    person()
    with visiting():
        for _ in range(throttle.SIGN_IN_ADDRESS.free + 20):
            accounts.sign_in('ann@example.org', PASSWORD)
        for number in range(throttle.SIGN_IN_ADDRESS.free):
            with pytest.raises(NotAllowed):
                accounts.sign_in(f'guess{number}@example.org', 'a wrong password')
        with pytest.raises(TooManyTries):
            accounts.sign_in('ann@example.org', PASSWORD)


@pytest.mark.parametrize(
    ('address', 'place'),
    [
        ('203.0.113.7', '203.0.113.7'),
        ('2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'),
        ('2001:db8:1:2::9', '2001:db8:1:2::/64'),
        ('::ffff:203.0.113.7', '203.0.113.7'),
        ('', ''),
    ],
)
def test_who_has_a_whole_network_of_addresses_is_counted_as_one(address: str, place: str) -> None:
    assert Visitor(address=address).place == place


def test_fifty_guesses_at_the_same_moment_are_counted_one_by_one() -> None:
    limit = throttle.Limit('test', free=5)
    passed: list[int] = []

    def guess(number: int) -> None:
        try:
            throttle.count(limit, 'ann')
        except TooManyTries:
            return
        passed.append(number)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 5


def test_each_pause_is_twice_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr('app.accounts.throttle.time.time', lambda: now[0])
    limit, pauses = throttle.Limit('test', free=1, pause_s=10, longest_s=45), []
    for _ in range(4):
        throttle.count(limit, 'ann')
        with pytest.raises(TooManyTries) as refused:
            throttle.count(limit, 'ann')
        pauses.append(refused.value.seconds)
        now[0] += refused.value.seconds
    assert pauses == [10, 20, 40, 45]


def test_every_step_stands_in_the_audit_log(data_dir: Path) -> None:
    with visiting(sign_up()):
        accounts.sign_out()
    with visiting(), pytest.raises(NotAllowed):
        accounts.sign_in('bea@example.org', 'not the password')
    with opened(data_dir) as cursor:
        rows = cursor.execute('SELECT action, performed_by FROM audit_logs ORDER BY id').fetchall()
    assert rows == [
        ('user.created', 'bea@example.org'),
        ('session.opened', 'bea@example.org'),
        ('session.ended', 'bea@example.org'),
        ('session.refused', 'bea@example.org'),
    ]
