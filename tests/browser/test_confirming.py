"""Whoever has been signed in for a while confirms that it is them before something dangerous; nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PASSWORD, shoot_all_ways
from tests.databases import opened
from tests.servers import LevelMix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def an_hour_passes(site: LevelMix) -> None:
    """For all sessions."""
    with opened(site.data_dir) as cursor:
        cursor.execute("UPDATE sessions SET created_at = datetime('now', '-1 hour'), confirmed_at = NULL")


def test_a_form_waits_for_the_password_and_is_sent_then(ann: Page, people_site: LevelMix) -> None:
    ann.get_by_test_id('change-email').click()
    form = ann.get_by_test_id('form-email')
    form.get_by_test_id('field-email').fill('new@example.org')
    an_hour_passes(people_site)
    form.get_by_test_id('submit').click()
    dialog = ann.get_by_test_id('confirm-identity')
    expect(dialog).to_be_visible()
    shoot_all_ways(ann, 'confirm-identity')
    dialog.get_by_test_id('field-password').fill('not the password')
    dialog.get_by_test_id('submit').click()
    expect(dialog.get_by_test_id('wrong')).to_contain_text('not right')
    dialog.get_by_test_id('field-password').fill(PASSWORD)
    dialog.get_by_test_id('submit').click()
    expect(dialog).to_have_count(0)
    expect(form.get_by_test_id('told')).to_contain_text('Approve the change')


def test_going_back_does_nothing_and_what_was_typed_stays(ann: Page, people_site: LevelMix) -> None:
    ann.get_by_test_id('key-name').fill('nightly upload')
    an_hour_passes(people_site)
    ann.get_by_test_id('key-create').click()
    ann.get_by_test_id('confirm-back').click()
    expect(ann.get_by_test_id('confirm-identity')).to_have_count(0)
    expect(ann.get_by_test_id('key')).to_have_count(0)
    expect(ann.get_by_test_id('key-name')).to_have_value('nightly upload')
    ann.get_by_test_id('key-create').click()
    ann.get_by_test_id('confirm-identity').get_by_test_id('field-password').fill(PASSWORD)
    ann.get_by_test_id('confirm-identity').get_by_test_id('submit').click()
    expect(ann.get_by_test_id('key-shown')).to_be_visible()
    ann.get_by_test_id('totp-begin').click()
    expect(ann.get_by_test_id('totp-secret')).to_be_visible()


def test_a_passkey_confirms(ann: Page, people_site: LevelMix) -> None:
    email = ann.get_by_test_id('who').inner_text().split()[0]
    device = ann.context.new_cdp_session(ann)
    device.send('WebAuthn.enable')
    options = {'protocol': 'ctap2', 'transport': 'internal', 'hasResidentKey': True, 'hasUserVerification': True,
               'isUserVerified': True, 'automaticPresenceSimulation': True}  # fmt: skip
    device.send('WebAuthn.addVirtualAuthenticator', {'options': options})
    ann.goto(f'http://localhost:{people_site.port}/sign-in')
    ann.get_by_test_id('field-email').fill(email)
    ann.get_by_test_id('field-password').fill(PASSWORD)
    ann.get_by_test_id('submit').click()
    expect(ann.get_by_test_id('start')).to_be_visible()
    ann.goto(f'http://localhost:{people_site.port}/account')
    expect(ann.get_by_test_id('passkey-make')).to_be_visible()
    an_hour_passes(people_site)
    ann.get_by_test_id('passkey-make').click()
    ann.get_by_test_id('confirm-identity').get_by_test_id('field-password').fill(PASSWORD)
    ann.get_by_test_id('confirm-identity').get_by_test_id('submit').click()
    expect(ann.get_by_test_id('passkey')).to_have_count(1)
    an_hour_passes(people_site)
    end = ann.get_by_test_id('form-end')
    end.get_by_test_id('field-email').fill(email)
    end.get_by_test_id('submit').click()
    ann.get_by_test_id('passkey-confirm').click()
    expect(ann.get_by_test_id('note')).to_contain_text('within 7 days')
