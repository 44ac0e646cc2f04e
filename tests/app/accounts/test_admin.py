"""What an admin sees and does, and that nobody else does."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from app import accounts, leveling
from app.accounts import Visitor, admin_actions, audit, audit_log, sessions
from app.accounts.audit_log import Wanted
from app.db import transaction
from app.errors import NotAllowed, NotFound, SignedOut, WrongKey
from app.installation import announcements, disk, flags, pauses, posts
from app.jobs import admin as jobs_admin
from app.ops import space_used
from app.voice import monitoring
from models import User
from models.types import utc_now
from tests.app.accounts_support import mails, person, session_of, user, visiting

pytestmark = pytest.mark.usefixtures('with_accounts')

Deed = Callable[[], object]


DEEDS: dict[str, Deed] = {
    'users': accounts.users,
    'one': lambda: accounts.get_profile('x'),
    'log': lambda: audit_log.log(Wanted()),
    'actions': audit_log.actions,
    'export': lambda: audit_log.exported(Wanted(), 'csv'),
    'outbox': accounts.outbox,
    'waiting mails': accounts.mails_waiting,
    'letter': lambda: accounts.open_letter('x'),
    'letter again': lambda: accounts.send_again('x'),
    'tier': lambda: accounts.admin_action(admin_actions.set_tier, 'x', 3),
    'account': lambda: accounts.admin_action(admin_actions.create, 'x@example.org'),
    'admin': lambda: accounts.admin_action(admin_actions.set_admin, 'x', True),
    'queue': jobs_admin.queue_page,
    'workers': jobs_admin.workers_seen,
    'cancel': lambda: jobs_admin.cancel('leveling.level', 'x'),
    'retry': lambda: jobs_admin.retry('leveling.level', 'x'),
    'priority': lambda: jobs_admin.prioritise('leveling.level', 'x', 5),
    'stored': lambda: space_used.stored_bytes(['x']),
    'largest': space_used.largest_users,
    'disk': disk.overview,
    'pause': lambda: pauses.pause('intake'),
    'resume': lambda: pauses.resume('workers'),
    'flags': flags.flags,
    'flag': lambda: flags.save('new', '', is_on=True, share=50),
    'flag gone': lambda: flags.delete('new'),
    'announcements': announcements.announcements,
    'announce': lambda: announcements.announce('Hello', 'info'),
    'end': lambda: announcements.end('x'),
    'posts': posts.posts,
    'post': lambda: posts.write('Hello'),
    'post changed': lambda: posts.change(1, 'Hello'),
    'post gone': lambda: posts.delete(1),
    'engines': monitoring.engines_seen,
    'engine tried': lambda: monitoring.try_engine('kokoro'),
    'voice in figures': lambda: monitoring.figures(30),
    'presets': leveling.system_presets,
    'preset': lambda: leveling.create_system_preset('House', -9.0, -1.0, ''),
    'preset changed': lambda: leveling.edit_system_preset(1, 'House', -9.0, -1.0, ''),
    'preset gone': lambda: leveling.delete_system_preset(1),
    'preset hidden': lambda: leveling.hide_system_preset(1, True),
    'preset moved': lambda: leveling.move_system_preset(1, 1),
}


@pytest.mark.parametrize('deed', DEEDS.values(), ids=DEEDS.keys())
def test_whoever_is_no_admin_finds_nothing_and_nobody_at_all_is_signed_out(deed: Deed) -> None:
    with visiting(session_of(person())), pytest.raises(NotFound, match='nothing here'):
        deed()
    with visiting(), pytest.raises(SignedOut):
        deed()


def test_an_admin_who_is_one_no_longer_is_shut_out_at_once(admin: str) -> None:
    assert accounts.users().total == 2
    person('other@example.org', is_admin=True)
    admin_actions.set_admin('the other', admin, False)
    with pytest.raises(NotFound):
        accounts.users()


def test_users_are_found_by_address_name_and_state(admin: str) -> None:
    person('bea@example.org', name='Bea Bloom', subscription_tier=2)
    person('cat@example.org', subscription_tier=3, subscription_expires_at=utc_now() - timedelta(days=1))
    person('100%_sure@example.org', disabled_at=utc_now())

    def found(words: str, which: str = 'all') -> list[str]:
        return [p.email.partition('@')[0] for p in accounts.users(words, which).found]

    assert found('BLOOM') == ['bea']
    assert found('%_') == ['100%_sure'], 'signs are signs'
    assert found('', 'premium') == ['bea']
    assert found('', 'expired') == ['cat']
    assert found('', 'shut') == ['100%_sure']
    assert found('', 'admins') == ['admin']
    assert found('', 'no such filter')[0] == '100%_sure', 'then all, the newest first'
    assert accounts.users('', page=99).page == 1


def test_one_user_with_what_he_uses(admin: str) -> None:
    bea = person('bea@example.org', subscription_tier=3, subscription_expires_at=utc_now() - timedelta(days=1))
    with visiting():
        session_of(bea)
    seen = accounts.get_profile(bea)
    assert (seen.person.tier, seen.tier_now) == (3, 1), 'run out: it counts as free'
    assert (seen.devices, seen.second_factor, seen.ways_in) == (1, False, ['password'])
    with pytest.raises(NotFound):
        accounts.get_profile('nobody')


def test_a_user_is_shut_and_opened_and_the_log_says_by_whom_and_what_was_before(admin: str) -> None:
    bea = person('bea@example.org')
    with visiting():
        token = session_of(bea)
    accounts.admin_action(admin_actions.set_disabled, bea, True)
    assert sessions.find(token) is None
    accounts.admin_action(admin_actions.set_disabled, bea, False)
    until = datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)
    accounts.admin_action(admin_actions.set_tier, bea, 2, until)
    assert user(bea).subscription_expires_at == until
    entries = audit_log.log(Wanted(whom=bea, who='admin@')).found
    assert [(e.action, e.before, e.after) for e in entries] == [
        ('user.tier', {'tier': 1, 'expires': None}, {'tier': 2, 'expires': str(until)}),
        ('user.enabled', {'disabled': True}, {'disabled': False}),
        ('user.disabled', {'disabled': False}, {'disabled': True}),
    ]
    assert entries[0].address == '203.0.113.7'


def test_a_lost_second_factor_is_taken_away_by_the_admin(admin: str) -> None:
    from app.accounts import second_factor

    bea = person('bea@example.org')
    second_factor.begin(bea)
    accounts.admin_action(admin_actions.reset_second_factor, bea)
    assert user(bea).totp_secret is None


def test_a_mail_that_waits_is_opened_and_that_is_noted(admin: str) -> None:
    person('bea@example.org')
    accounts.mail_reset('bea@example.org')
    (letter,) = accounts.outbox().found
    assert letter.waits
    assert accounts.mails_waiting() == 1
    assert '/reset#' in accounts.open_letter(letter.id)
    assert audit_log.log(Wanted(what='mail.opened')).found[0].target == 'bea@example.org'
    mail = mails('bea@example.org')[0]
    with transaction() as session:
        mail.sent_at = mail.created_at
        session.merge(mail)
    with pytest.raises(NotFound):
        accounts.open_letter(letter.id)
    assert accounts.mails_waiting() == 0


def test_where_mails_are_sent_no_admin_reads_the_link_that_opens_somebodys_account(
    admin: str, change_setting: Callable[[str, object], None]
) -> None:
    bea = person('bea@example.org')
    assert '/reset#' in accounts.admin_action(admin_actions.send_reset_link, bea), (
        'without a mail server it is handed on'
    )
    change_setting('smtp_host', 'mail.example.org')
    assert accounts.admin_action(admin_actions.send_reset_link, bea) == ''
    assert admin_actions.send_reset_link(audit.COMMAND_LINE, bea), 'who has the server needs no link'
    letter = accounts.outbox().found[0]
    assert (letter.waits, letter.opens) == (True, False)
    with pytest.raises(NotAllowed, match='only the person who gets one'):
        accounts.open_letter(letter.id)


def test_an_account_made_for_somebody_is_his_by_a_link_that_lasts_three_days(
    admin: str, monkeypatch: pytest.MonkeyPatch, change_setting: Callable[[str, object], None]
) -> None:
    bea, way = accounts.admin_action(admin_actions.create, 'bea@example.org', name='Bea')
    later = utc_now() + timedelta(days=3, minutes=-1)
    monkeypatch.setattr('app.accounts.tokens.utc_now', lambda: later)
    accounts.finish_reset(way.partition('#')[2], 'four tin whistles sing')
    assert user(bea).email_verified_at is not None
    change_setting('smtp_host', 'mail.example.org')
    assert accounts.admin_action(admin_actions.create, 'carl@example.org')[1] == '', 'only Carl gets it'
    assert 'Choose a password' in mails('carl@example.org')[0].text
    assert audit_log.log(Wanted(what='user.created')).found[0].actor == 'admin@example.org'


def test_admins_can_be_asked_for_a_second_factor(admin: str, change_setting: Callable[[str, object], None]) -> None:
    change_setting('admin_second_factor', 'required')
    for deed in (accounts.users, lambda: pauses.pause('intake')):
        with pytest.raises(NotAllowed, match='need a second factor'):
            deed()
    with transaction() as session:
        session.get_one(User, admin).totp_since = utc_now()
    assert accounts.users().total == 2


def test_a_key_opens_of_the_admins_what_it_was_made_for_and_as_long_as_they_are_one(admin: str) -> None:
    from app.accounts import api_keys

    deeds = (accounts.users, lambda: audit_log.log(Wanted()), lambda: pauses.pause('intake'))
    for scope, opened in (('write', 0), ('admin:read', 2), ('admin:write', 3)):
        key = api_keys.create(admin, 'a program', scopes=[scope])
        done = 0
        for deed in deeds:
            accounts.let_in(Visitor(api_key=key, writes=deed is deeds[-1]))
            with suppress(WrongKey):
                deed()
                done += 1
        accounts.let_in(Visitor())
        assert (scope, done) == (scope, opened)
    with transaction() as session:
        session.get_one(User, admin).is_super_admin = False
    accounts.let_in(Visitor(api_key=key, writes=True))
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()


def test_an_old_link_for_the_first_admin_makes_no_second_one() -> None:
    link = accounts.first_admin_link()
    admin_actions.set_admin('command line', person('ann@example.org'), True)
    with pytest.raises(NotAllowed, match='admin already'):
        accounts.make_first_admin((link or '').partition('#')[2], 'eve@example.org', 'four tin whistles sing')


def test_the_disk_is_measured_by_a_worker_and_told(admin: str) -> None:
    from app import storage
    from app.config import settings

    scrap = settings().data_dir / 'scrap'
    scrap.write_bytes(b'12345')
    storage.put('results/a.wav', scrap)
    disk.measure()
    seen = disk.overview()
    assert [(f.folder, f.files, f.bytes) for f in seen.folders] == [('results', 1, 5)]
    assert seen.total >= seen.used > 0
    assert seen.database > 0
    assert seen.measured_at is not None
