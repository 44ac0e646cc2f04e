"""LevelMix with one more area that nothing in the product knows about: used, followed, found again, switched off."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import col

from app.accounts import api_keys
from app.db import reading
from models import User
from tests.browser.people import admin_cookies
from tests.browser.screens import PATIENCE_MS, Level, texts
from tests.databases import opened
from tests.servers import LevelMix
from tests.sites import Sites, inside
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

CLOSED = 'Echo is switched off right now. Your files and jobs are kept.'


@pytest.fixture(scope='module')
def site(sites: Sites, house: Path) -> Iterator[LevelMix]:
    with sites.lent(house, accounts='on') as server:
        yield server


@pytest.fixture(scope='module')
def signed_in(site: LevelMix, browser: Browser) -> object:
    """The cookies of the admin's browser."""
    return admin_cookies(site, browser)


@pytest.fixture
def see(visit: Callable[..., Page], signed_in: Any) -> Callable[[str], Page]:
    """Opens a path of the site as the admin."""
    return partial(visit, storage_state=signed_in)


@pytest.fixture
def listening(site: LevelMix) -> Iterator[Path]:
    """Sayings are listened to until this file is gone."""
    file = site.data_dir / 'listen'
    file.touch()
    yield file
    file.unlink(missing_ok=True)


def say(page: Page, what: str) -> None:
    page.get_by_test_id('saying').fill(what)
    page.get_by_test_id('say').click()


def card(page: Page, title: str) -> Locator:
    return page.get_by_test_id('job-card').filter(has_text=title)


def test_the_navigation_shows_both_areas_and_the_first_one_is_as_it_was(see: Callable[[str], Page]) -> None:
    page = see('/')
    shown = [link.get_attribute('href') for link in page.locator('.rail li a').all()]
    areas = shown[:-4]
    assert areas[0] == '/'
    assert '/echo' in areas[1:]
    assert areas == sorted(areas, key=str), 'by their addresses, among all others'
    assert shown[-4:] == ['/library', '/history', '/account', '/admin']
    assert texts(page.locator('.masthead .nav a:visible')) == ['Level', 'Presets']


def test_a_saying_is_followed_live_on_two_screens_cancelled_tried_again_and_heard(
    see: Callable[[str], Page], listening: Path
) -> None:
    page, history = see('/echo'), see('/history')
    say(page, 'Good morning')
    for open_page in (page, history):
        expect(card(open_page, 'Good morning').get_by_test_id('stage')).to_have_text('Listening')
        expect(card(open_page, 'Good morning').get_by_test_id('percent')).to_have_text('40 %')
    card(history, 'Good morning').get_by_test_id('cancel').click()
    expect(card(page, 'Good morning')).to_have_attribute('data-status', 'cancelled')
    listening.unlink()
    card(history, 'Good morning').get_by_test_id('retry').click()
    for open_page in (page, history):
        expect(card(open_page, 'Good morning')).to_have_attribute('data-status', 'completed')
    heard = card(history, 'Good morning').get_by_test_id('listen').get_attribute('href')
    assert heard is not None
    assert history.request.get(heard).text() == 'Good morningGood morning'


def test_a_file_is_sent_to_it_and_a_result_of_the_first_area_goes_on_to_it(
    see: Callable[[str], Page], tmp_path: Path
) -> None:
    page = see('/echo')
    page.get_by_test_id('file-input').set_input_files(write_mix(tmp_path / 'wind.wav', 3))
    expect(page.get_by_test_id('upload')).to_have_count(1)
    page.get_by_role('button', name='Say their names back').click()
    expect(card(page, 'Hello wind.wav')).to_have_attribute('data-status', 'completed')
    level = Level(page)
    level.go('level')
    mix = write_mix(tmp_path / 'Rooftop.wav', 5)
    level.level(mix)
    expect(level.card('wind.wav')).to_have_count(0)
    level.card(mix.name).get_by_test_id('job-link').click()
    page.get_by_test_id('send-open').click(timeout=PATIENCE_MS)
    offered = page.get_by_test_id('send-echo')
    expect(offered).to_have_text('Say its name back')
    offered.click()
    expect(page.get_by_test_id('saying')).to_have_value('Rooftop (LevelMix -14 LUFS).wav')


