"""Signing up, in and out, as people and attackers try it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import accounts, config
from app.accounts import Visitor, passwords, people, sessions, throttle
from app.accounts.strength import Strength, strength
from app.config import settings
from app.db import transaction
from app.errors import NotAllowed, NotFound, SignedOut, TooManyTries
from models import User, UserSession
from models.types import utc_now
from tests.app import accounts_support
from tests.app.accounts_support import PASSWORD, link_token, mails, person, user, visiting
from tests.databases import opened, stored_bytes

Change = Callable[[str, object], None]


@pytest.fixture(autouse=True)
def with_accounts(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation whose local owner has just turned accounts on."""
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one takes a tenth of a second each
    monkeypatch.setattr(passwords, '_hasher', lambda: cheap)


def test_a_password_is_kept_at_the_cost_that_is_recommended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    variant, _, cost = passwords.hashed(PASSWORD).split('$')[1:4]
    memory, time, _ = (int(part.partition('=')[2]) for part in cost.split(','))
    assert variant == 'argon2id'
    assert memory >= 19 * 1024, 'KiB: OWASP asks for 19 MiB with two passes'
    assert time >= 2


def enter(email: str = 'ann@example.org', password: str = PASSWORD) -> str:
    """Sign in; returns the session's token."""
    token, _ = accounts.sign_in(email, password)
    assert token is not None
    return token


def sign_up(email: str = 'bea@example.org', password: str = PASSWORD) -> str:
    """The whole way through the mail; returns the session's token."""
    accounts.mail_sign_up(accounts.admit_mail(email, signing_up=True))
    return accounts.finish_sign_up(link_token(mails(email)[-1].text), 'Bea', password)


def test_a_new_person_signs_up_through_the_mail_and_is_signed_in() -> None:
    token = sign_up()
    with visiting(token):
        me = accounts.current_user()
    assert (me.email, me.name, me.subscription_tier, me.is_admin) == ('bea@example.org', 'Bea', 1, False)
    assert me.email_verified_at is not None
    assert (me.password_hash or '').startswith('$argon2id$')


def test_the_mailed_link_works_once() -> None:
    sign_up()
    token = link_token(mails('bea@example.org')[0].text)
    with pytest.raises(NotAllowed, match='used already'):
        accounts.finish_sign_up(token, 'Eve', PASSWORD)


def test_a_weak_password_does_not_use_the_link_up() -> None:
    accounts.mail_sign_up(accounts.admit_mail('bea@example.org', signing_up=True))
    token = link_token(mails('bea@example.org')[0].text)
    for weak, why in (('short', 'at least 12'), ('aaaaaaaaaaaa', 'guessed'), ('bea@example.org', 'guessed'),
                      ('massimiliano', 'leaked'), ('x' * 129, 'at most')):  # fmt: skip
        with pytest.raises(NotAllowed, match=why):
            accounts.finish_sign_up(token, 'Bea', weak)
    assert accounts.finish_sign_up(token, 'Bea', PASSWORD)


def test_a_password_is_judged_while_it_is_typed_for_whoever_is_about_to_set_one() -> None:
    accounts.mail_sign_up(accounts.admit_mail('bea.bloom@example.org', signing_up=True))
    token = link_token(mails('bea.bloom@example.org')[0].text)
    assert strength('short', token) == Strength(1, '')
    assert 'leaked' in strength('massimiliano', token).said
    assert strength('bea.bloom@example.org', token).level == 1, 'what is known of her'
    assert strength(PASSWORD, token) == Strength(4, 'Very good.')
    assert accounts.finish_sign_up(token, 'Bea', PASSWORD), 'judging uses nothing up'
    for gone in (token, 'x', ''):
        with pytest.raises(SignedOut):
            strength(PASSWORD, gone)
    with visiting(enter('bea.bloom@example.org')):
        assert strength('bea.bloom@example.org').level == 1


def test_whoever_has_an_account_is_told_by_mail_and_nobody_else() -> None:
    person('ann@example.org')
    accounts.mail_sign_up(accounts.admit_mail('Ann@Example.org ', signing_up=True))
    assert [mail.subject for mail in mails('ann@example.org')] == ['You have an account already']
    accounts.mail_reset(accounts.admit_mail('stranger@example.org'))
    assert mails('stranger@example.org') == []


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

    monkeypatch.setattr(accounts_support, '_kept', '')  # other files may have made both at their full cost
    passwords._nobodys.cache_clear()
    person('ann@example.org')
    person('oidc@example.org')
    with transaction() as session:
        session.get_one(User, people.id_of('oidc@example.org')).password_hash = None
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
    'age', [{'last_seen_at': timedelta(hours=169)}, {'expires_at': timedelta(seconds=1)}], ids=['idle', 'old']
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
    people.set_disabled('the admin', people.id_of('bea@example.org'), True)
    with visiting(token), pytest.raises(SignedOut):
        accounts.current_user()
    with visiting(), pytest.raises(NotAllowed, match='do not fit'):
        accounts.sign_in('bea@example.org', PASSWORD)
    accounts.mail_reset('bea@example.org')
    assert mails('bea@example.org')[-1].subject == 'Finish your sign-up', 'no way around by a new password'


