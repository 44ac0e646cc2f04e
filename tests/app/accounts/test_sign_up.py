"""Signing up, choosing a password and a new one, and the first and the last admin, as people and attackers try it."""

from collections.abc import Callable

import pytest

from app import accounts
from app.accounts import admin_actions, passwords, sessions
from app.accounts.password_strength import Strength, strength
from app.config import settings
from app.errors import NotAllowed, SignedOut
from tests.app.accounts_support import (
    PASSWORD,
    enter,
    link_token,
    mails,
    person,
    sign_up,
    user,
    visiting,
)

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')

Change = Callable[[str, object], None]


def test_a_password_is_kept_at_the_cost_that_is_recommended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    variant, _, cost = passwords.hashed(PASSWORD).split('$')[1:4]
    memory, time, _ = (int(part.partition('=')[2]) for part in cost.split(','))
    assert variant == 'argon2id'
    assert memory >= 19 * 1024, 'KiB: OWASP asks for 19 MiB with two passes'
    assert time >= 2


def test_a_new_person_signs_up_through_the_mail_and_is_signed_in() -> None:
    token = sign_up()
    with visiting(token):
        me = accounts.current_user()
    assert (me.email, me.display_name, me.subscription_tier, me.is_super_admin) == ('bea@example.org', 'Bea', 1, False)
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


def test_the_owner_of_before_becomes_the_admin_and_keeps_everything(owner: str, change_setting: Change) -> None:
    link = accounts.first_admin_link()
    assert link is not None
    assert link.startswith(f'{settings().address}/welcome#')
    token = accounts.make_first_admin(link.partition('#')[2], 'Owner@Example.org', PASSWORD)
    with visiting(token):
        assert accounts.current_user().id == owner
        assert accounts.current_user().is_super_admin
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
    _, link = admin_actions.create('command line', 'bea@example.org', tier=2)
    accounts.finish_reset(link.partition('#')[2], PASSWORD)
    with visiting():
        accounts.sign_in('bea@example.org', PASSWORD)
    assert user(admin_actions.id_of('bea@example.org')).subscription_tier == 2


def test_the_last_admin_stays_one() -> None:
    ann = person('ann@example.org', is_admin=True)
    with pytest.raises(NotAllowed, match='only admin'):
        admin_actions.set_admin('x', ann, False)
    with pytest.raises(NotAllowed, match='only admin'):
        admin_actions.set_disabled('x', ann, True)
    person('bea@example.org', is_admin=True)
    admin_actions.set_admin('x', ann, False)
    assert not user(ann).is_super_admin


@pytest.mark.parametrize('wrong', ['', 'ann', 'ann@', '@x.org', 'a b@x.org', 'ann@localhost', 'a@x.org\nBcc: b@x.org',
                                   'a' * 250 + '@x.org', 'ann@x..org'])  # fmt: skip
def test_what_is_no_address_gets_no_mail(wrong: str) -> None:
    with pytest.raises(NotAllowed, match='e-mail address'):
        accounts.admit_mail(wrong)


def test_a_password_is_judged_by_its_beginning_because_judging_costs_more_with_each_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[str] = []

    def guess(password: str, user_inputs: list[str]) -> dict[str, int]:
        judged.append(password)
        return {'score': 4}

    monkeypatch.setattr('zxcvbn.zxcvbn', guess)
    passwords.check('4@8({[<369&#!1|l0$5+7%2' * 4)
    assert [len(password) for password in judged] == [24]