def test_history_has_both_in_one_list_and_narrows_to_one_area(see: Callable[[str], Page], tmp_path: Path) -> None:
    page = see('/')
    Level(page).level(write_mix(tmp_path / 'Evening.flac', 3))
    page.goto('/echo')
    say(page, 'Good evening')
    page.goto('/history?search=EVENING')
    expect(page.get_by_test_id('total')).to_have_text('2 jobs')
    assert 'Good evening' in texts(page.get_by_test_id('job-card'))[0], 'the newest first'
    expect(card(page, 'Evening.flac').get_by_test_id('before-after')).to_be_visible()
    page.get_by_test_id('filter-area-echo').click()
    expect(page.get_by_test_id('job-card')).to_have_count(1)
    expect(page).to_have_url(f'{page.url.partition("/history")[0]}/history?area=echo&search=EVENING')
    page.get_by_test_id('filter-area-leveling').click()
    expect(card(page, 'Evening.flac')).to_have_count(1)
    expect(card(page, 'Good evening')).to_have_count(0)


def test_the_admin_finds_it_in_the_queue_by_its_area_cancels_it_and_tries_it_again(
    see: Callable[[str], Page], listening: Path
) -> None:
    page, queue = see('/echo'), see('/admin/queue')
    say(page, 'Never ends')
    waiting = queue.get_by_test_id('queue-job')
    expect(waiting).to_contain_text('Saying')
    expect(waiting).to_contain_text('40 % Listening')
    expect(waiting.get_by_test_id('queue-area')).to_have_text('Echoes')
    queue.get_by_test_id('filter-leveling').click()
    expect(queue.get_by_test_id('queue-empty')).to_be_visible()
    queue.get_by_test_id('filter-echo').click()
    waiting.get_by_test_id('queue-cancel').click()
    queue.get_by_test_id('confirm-yes').click()
    expect(card(page, 'Never ends')).to_have_attribute('data-status', 'cancelled')
    fail(listening.parent, card(page, 'Never ends').get_attribute('data-job'))
    queue.get_by_test_id('filter-failed').click()
    listening.unlink()
    waiting.get_by_test_id('queue-retry').click()
    expect(card(page, 'Never ends')).to_have_attribute('data-status', 'completed')


def fail(data_dir: Path, job_id: str | None) -> None:
    """Mark a job as failed, so that the admin can try it again."""
    with opened(data_dir) as cursor:
        cursor.execute("UPDATE sayings SET status = 'failed', completed_at = created_at WHERE id = ?", (job_id,))


def test_its_flag_closes_it_on_open_pages_and_leaves_the_rest(see: Callable[[str], Page], site: LevelMix) -> None:
    page, history, key = see('/echo'), see('/history'), key_of_the_admin(site)
    say(page, 'Before')
    said = card(page, 'Before').get_attribute('data-job')
    expect(card(page, 'Before')).to_have_attribute('data-status', 'completed')
    turn(site, on=False)
    try:
        expect(page.get_by_test_id('problem')).to_contain_text(CLOSED)
        expect(page.get_by_test_id('nav-echo')).to_be_hidden()
        expect(history.get_by_test_id('closed-areas')).to_contain_text('Echo is switched off right now.')
        expect(card(history, 'Before')).to_have_count(0)
        answer = page.request.get(f'/api/v1/echo/said/{said}', headers=key)
        assert answer.status == 503
        assert 'Echoes is switched off' in answer.json()['detail']
        page.get_by_test_id('nav-level').click()
        expect(page.get_by_test_id('start')).to_be_visible()
    finally:
        turn(site, on=True)
    expect(card(history, 'Before')).to_have_count(1)
    expect(page.get_by_test_id('nav-echo')).to_be_visible()
    assert page.request.get(f'/api/v1/echo/said/{said}', headers=key).text() == 'BeforeBefore'


def key_of_the_admin(site: LevelMix) -> dict[str, str]:
    with inside(site):
        with reading() as session:
            admin = session.scalars(sa.select(col(User.id))).one()
        return {'Authorization': f'Bearer {api_keys.create(admin, "a program", scopes=["read"])}'}


def turn(site: LevelMix, *areas: str, on: bool) -> None:
    """Switch areas off or on; the one of these tests without any."""
    with opened(site.data_dir) as cursor:
        for name in areas or ('echo',):
            cursor.execute('DELETE FROM feature_flags WHERE name = ?', (f'area.{name}',))
            cursor.execute(
                'INSERT INTO feature_flags (id, name, is_enabled, rollout_percentage) VALUES (?, ?, ?, ?)',
                (f'flag {name}', f'area.{name}', on, 100.0),
            )
