"""The admin's screens in a real browser: somebody is found, changed and shut, and the log has it."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.servers import LevelMix, environment, serving
from tests.waiting import until

pytestmark = pytest.mark.browser
PASSWORD = 'four tin whistles sing'


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelMix]:
    with serving(tmp_path_factory.mktemp('site') / 'data', accounts='on') as server:
        yield server


@pytest.fixture(scope='module')
def admin(site: LevelMix, browser: Browser) -> Iterator[Page]:
    until(lambda: 'no admin yet' in site.log, seconds=20, what='the link for the admin')
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto(re.findall(r'once: (\S+/welcome#\S+)', site.log)[0])
    page.get_by_test_id('field-email').fill('admin@example.org')
    page.get_by_test_id('field-password').fill(PASSWORD)
    page.get_by_test_id('submit').click()
    expect(page.get_by_test_id('start')).to_be_visible()
    yield page
    context.close()


@pytest.fixture(scope='module')
def bea(site: LevelMix, admin: Page, browser: Browser) -> Iterator[Page]:
    """Somebody else, made on the command line."""
    made = subprocess.run(
        [sys.executable, 'main.py', 'user', 'create', 'bea@example.org', '--name', 'Bea Bloom'],
        env=environment(site.data_dir, port=site.port, accounts='on'),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto(made.stdout.split()[-1])
    page.get_by_test_id('field-password').fill(PASSWORD)
    page.get_by_test_id('submit').click()
    page.get_by_test_id('field-email').fill('bea@example.org')
    page.get_by_test_id('field-password').fill(PASSWORD)
    page.get_by_test_id('submit').click()
    expect(page.get_by_test_id('start')).to_be_visible()
    yield page
    context.close()


def test_whoever_is_no_admin_finds_nothing_there(bea: Page) -> None:
    expect(bea.get_by_test_id('nav-admin')).to_have_count(0)
    for path in ('/admin', '/admin/queue', '/admin/log', '/admin/mail', '/admin/users/1'):
        bea.goto(path)
        expect(bea.get_by_test_id('problem')).to_contain_text('There is nothing here')
        expect(bea.get_by_test_id('user')).to_have_count(0)


def test_somebody_is_found_raised_and_shut_and_the_log_has_it(admin: Page, bea: Page) -> None:
    bea.goto('/')
    expect(bea.get_by_test_id('allowance')).to_contain_text('1 of 1 left')
    admin.get_by_test_id('nav-admin').click()
    admin.get_by_test_id('search').fill('bloom')
    admin.get_by_test_id('search-go').click()
    expect(admin.get_by_test_id('user')).to_have_count(1)
    admin.get_by_test_id('user-link').click()
    admin.get_by_test_id('tier-2').click()
    expect(admin.get_by_test_id('tier-2')).to_have_attribute('aria-pressed', 'true')
    bea.reload()
    expect(bea.get_by_test_id('allowance')).to_contain_text('4 of 4 left')
    admin.get_by_test_id('user-shut').click()
    expect(admin.get_by_test_id('user-state')).to_have_text('Shut')
    expect(bea.get_by_test_id('form-sign-in')).to_be_visible()
    admin.get_by_test_id('tab-log').click()
    expect(admin.get_by_test_id('entry').first).to_contain_text('user.disabled')
    expect(admin.get_by_test_id('entry').nth(1)).to_contain_text('tier: 1 → 2')
    admin.get_by_test_id('tab-queue').click()
    expect(admin.get_by_test_id('queue-empty')).to_be_visible()
