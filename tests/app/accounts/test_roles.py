"""Roles, which a super admin gives and takes; and invitations, whose link makes an account that has some."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import accounts
from app.accounts import invitations, phone, roles
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from models import AuditEntry, Role, User, UserRole, VerificationToken
from models.types import utc_now
from tests.app.accounts_support import PASSWORD, link_token, log_of, mails, person, session_of, user, visiting

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')


def held(user_id: str) -> set[str]:
    with reading() as session:
        mine = select(Role.code).join(UserRole, col(UserRole.role_id) == col(Role.id))
        return set(session.exec(mine.where(col(UserRole.user_id) == user_id)))


def may(user_id: str, *codes: str) -> bool:
    with reading() as session:
        return roles.holds(session, user(user_id), *codes)


def set_karma(user_id: str, score: int) -> None:
    with transaction() as session:
        session.execute(sa.update(User).where(col(User.id) == user_id).values(karma_score=score))


def test_a_role_is_given_and_taken_and_the_log_says_what_was_before() -> None:
    admin, ann = person('admin@example.org', is_admin=True), person()
    with visiting(session_of(admin)):
        accounts.admin_action(roles.give, ann, 'engineer')
        accounts.admin_action(roles.give, ann, 'editor')
        accounts.admin_action(roles.give, ann, 'editor')
        assert [one.code for one in roles.of_user(ann) if one.held] == ['engineer', 'editor']
        assert may(ann, 'editor', 'curator')
        accounts.admin_action(roles.take, ann, 'engineer')
    assert held(ann) == {'editor'}
    assert not may(ann, 'engineer')
    assert log_of('admin@example.org')[0] == 'role.taken'
    with reading() as session:
        line = session.exec(select(AuditEntry).where(col(AuditEntry.action) == 'role.taken')).one()
    assert (line.entity, line.entity_id) == ('user', ann)
    assert (line.old_data, line.new_data) == ('{"roles": ["editor", "engineer"]}', '{"roles": ["editor"]}')


def test_a_role_that_takes_a_phone_and_karma_rests_without_them() -> None:
    ann = person()
    with pytest.raises(NotAllowed, match='verified phone number'):
        roles.give('the admin', ann, 'verifier')
    phone.ask(ann, '+4930901820')
    phone.confirm(ann, mails('+4930901820')[0].text.split()[0])
    set_karma(ann, 99)
    with pytest.raises(NotAllowed, match='takes a karma of 100, and this account has 99'):
        roles.give('the admin', ann, 'verifier')
    assert held(ann) == set()
    set_karma(ann, 100)
    roles.give('the admin', ann, 'verifier')
    assert may(ann, 'verifier')
    set_karma(ann, 0)
    assert not may(ann, 'verifier'), 'it rests as long as the karma is gone'
    set_karma(ann, 100)
    phone.remove(ann)
    assert held(ann) == {'verifier'}
    assert not may(ann, 'verifier')


def test_nobody_but_an_admin_gives_roles_and_only_those_that_exist() -> None:
    ann = person()
    with visiting(session_of(ann)), pytest.raises(NotFound, match='nothing here'):
        accounts.admin_action(roles.give, ann, 'owner')
    with pytest.raises(NotFound, match='no role'):
        roles.give('the admin', ann, 'emperor')
    assert held(ann) == set()
    with reading() as session:
        assert tuple(session.exec(select(Role.code).order_by(col(Role.id)))) == roles.EVERY


def test_the_link_of_an_invitation_makes_the_account_with_its_tier_and_roles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('LEVELMIX_SIGN_UP', 'closed')
    accounts_link = invitations.invite('the admin', 'Bea@example.org', tier=2, with_roles=('editor', 'fixer'))
    (letter,) = mails('bea@example.org')
    token = link_token(letter.text)
    assert accounts_link.endswith(f'/confirm#{token}')
    with visiting():
        assert accounts.finish_sign_up(token, 'Bea', PASSWORD)
    with reading() as session:
        from models import User

        bea = session.exec(select(User).where(col(User.email) == 'bea@example.org')).one()
    assert (bea.subscription_tier, held(bea.id)) == (2, {'editor', 'fixer'})
    assert bea.invited_at is not None
    assert bea.email_verified_at is not None
    with visiting(), pytest.raises(NotAllowed, match='used already'):
        accounts.finish_sign_up(token, 'Eve', PASSWORD)


def test_an_admin_sees_who_has_not_come_yet_and_takes_an_invitation_back() -> None:
    admin = person('admin@example.org', is_admin=True)
    with visiting(session_of(admin)):
        for tier in (1, 3):
            accounts.admin_action(invitations.invite, 'bea@example.org', tier=tier)
        (one,) = invitations.waiting()
        assert (one.email, one.tier) == ('bea@example.org', 3), 'the newer one replaces the older'
        accounts.admin_action(invitations.take_back, one.id)
        assert invitations.waiting() == []
        with pytest.raises(NotFound):
            accounts.admin_action(invitations.take_back, one.id)
    for letter in mails('bea@example.org'):
        with visiting(), pytest.raises(NotAllowed, match='used already'):
            accounts.finish_sign_up(link_token(letter.text), 'Bea', PASSWORD)
    assert log_of('admin@example.org')[:3] == ['invitation.taken', 'invitation.sent', 'invitation.sent']


def test_an_invitation_ends_after_a_week() -> None:
    invitations.invite('the admin', 'bea@example.org')
    with transaction() as session:
        session.execute(sa.update(VerificationToken).values(expires=utc_now() - timedelta(seconds=1)))
    with visiting(), pytest.raises(NotAllowed, match='too old'):
        accounts.finish_sign_up(link_token(mails('bea@example.org')[0].text), 'Bea', PASSWORD)


def test_who_cannot_be_invited() -> None:
    person()
    for email in ('ann@example.org', 'no address', ''):
        with pytest.raises(Invalid) as refused:
            invitations.invite('the admin', email)
        assert set(refused.value.fields) == {'email'}
    with pytest.raises(NotFound):
        invitations.invite('the admin', 'bea@example.org', with_roles=('emperor',))
