"""The admin's screens in a real browser: somebody is found, changed and shut, and the log has it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from pages import admin as admin_pages
from tests.databases import opened
from tests.servers import LevelMix, environment

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
PASSWORD = 'four tin whistles sing'


@pytest.fixture(scope='module')
def site(people_site: LevelMix) -> LevelMix:
    return people_site


@pytest.fixture(scope='module')
def bea(site: LevelMix, admin: Page, browser: Browser) -> Iterator[Page]:
    """Somebody else, made on the command line."""
    made = subprocess.run(
        [sys.executable, 'main.py', 'user', 'create', 'bea@example.org', '--name', 'Bea Bloom'],
        env=environment(site.data_dir, port=site.port, accounts='on'),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
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
    for path in admin_pages.ROUTES:
        bea.goto(path.replace('{user_id}', '1'))
        expect(bea.get_by_test_id('problem')).to_contain_text('There is nothing here')
        expect(bea.get_by_test_id('user')).to_have_count(0)
    assert bea.request.get('/files/log/levelmix-log.csv').status == 404


def test_what_the_admin_sets_for_everybody_is_seen_at_once_on_open_pages(
    admin: Page, bea: Page, site: LevelMix
) -> None:
    bea.goto('/presets')
    admin.get_by_test_id('nav-admin').click()
    pause_with_a_sentence(admin, bea, site)
    announce(admin, bea)
    add_presets(admin, bea)

    admin.get_by_test_id('tab-flags').click()
    admin.get_by_test_id('flag-name').fill('new-player')
    admin.get_by_test_id('flag-share').fill('25')
    admin.get_by_test_id('flag-some').click()
    admin.get_by_test_id('flag-domains').fill('@example.org')
    admin.get_by_test_id('flag-tiers').fill('premium')
    admin.get_by_test_id('flag-save').click()
    expect(admin.get_by_text('Give tiers by their numbers: 1 (Free)')).to_be_visible()
    expect(admin.get_by_test_id('flag-domains')).to_have_value('@example.org')
    admin.get_by_test_id('flag-tiers').fill('2, 3')
    admin.get_by_test_id('flag-save').click()
    flag = admin.get_by_test_id('flag').filter(has_text='new-player')
    expect(flag).to_contain_text('25 % of the users')
    expect(flag).to_contain_text('Only tiers: 2, 3')
    expect(flag).to_contain_text('Only addresses at: example.org')
    flag.get_by_test_id('flag-turn').click()
    expect(flag).to_contain_text('On')
    expect(flag).to_contain_text('Only addresses at: example.org')


def pause_with_a_sentence(admin: Page, bea: Page, site: LevelMix) -> None:
    """No uploads are taken meanwhile, and everybody reads why."""
    expect(admin.get_by_test_id('worker')).to_have_attribute('data-gone', 'false')
    pause = admin.get_by_test_id('pause-intake').element_handle()
    with opened(site.data_dir) as cursor:
        cursor.execute("INSERT INTO users (id, email) VALUES ('dan', 'dan@example.org')")
    expect(admin.get_by_test_id('tile-users')).to_contain_text('3')
    assert pause.is_visible(), 'the button is the very same one, while numbers move beside it'
    pause.click()
    admin.get_by_test_id('sentence').fill('We move to a new disk until eight.')
    admin.get_by_test_id('sentence-save').click()
    expect(admin.get_by_test_id('switch-intake')).to_have_attribute('data-paused', 'true')
    notice = bea.get_by_test_id('notice')
    expect(notice).to_have_text('We move to a new disk until eight.')
    expect(notice.get_by_test_id('notice-dismiss')).to_have_count(0)
    refused = bea.request.post('/files/uploads', headers={'Tus-Resumable': '1.0.0', 'Upload-Length': '1'})
    assert (refused.status, 'new disk' in refused.text()) == (503, True)
    admin.get_by_test_id('resume-intake').click()
    expect(notice).to_have_count(0)


def announce(admin: Page, bea: Page) -> None:
    """An announcement that somebody dismissed stays away for them."""
    notice = bea.get_by_test_id('notice')
    admin.get_by_test_id('tab-notices').click()
    admin.get_by_test_id('notice-text').fill('Back since eight.')
    admin.get_by_test_id('notice-save').click()
    expect(admin.get_by_test_id('announcement')).to_have_attribute('data-state', 'Shown')
    expect(notice).to_contain_text('Back since eight.')
    notice.get_by_test_id('notice-dismiss').click()
    expect(notice).to_have_count(0)
    bea.reload()
    expect(admin.get_by_test_id('notice')).to_be_visible()
    expect(bea.get_by_test_id('preset-new')).to_be_visible()
    expect(notice).to_have_count(0)


def add_presets(admin: Page, bea: Page) -> None:
    """A preset for everybody, and a copy of a fixed one."""
    admin.locator('[data-testid=tab-presets][href="/admin/presets"]').click()
    admin.get_by_test_id('system-preset-new').click()
    admin.get_by_test_id('preset-name').fill('House')
    admin.get_by_test_id('preset-save').click()
    expect(admin.locator('[data-preset=House]')).to_be_visible()
    bea.reload()
    expect(bea.locator('[data-testid=preset][data-preset=House]').get_by_test_id('locked')).to_be_visible()

    spotify = admin.locator('[data-preset=Spotify]')
    expect(spotify.get_by_test_id('system-preset-edit')).to_have_count(0)
    spotify.get_by_test_id('system-preset-copy').click()
    expect(admin.get_by_test_id('preset-name')).to_have_value('Spotify of ours')
    admin.get_by_test_id('preset-save').click()
    expect(admin.locator('[data-preset="Spotify of ours"]')).to_contain_text('−14.0 LUFS')


def test_on_a_phone_the_admin_finds_his_screens_and_makes_an_account(admin: Page, browser: Browser) -> None:
    for width in (390, 320):
        context = browser.new_context(
            base_url=admin.url, storage_state=admin.context.storage_state(), viewport={'width': width, 'height': 844}
        )
        phone = context.new_page()
        phone.goto('/')
        links = phone.locator('[data-testid^=nav-]:visible')
        expect(links.last).to_be_visible()
        assert links.count() >= 5
        for place in (link.bounding_box() for link in links.all()):
            assert place is not None
            assert place['x'] >= 0
            assert place['x'] + place['width'] <= width
        if width == 390:
            phone.get_by_test_id('nav-more').click()
            phone.get_by_test_id('more-panel').locator('[href^="/admin"]').click()
            phone.locator('[href="/admin/users"]:visible').first.click()
            phone.get_by_test_id('new-account').click()
            phone.get_by_test_id('new-email').fill('carl@example.org')
            phone.get_by_test_id('new-save').click()
            expect(phone.get_by_test_id('new-link')).to_contain_text('/reset#')
            phone.get_by_test_id('new-made').click()
            expect(phone.get_by_test_id('user-email')).to_have_text('carl@example.org')
        context.close()


def test_somebody_is_found_raised_and_shut_and_the_log_has_it(admin: Page, bea: Page) -> None:
    bea.goto('/')
    expect(bea.get_by_test_id('allowance')).to_contain_text('1 of 1 left')
    slow = admin.context.new_page()
    connections: list[WebSocketRoute] = []
    slow.route_web_socket(re.compile('_nicegui_ws'), lambda connection: connections.append(connection))
    slow.goto('/admin/users')
    slow.get_by_test_id('search').fill('bloom')
    slow.get_by_test_id('search-go').click()
    while not connections:  # the page's script has not come so far
        slow.wait_for_timeout(50)
    connections[0].connect_to_server()
    expect(slow).to_have_url(re.compile('find=bloom'))
    slow.close()
    admin.goto('/admin/users')
    admin.get_by_test_id('search').fill('bloom')
    admin.get_by_test_id('search-go').click()
    expect(admin.get_by_test_id('user')).to_have_count(1)
    admin.get_by_test_id('user-link').click()
    admin.get_by_test_id('tier-2').click()
    expect(admin.get_by_test_id('tier-2')).to_have_attribute('aria-pressed', 'true')
    bea.reload()
    expect(bea.get_by_test_id('allowance')).to_contain_text('4 of 4 left')
    admin.get_by_test_id('user-until').fill('2020-01-31')
    admin.get_by_test_id('user-until-save').click()
    expect(admin.get_by_test_id('user-tier')).to_have_text('premium until 2020-01-31')
    expect(admin.get_by_test_id('user-expired')).to_be_visible()
    admin.get_by_test_id('user-shut').click()
    expect(admin.get_by_test_id('user-state')).to_have_text('Shut')
    expect(bea.get_by_test_id('form-sign-in')).to_be_visible()
    expect(admin.get_by_test_id('entry').first).to_contain_text('user.disabled')

    admin.get_by_test_id('tab-log').click()
    admin.get_by_test_id('log-what').fill('user.tier')
    admin.get_by_test_id('search-go').click()
    expect(admin.get_by_test_id('entry')).to_have_count(2)
    expect(admin.get_by_test_id('entry').nth(1)).to_contain_text('tier: 1 → 2')
    with admin.expect_download() as download:
        admin.get_by_test_id('log-csv').click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert len(lines) == 3
    assert 'user.tier' in lines[1]
    admin.get_by_test_id('tab-queue').click()
    expect(admin.get_by_test_id('queue-empty')).to_be_visible()
    admin.get_by_test_id('tab-storage').click()
    expect(admin.get_by_test_id('disk-free')).to_contain_text('free')
