"""People with accounts in a real browser, for the tests of their screens."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.servers import LevelMix, environment
from tests.waiting import until

PASSWORD = 'four tin whistles sing'
SHOTS = os.environ.get('SCREENSHOTS', '')
"""Where pictures of the screens are put, for whoever wants to look at them."""


def shoot(page: Page, name: str) -> None:
    """Take a picture of the whole screen where somebody has asked for them."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f'{name}.png', full_page=True)


def shoot_all_ways(page: Page, name: str) -> None:
    """The same on a desktop and a phone, in both themes."""
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
    """Make the first account; there must be an admin before others may end theirs."""
    until(lambda: 'no admin yet' in site.log, seconds=120, what='the link for the admin')
    page = browser.new_context(base_url=site.url).new_page()
    page.goto(re.findall(r'once: (\S+/welcome#\S+)', site.log)[0])
    page.get_by_test_id('field-email').fill('admin@example.org')
    page.get_by_test_id('field-password').fill(PASSWORD)
    page.get_by_test_id('submit').click()
    expect(page.get_by_test_id('start')).to_be_visible()
    return page


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form that is shown."""
    page.get_by_test_id('field-email').fill(email)
    page.get_by_test_id('field-password').fill(password)
    page.get_by_test_id('submit').click()


@contextmanager
def newcomer(site: LevelMix, browser: Browser, email: str) -> Iterator[Page]:
    """The account page of somebody new, made on the command line; a script error on it fails the test."""
    made = subprocess.run(
        [sys.executable, 'main.py', 'user', 'create', email],
        env=environment(site.data_dir, port=site.port, accounts='on'),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    context, errors = browser.new_context(base_url=site.url), list[str]()
    page = context.new_page()
    page.on('pageerror', lambda error: errors.append(str(error)))
    page.goto(made.stdout.split()[-1])
    page.get_by_test_id('field-password').fill(PASSWORD)
    page.get_by_test_id('submit').click()
    sign_in(page, email)
    page.get_by_test_id('me').click()
    expect(page.get_by_test_id('who')).to_contain_text(email)
    yield page
    context.close()
    assert errors == []
