"""Notifications: told on every open screen, read by a press that leads there, and by mail for whoever wants that."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import barriers_in_both_themes
from tests.browser.people import admin_cookies
from tests.browser.test_access import PHONE
from tests.databases import opened
from tests.servers import LevelMix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope='module')
def site(people_site: LevelMix) -> LevelMix:
    return people_site


@pytest.fixture(scope='module')
def signed_in(site: LevelMix, browser: Browser) -> object:
    """The cookies of the admin's browser."""
    return admin_cookies(site, browser)


def told(site: LevelMix, *titles: str) -> None:
    """The admin has been told these, the last one last, and nothing else."""
    with opened(site.data_dir) as cursor:
        cursor.execute('DELETE FROM notifications')
        ((user_id,),) = cursor.execute("SELECT id FROM users WHERE email = 'admin@example.org'").fetchall()
        for number, title in enumerate(titles):
            cursor.execute(
                'INSERT INTO notifications (id, user_id, kind, title, body, href) VALUES (?, ?, ?, ?, ?, ?)',
                (f'{title}-{number}', user_id, 'job.completed', title, 'Levelling', '/history'),
            )


def test_what_is_told_is_counted_on_every_screen_and_read_by_a_press_that_leads_there(
    visit: Callable[..., Page], site: LevelMix, signed_in: object
) -> None:
    told(site)
    page, other = visit('/', storage_state=signed_in), visit('/presets', storage_state=signed_in)
    page.get_by_test_id('bell').click()
    expect(page.get_by_test_id('bell-empty')).to_be_visible()
    told(site, 'Rooftop.wav is done', 'Cellar.wav has failed')
    for one in (page, other):
        expect(one.get_by_test_id('bell-count')).to_have_text('2')
        expect(one.get_by_test_id('bell')).to_have_attribute('aria-label', 'Notifications: 2 unread')
    rows = page.get_by_test_id('bell-row')
    expect(rows).to_have_count(2)  # it was open, and is drawn while it is
    rows.filter(has_text='Rooftop.wav is done').click()
    expect(page.get_by_role('heading', name='History')).to_be_visible()
    expect(page.get_by_test_id('bell-panel')).to_be_hidden()
    expect(other.get_by_test_id('bell-count')).to_have_text('1')
    other.get_by_test_id('bell').click()
    other.get_by_test_id('bell-read-all').click()
    for one in (page, other):
        expect(one.get_by_test_id('bell-count')).to_be_hidden()
    expect(other.get_by_test_id('bell-row').first).to_have_attribute('data-read', 'true')


def test_which_kinds_come_by_mail_is_chosen_on_the_account_page(visit: Callable[..., Page], signed_in: object) -> None:
    page = visit('/account', storage_state=signed_in)
    switch = page.get_by_test_id('mail-job.failed')
    expect(switch).not_to_be_checked()
    switch.check()
    expect(page.get_by_test_id('toast')).to_contain_text('You get it by mail.')
    page.reload()
    expect(page.get_by_test_id('mail-job.failed')).to_be_checked()
    expect(page.get_by_test_id('mail-job.completed')).not_to_be_checked()


@pytest.mark.parametrize('device', ['desktop', 'phone'])
def test_the_bell_keeps_nobody_out(visit: Callable[..., Page], site: LevelMix, signed_in: object, device: str) -> None:
    told(site, 'Rooftop.wav is done', f'{"A name that never ends and has_no_place_to_break_" * 4} is done')
    page = visit('/history', storage_state=signed_in, **(PHONE if device == 'phone' else {}))
    page.get_by_test_id('bell').click()
    expect(page.get_by_test_id('bell-row')).to_have_count(2)
    assert page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') <= 0
    panel = page.get_by_test_id('bell-panel')
    assert panel.evaluate('it => it.scrollWidth - it.clientWidth') <= 0
    assert barriers_in_both_themes(page) == []
