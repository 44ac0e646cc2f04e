"""What an admin gives and takes in a real browser: a ban, roles, an invitation; and what those who are meant see."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import PASSWORD, shoot_all_ways, sign_in
from tests.servers import LevelMix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def open_user(admin: Page, email: str) -> None:
    admin.goto(f'/admin/users?find={email}')
    admin.get_by_test_id('user-link').click()
    expect(admin.get_by_test_id('user-email')).to_have_text(email)


def email_of(page: Page) -> str:
    return page.get_by_test_id('who').inner_text().split()[0]


def test_a_banned_user_is_shut_out_reads_why_and_comes_back(admin: Page, ann: Page) -> None:
    email = email_of(ann)
    open_user(admin, email)
    admin.get_by_test_id('ban-reason').fill('The same mix, 400 times.')
    admin.get_by_test_id('ban-do').click()
    expect(admin.get_by_test_id('ban-until-wrong')).to_contain_text('within the next 366 days')
    expect(admin.get_by_test_id('ban-reason')).to_have_value('The same mix, 400 times.')
    shoot_all_ways(admin, 'user-rights')
    admin.get_by_test_id('ban-until').fill(f'{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT%H:%M}')
    admin.get_by_test_id('ban-do').click()
    expect(admin.get_by_test_id('ban-said')).to_have_text('The same mix, 400 times.')
    expect(admin.get_by_test_id('user-state')).to_have_text('Banned')
    expect(ann.get_by_test_id('form-sign-in')).to_be_visible()
    sign_in(ann, email)
    expect(ann.get_by_test_id('wrong')).to_contain_text('The same mix, 400 times.')
    shoot_all_ways(ann, 'banned')
    admin.get_by_test_id('ban-lift').click()
    expect(admin.get_by_test_id('user-state')).to_have_text('Open')
    ann.get_by_test_id('submit').click()
    expect(ann.get_by_test_id('me')).to_be_visible()


def test_a_role_is_given_and_taken_by_a_press(admin: Page, ann: Page) -> None:
    open_user(admin, email_of(ann))
    editor = admin.get_by_test_id('role-editor')
    editor.click()
    expect(editor).to_have_attribute('aria-pressed', 'true')
    admin.get_by_test_id('role-verifier').click()
    expect(admin.get_by_test_id('toast')).to_contain_text('verified phone number')
    expect(admin.get_by_test_id('role-verifier')).to_have_attribute('aria-pressed', 'false')
    admin.reload()
    expect(editor).to_have_attribute('aria-pressed', 'true')
    editor.click()
    expect(editor).to_have_attribute('aria-pressed', 'false')


def test_who_is_invited_makes_the_account_by_the_link(admin: Page, browser: Browser, people_site: LevelMix) -> None:
    admin.goto('/admin/users')
    admin.get_by_test_id('invite').click()
    admin.get_by_test_id('invite-email').fill('not an address')
    admin.get_by_test_id('invite-tier').select_option('2')
    admin.get_by_test_id('invite-editor').click()
    admin.get_by_test_id('invite-send').click()
    expect(admin.get_by_test_id('invite-email-wrong')).to_contain_text('look like an e-mail address')
    expect(admin.get_by_test_id('invite-email')).to_have_value('not an address')
    admin.get_by_test_id('invite-email').fill('bea@example.org')
    admin.get_by_test_id('invite-send').click()
    link = admin.get_by_test_id('invite-link').inner_text()
    expect(admin.get_by_test_id('invitation')).to_contain_text('bea@example.org')
    shoot_all_ways(admin, 'invite')
    page = browser.new_context(base_url=people_site.url).new_page()
    page.goto(link)
    page.get_by_test_id('field-name').fill('Bea')
    page.get_by_test_id('field-password').fill(PASSWORD)
    page.get_by_test_id('submit').click()
    expect(page.get_by_test_id('me')).to_be_visible()
    page.context.close()
    open_user(admin, 'bea@example.org')
    expect(admin.get_by_test_id('user-tier')).to_have_text(re.compile('premium'))
    expect(admin.get_by_test_id('role-editor')).to_have_attribute('aria-pressed', 'true')
    admin.goto('/admin/users')
    expect(admin.get_by_test_id('total')).to_be_visible()
    expect(admin.get_by_test_id('invitation')).to_have_count(0)
