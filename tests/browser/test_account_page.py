"""The account page in a real browser: second factor, keys, devices, the export, ending the account and keeping it."""

import urllib.request
import zipfile
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import sign_in
from tests.servers import LevelMix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope='module')
def site(people_site: LevelMix) -> LevelMix:
    return people_site


def email_of(page: Page) -> str:
    return page.get_by_test_id('who').inner_text().split()[0]


def test_the_second_factor_is_set_up_asked_for_and_turned_off_by_a_recovery_code(ann: Page) -> None:
    email = email_of(ann)
    ann.get_by_test_id('totp-begin').click()
    secret = ann.get_by_test_id('totp-secret').inner_text()
    expect(ann.get_by_role('img', name='QR code')).to_be_visible()
    ann.get_by_test_id('totp-code').fill(pyotp.TOTP(secret).now())
    ann.get_by_test_id('totp-confirm').click()
    shown = ann.get_by_test_id('recovery-codes').locator('li')
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    ann.get_by_test_id('codes-kept').click()
    expect(ann.get_by_test_id('totp-on')).to_contain_text('10 recovery codes')
    ann.get_by_test_id('sign-out').click()
    expect(ann.get_by_test_id('form-sign-in')).to_be_visible()
    sign_in(ann, email)
    ann.get_by_test_id('field-code').fill('000000')
    ann.get_by_test_id('submit').click()
    expect(ann.get_by_test_id('wrong')).to_contain_text('not right')
    ann.get_by_test_id('field-code').fill(codes[0])
    ann.get_by_test_id('submit').click()
    expect(ann.get_by_test_id('start')).to_be_visible()
    ann.goto('/account')
    ann.get_by_test_id('totp-off-code').fill(codes[1])
    ann.get_by_test_id('totp-off').click()
    expect(ann.get_by_test_id('totp-begin')).to_be_visible()


def test_a_key_is_shown_once_works_and_is_revoked(ann: Page, site: LevelMix) -> None:
    ann.get_by_test_id('key-name').fill('nightly upload')
    ann.get_by_test_id('key-until').fill('2099-12-31')
    expect(ann.get_by_test_id('key-admin')).to_have_count(0)
    ann.get_by_test_id('key-create').click()
    key = ann.get_by_test_id('key-shown').inner_text()

    def status() -> int:
        wanted = urllib.request.Request(f'{site.url}/files/results/none', headers={'Authorization': f'Bearer {key}'})
        try:
            with urllib.request.urlopen(wanted) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    assert status() == 404
    ann.reload()
    expect(ann.get_by_test_id('key')).to_contain_text('nightly upload')
    expect(ann.get_by_test_id('key-may')).to_have_text('reads everything')
    expect(ann.get_by_test_id('key')).to_contain_text('2100')
    expect(ann.get_by_test_id('key-shown')).to_have_count(0)
    ann.get_by_test_id('key-revoke').click()
    ann.get_by_test_id('confirm-yes').click()
    expect(ann.get_by_test_id('key')).to_have_count(0)
    assert status() == 401


def test_another_device_is_seen_and_signed_out_from_here(ann: Page, browser: Browser, site: LevelMix) -> None:
    phone = browser.new_context(base_url=site.url, user_agent='Mozilla/5.0 (iPhone) Safari/605')
    page = phone.new_page()
    page.goto('/sign-in')
    sign_in(page, email_of(ann))
    expect(page.get_by_test_id('start')).to_be_visible()
    ann.reload()
    expect(ann.get_by_test_id('device').filter(has_text='Safari on iPhone')).to_be_visible()
    ann.get_by_test_id('end-device').click()
    expect(ann.get_by_test_id('device')).to_have_count(1)
    expect(page.get_by_test_id('form-sign-in')).to_be_visible()
    phone.close()


def test_the_data_comes_as_one_archive_and_an_ended_account_can_be_kept(ann: Page, tmp_path: Path) -> None:
    email = email_of(ann)
    with ann.expect_download() as download:
        ann.get_by_test_id('export').click()
    download.value.save_as(tmp_path / 'export.zip')
    with zipfile.ZipFile(tmp_path / 'export.zip') as archive:
        assert email in archive.read('rows.json').decode()
    end = ann.get_by_test_id('form-end')
    end.get_by_test_id('field-email').fill(email)
    end.get_by_test_id('submit').click()
    expect(ann.get_by_test_id('note')).to_contain_text('within 7 days')
    sign_in(ann, email)
    ann.get_by_test_id('keep-account').click()
    expect(ann.get_by_test_id('ending')).to_have_count(0)
    ann.reload()
    expect(ann.get_by_test_id('export')).to_be_visible()
    expect(ann.get_by_test_id('ending')).to_have_count(0)


def test_a_passkey_is_made_signs_in_once_each_and_is_removed(ann: Page, site: LevelMix) -> None:
    """With the virtual authenticator of the browser; passkeys need a host name, so the address is localhost."""
    email = email_of(ann)
    device = ann.context.new_cdp_session(ann)
    device.send('WebAuthn.enable')
    options = {'protocol': 'ctap2', 'transport': 'internal', 'hasResidentKey': True, 'hasUserVerification': True,
               'isUserVerified': True, 'automaticPresenceSimulation': True}  # fmt: skip
    authenticator = device.send('WebAuthn.addVirtualAuthenticator', {'options': options})['authenticatorId']
    ann.goto(f'http://localhost:{site.port}/sign-in')
    ann.get_by_test_id('passkey-enter').click()
    expect(ann.get_by_test_id('passkey-wrong')).to_be_visible()
    sign_in(ann, email)
    expect(ann.get_by_test_id('start')).to_be_visible()
    ann.goto(f'http://localhost:{site.port}/account')
    ann.get_by_test_id('passkey-make').click()
    expect(ann.get_by_test_id('passkey')).to_have_count(1)
    ann.get_by_test_id('passkey-make').click()
    expect(ann.get_by_test_id('passkey-wrong')).to_contain_text('has a passkey for you already')

    ann.get_by_test_id('sign-out').click()
    with ann.expect_request('**/auth/passkeys/enter?*') as sent:
        ann.get_by_test_id('passkey-enter').click()
    expect(ann.get_by_test_id('start')).to_be_visible()
    again = ann.request.post(sent.value.url, data=sent.value.post_data_json)
    assert (again.status, 'too old' in again.text()) == (400, True), 'what was signed works once'

    device.send('WebAuthn.setUserVerified', {'authenticatorId': authenticator, 'isUserVerified': False})
    ann.get_by_test_id('sign-out').click()
    ann.get_by_test_id('passkey-enter').click()
    expect(ann.get_by_test_id('passkey-wrong')).to_be_visible()
    device.send('WebAuthn.setUserVerified', {'authenticatorId': authenticator, 'isUserVerified': True})
    sign_in(ann, email)
    expect(ann.get_by_test_id('start')).to_be_visible()
    ann.goto(f'http://localhost:{site.port}/account')
    expect(ann.get_by_test_id('passkey')).to_contain_text('last used')
    ann.get_by_test_id('passkey-remove').click()
    ann.get_by_test_id('confirm-yes').click()
    expect(ann.get_by_test_id('passkey')).to_have_count(0)
    ann.get_by_test_id('sign-out').click()
    ann.get_by_test_id('passkey-enter').click()
    expect(ann.get_by_test_id('passkey-wrong')).to_contain_text('not known here')
