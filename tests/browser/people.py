"""People with accounts in a real browser, for the tests of their screens."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, expect

from app import accounts
from app.accounts import admin_actions
from app.accounts.audit import COMMAND_LINE
from tests.servers import LevelMix
from tests.sites import inside

ADMIN = 'admin@example.org'
PASSWORD = 'four tin whistles sing'
SHOTS = os.environ.get('SCREENSHOTS', '')
"""Where pictures of the screens are put, for whoever wants to look at them."""


def shoot(page: Page, name: str) -> None:
    """Take a picture of the whole screen where somebody has asked for them."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f'{name}.png', full_page=True)


def shoot_all_ways(page: Page, name: str) -> None:
    """The same on a desktop and a phone, in both themes."""
    if not SHOTS:
        return
    usual = page.viewport_size
    for where, width in (('', 1200), ('-phone', 375)):
        page.set_viewport_size({'width': width, 'height': 800})
        for scheme in ('light', 'dark'):
            page.emulate_media(color_scheme='dark' if scheme == 'dark' else 'light')
            shoot(page, f'{name}{where}-{scheme}')
    page.emulate_media(color_scheme='light')
    if usual is not None:
        page.set_viewport_size(usual)


def become_admin(site: LevelMix, browser: Browser) -> Page:
    """Make the first account, as the link does that the server prints; before that nobody may end theirs."""
    with inside(site):
        link = accounts.first_admin_link()
    assert link is not None, 'there is an admin already'
    page = browser.new_context(base_url=site.url).new_page()
    _sent(page, '/auth/welcome', token=link.partition('#')[2], email=ADMIN, password=PASSWORD)
    page.goto('/')
    expect(page.get_by_test_id('start')).to_be_visible()
    return page


def admin_cookies(site: LevelMix, browser: Browser) -> StorageState:
    """Make the first account; what its browser then knows is for `storage_state` of further ones."""
    page = become_admin(site, browser)
    kept = page.context.storage_state()
    page.context.close()
    return kept


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form that is shown."""
    page.get_by_test_id('field-email').fill(email)
    page.get_by_test_id('field-password').fill(password)
    page.get_by_test_id('submit').click()


@contextmanager
def newcomer(site: LevelMix, browser: Browser, email: str, path: str = '/account', name: str = '') -> Iterator[Page]:
    """A page of somebody new, who was invited, chose a password and signed in; a script error on it fails the test."""
    with inside(site):
        _, link = admin_actions.create(COMMAND_LINE, email, name=name)
    context, errors = browser.new_context(base_url=site.url), list[str]()
    page = context.new_page()
    page.on('pageerror', lambda error: errors.append(str(error)))
    _sent(page, '/auth/reset', token=link.partition('#')[2], password=PASSWORD)
    _sent(page, '/auth/sign-in', email=email, password=PASSWORD)
    page.goto(path)
    yield page
    context.close()
    assert errors == []


def _sent(page: Page, path: str, **form: str) -> None:
    """Send what the form of that path sends; the page's browser keeps the cookies that come back."""
    answer = page.context.request.post(path, data=form)
    assert answer.ok, answer.text()
