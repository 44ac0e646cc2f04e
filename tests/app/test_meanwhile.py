"""Somebody else is quicker: between a look and the deed that relies on it, the rival of each story does theirs."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app import accounts, leveling
from app.accounts import (
    admin_actions,
    admins,
    api_keys,
    audit_log,
    open_keys,
    passkeys,
    password_sign_in,
    passwords,
    profile,
    second_factor,
    self_service,
    sessions,
)
from app.accounts.audit_log import Wanted
from app.db import reading, transaction
from app.errors import Changed, NotAllowed, NotFound, SignedOut
from app.installation import announcements, flags, pauses
from app.jobs import admin as jobs_admin
from models import Announcement, ApiKey, AuditEntry, FeatureFlag, LufsPreset, Passkey, Pause, UserSession
from tests.app.accounts.test_passkeys import HERE, answer, kept
from tests.app.accounts_support import (
    PASSWORD,
    enter,
    link_token,
    log_of,
    mails,
    person,
    session_of,
    user,
    visiting,
)
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')

NEW = 'seven green kettles dance'


def reset(email: str = 'ann@example.org', password: str = NEW) -> None:
    """The owner sets a new password by a mailed link."""
    accounts.mail_reset(email)
    accounts.finish_reset(link_token(mails(email)[-1].text), password)


def rows_of(table: type[Any]) -> list[Any]:
    with reading() as session:
        return list(session.exec(select(table)))


def test_who_began_to_sign_in_with_the_old_password_does_not_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    person()
    meanwhile(monkeypatch, passwords, 'fits', reset)
    with pytest.raises(NotAllowed, match='do not match'):
        accounts.sign_in('ann@example.org', PASSWORD)
    assert rows_of(UserSession) == []
    assert log_of('ann@example.org')[0] == 'session.refused'
    assert enter(password=NEW)


def test_who_is_shut_out_while_the_password_is_looked_at_does_not_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    meanwhile(monkeypatch, passwords, 'fits', lambda: admin_actions.set_disabled('the admin', ann, True))
    with pytest.raises(NotAllowed, match='do not match'):
        accounts.sign_in('ann@example.org', PASSWORD)


@pytest.mark.parametrize('at', ['fits', 'hashed'])
@pytest.mark.parametrize('in_a_browser', [True, False])
def test_a_password_that_a_thief_changes_meanwhile_is_not_written_over_the_owners(
    monkeypatch: pytest.MonkeyPatch, at: str, in_a_browser: bool
) -> None:
    ann = person()
    stolen = session_of(ann) if in_a_browser else ''
    meanwhile(monkeypatch, passwords, at, reset)
    with visiting(stolen), pytest.raises(SignedOut if in_a_browser else Changed):
        self_service.change_password(ann, PASSWORD, 'nine blue ladders hum')
    assert enter(password=NEW), 'the password of the reset holds'


def test_a_change_of_address_that_a_thief_asks_for_meanwhile_sends_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    meanwhile(monkeypatch, self_service, 'checked_email', reset)
    with visiting(session_of(ann)), pytest.raises(SignedOut):
        self_service.begin_change_of_email(ann, 'eve@example.org')
    assert 'Change your address?' not in [mail.subject for mail in mails('ann@example.org')]


def test_a_passkey_that_is_being_made_while_the_owner_resets_the_password_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = person()

    def made(**_: object) -> Any:
        reset()
        return type('Made', (), {'credential_id': b'x', 'credential_public_key': b'x', 'sign_count': 0})

    monkeypatch.setattr('webauthn.verify_registration_response', made)
    with visiting(session_of(ann)):
        challenge = passkeys.begin_making(ann, HERE)['challenge']
        with pytest.raises(SignedOut):
            passkeys.finish_making(ann, HERE, answer(challenge, 'webauthn.create'))
    assert rows_of(Passkey) == []


@pytest.mark.parametrize('rival', ['removed', 'used'])
def test_a_passkey_that_was_removed_or_used_while_it_was_verified_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, rival: str
) -> None:
    ann = person()
    key = kept(ann)

    def verified(**_: object) -> Any:
        with transaction() as session:
            row = session.get_one(Passkey, key)
            if rival == 'removed':
                session.delete(row)
            else:  # by a copy of it: each counts for itself
                row.sign_count = 7
                session.add(row)
        return type('Used', (), {'new_sign_count': 7})

    monkeypatch.setattr('webauthn.verify_authentication_response', verified)
    challenge = passkeys.begin_entering(HERE)['challenge']
    with pytest.raises(NotAllowed, match='not known here'):
        passkeys.enter(HERE, answer(challenge))
    assert rows_of(UserSession) == []


def test_a_key_that_is_revoked_while_it_is_used_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    key = api_keys.create(ann, 'a program', writes=True)
    (row,) = api_keys.keys(ann)
    meanwhile(monkeypatch, open_keys, 'is_recent', lambda: api_keys.revoke(ann, row.id))
    with transaction() as session:
        session.get_one(ApiKey, row.id).last_used_at = user(ann).created_at
    assert api_keys.user_of(key, writes=True).id == ann, 'it still was one when it was asked for'
    with pytest.raises(SignedOut):
        api_keys.user_of(key, writes=True)


Deed = Callable[[str], object]
DEEDS: dict[str, Deed] = {
    'name': lambda ann: profile.save(ann, profile.Draft('Eve')),
    'key': lambda ann: api_keys.create(ann, 'a program', writes=True),
    'end': lambda ann: self_service.ask_to_end(ann, 'ann@example.org'),
    'second factor': second_factor.begin,
    'passkey': lambda ann: passkeys.begin_making(ann, HERE),
    'preset': lambda ann: leveling.create_preset(ann, 'Hers', -10),
}


@pytest.mark.parametrize('deed', DEEDS.values(), ids=DEEDS.keys())
def test_a_session_that_ended_after_the_door_let_it_in_changes_nothing(deed: Deed) -> None:
    ann = person()
    with visiting(session_of(ann)):
        with transaction() as session:
            sessions.end_all(session, ann)
        with pytest.raises(SignedOut, match='You are signed out'):
            deed(ann)
    row = user(ann)
    assert (rows_of(ApiKey), row.display_name, row.delete_after, row.totp_secret) == ([], None, None, None)


ADMINS: dict[str, Callable[[], object]] = {
    'tier': lambda: accounts.admin_action(admin_actions.set_tier, admin_actions.id_of('ann@example.org'), 3),
    'account': lambda: accounts.admin_action(admin_actions.create, 'x@example.org'),
    'admin': lambda: accounts.admin_action(admin_actions.set_admin, admin_actions.id_of('ann@example.org'), True),
    'shut': lambda: accounts.admin_action(admin_actions.set_disabled, admin_actions.id_of('ann@example.org'), True),
    'export': lambda: audit_log.exported(Wanted(), 'csv'),
    'letter': lambda: accounts.open_letter('x'),
    'letter again': lambda: accounts.send_again('x'),
    'priority': lambda: jobs_admin.prioritise('leveling.level', 'x', 5),
    'pause': lambda: pauses.pause('intake'),
    'resume': lambda: pauses.resume('workers'),
    'flag': lambda: flags.save('new', '', is_on=True, share=50),
    'flag gone': lambda: flags.delete('new'),
    'announce': lambda: announcements.announce('Hello', 'info'),
    'announcement gone': lambda: announcements.end('x'),
    'preset': lambda: leveling.create_system_preset('House', -9.0, -1.0, ''),
    'preset gone': lambda: leveling.delete_system_preset(1),
    'preset hidden': lambda: leveling.hide_system_preset(1, True),
    'preset moved': lambda: leveling.move_system_preset(1, 1),
}


@pytest.mark.parametrize('deed', ADMINS.values(), ids=ADMINS.keys())
def test_an_admin_who_is_made_a_user_between_the_question_and_the_deed_does_nothing(
    admin: str, monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]
) -> None:
    ann = person()
    person('other@example.org', is_admin=True)
    before, flags_before = len(rows_of(LufsPreset)), rows_of(FeatureFlag)
    meanwhile(monkeypatch, admins, 'transaction', lambda: admin_actions.set_admin('the other', admin, False))
    with pytest.raises(NotFound, match='There is nothing here'):
        deed()
    assert (user(ann).subscription_tier, user(ann).is_super_admin, user(ann).disabled_at) == (1, False, None)
    assert [rows_of(table) for table in (Pause, FeatureFlag, Announcement)] == [[], flags_before, []]
    assert len(rows_of(LufsPreset)) == before
    assert [
        line.action for line in rows_of(AuditEntry) if line.user_id == admin and line.action != 'session.opened'
    ] == []


def test_a_reset_link_is_used_once_also_by_two_at_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    person()
    accounts.mail_reset('ann@example.org')
    token = link_token(mails('ann@example.org')[-1].text)
    meanwhile(monkeypatch, passwords, 'hashed', lambda: password_sign_in.finish_reset(token, NEW))
    with pytest.raises(NotAllowed, match='used already'):
        password_sign_in.finish_reset(token, 'nine blue ladders hum')
    assert enter(password=NEW)