def test_a_forgotten_password_is_replaced_and_every_device_signed_out() -> None:
    token = sign_up()
    accounts.mail_reset(accounts.admit_mail('bea@example.org'))
    link = link_token(mails('bea@example.org')[-1].text)
    accounts.finish_reset(link, 'seven copper kettles hum')
    assert sessions.find(token) is None
    assert mails('bea@example.org')[-1].subject == 'Your password was changed'
    with visiting():
        with pytest.raises(NotAllowed):
            accounts.sign_in('bea@example.org', PASSWORD)
        assert accounts.sign_in('bea@example.org', 'seven copper kettles hum')
    with pytest.raises(NotAllowed, match='used already'):
        accounts.finish_reset(link, 'nine paper lanterns burn')


def test_guessing_gets_slower_and_slower_and_a_restart_does_not_help() -> None:
    person()
    for _ in range(5):
        with visiting(), pytest.raises(NotAllowed):
            accounts.sign_in('ann@example.org', 'a wrong password')
    config.forget_settings()
    with visiting(), pytest.raises(TooManyTries, match=r'Wait 1\d seconds'):
        accounts.sign_in('ann@example.org', PASSWORD)
    with visiting(address='198.51.100.9'):
        assert accounts.sign_in('ann@example.org', PASSWORD), 'its owner, elsewhere, is not locked out'


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


def test_the_owner_of_before_becomes_the_admin_and_keeps_everything(owner: str, change_setting: Change) -> None:
    link = accounts.first_admin_link()
    assert link is not None
    assert link.startswith(f'{settings().address}/welcome#')
    token = accounts.make_first_admin(link.partition('#')[2], 'Owner@Example.org', PASSWORD)
    with visiting(token):
        assert accounts.current_user().id == owner
        assert accounts.current_user().is_admin
    assert accounts.first_admin_link() is None
    with pytest.raises(NotAllowed):
        accounts.make_first_admin(link.partition('#')[2], 'eve@example.org', PASSWORD)
    change_setting('accounts', 'off')
    assert accounts.ensure_local_owner() == owner, 'and the way back leads to the same jobs'
    assert accounts.current_user().id == owner


def test_only_the_newest_link_for_the_first_admin_works() -> None:
    first, second = accounts.first_admin_link(), accounts.first_admin_link()
    assert first
    assert second
    with pytest.raises(NotAllowed):
        accounts.make_first_admin(first.partition('#')[2], 'eve@example.org', PASSWORD)
    assert accounts.make_first_admin(second.partition('#')[2], 'ann@example.org', PASSWORD)


def test_sign_up_can_be_closed(change_setting: Change) -> None:
    change_setting('sign_up', 'closed')
    with pytest.raises(NotAllowed, match='by the admin'):
        accounts.admit_mail('bea@example.org', signing_up=True)
    _, link = people.create('command line', 'bea@example.org', tier=2)
    accounts.finish_reset(link.partition('#')[2], PASSWORD)
    with visiting():
        accounts.sign_in('bea@example.org', PASSWORD)
    assert user(people.id_of('bea@example.org')).subscription_tier == 2


def test_the_last_admin_stays_one() -> None:
    ann = person('ann@example.org', is_admin=True)
    with pytest.raises(NotAllowed, match='only admin'):
        people.set_admin('x', ann, False)
    with pytest.raises(NotAllowed, match='only admin'):
        people.set_disabled('x', ann, True)
    person('bea@example.org', is_admin=True)
    people.set_admin('x', ann, False)
    assert not user(ann).is_admin


@pytest.mark.parametrize('wrong', ['', 'ann', 'ann@', '@x.org', 'a b@x.org', 'ann@localhost', 'a@x.org\nBcc: b@x.org',
                                   'a' * 250 + '@x.org', 'ann@x..org'])  # fmt: skip
def test_what_is_no_address_gets_no_mail(wrong: str) -> None:
    with pytest.raises(NotAllowed, match='e-mail address'):
        accounts.admit_mail(wrong)


def test_every_step_stands_in_the_audit_log(data_dir: Path) -> None:
    with visiting(sign_up()):
        accounts.sign_out()
    with visiting(), pytest.raises(NotAllowed):
        accounts.sign_in('bea@example.org', 'not the password')
    with opened(data_dir) as cursor:
        rows = cursor.execute('SELECT action, actor FROM audit_log ORDER BY id').fetchall()
    assert rows == [
        ('user.created', 'bea@example.org'),
        ('session.opened', 'bea@example.org'),
        ('session.ended', 'bea@example.org'),
        ('session.refused', 'bea@example.org'),
    ]
