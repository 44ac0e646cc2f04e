"""Files on their way in, as seen on the page."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, full_speed, slow_uploads
from tests.servers import LevelMix, serving
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module')
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of sound, about 2 MB."""
    return write_mix(tmp_path_factory.mktemp('mixes') / 'Sunday “B2B” – été.wav', 12)


def test_an_upload_goes_on_while_the_visitor_looks_around(page: Page, mix: Path) -> None:
    level = Level(page)
    line = slow_uploads(page, 400_000)
    level.drop(mix)
    level.choose('Club Ready')
    level.start()
    expect(page.get_by_test_id('upload-state')).to_contain_text('starts by itself')
    assert page.evaluate('window.sameDocument = true')

    level.go('presets')
    dock = page.get_by_test_id('upload-dock')
    expect(dock).to_contain_text(mix.name)
    before = int(dock.get_by_role('progressbar').get_attribute('aria-valuenow') or 0)
    level.go('history')
    expect(page.get_by_test_id('no-jobs')).to_be_visible()
    page.wait_for_function(
        "was => Number(document.querySelector('.dock [role=progressbar]')?.getAttribute('aria-valuenow')) > was",
        arg=before,
    )
    full_speed(line)

    expect(level.card(mix.name)).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(level.card(mix.name)).to_contain_text('Club Ready')
    expect(dock).to_have_count(0)
    assert page.evaluate('window.sameDocument'), 'the page was loaded anew'


def test_a_text_that_calls_itself_music_is_refused_in_one_sentence(page: Page, tmp_path: Path) -> None:
    level = Level(page)
    text = tmp_path / 'shopping list.mp3'
    text.write_text('bread, butter\n' * 4000)
    level.drop(text)
    level.start()
    wrong = level.upload(text.name).get_by_test_id('upload-error')
    expect(wrong).to_contain_text('no audio', timeout=PATIENCE_MS)
    assert 'Traceback' not in wrong.inner_text()
    level.upload(text.name).get_by_test_id('upload-remove').click()
    expect(page.get_by_test_id('upload')).to_have_count(0)


def test_an_empty_file_is_refused_at_once(page: Page, tmp_path: Path) -> None:
    level = Level(page)
    (tmp_path / 'nothing.wav').touch()
    level.drop(tmp_path / 'nothing.wav')
    expect(page.get_by_test_id('upload-error')).to_contain_text('empty')


def test_two_files_travel_at_a_time_and_each_can_be_cancelled(page: Page, mix: Path, tmp_path: Path) -> None:
    level = Level(page)
    slow_uploads(page, 100_000)
    copies = [tmp_path / f'part {number}.wav' for number in (1, 2, 3)]
    for copy in copies:
        copy.write_bytes(mix.read_bytes())
    level.drop(*copies)
    expect(page.locator('[data-testid=upload][data-state=sending]')).to_have_count(2)
    expect(level.upload('part 3')).to_have_attribute('data-state', 'waiting')
    level.upload('part 1').get_by_test_id('upload-remove').click()
    expect(level.upload('part 1')).to_have_count(0)
    expect(level.upload('part 3')).to_have_attribute('data-state', 'sending')


def test_leaving_asks_while_a_file_travels(page: Page, mix: Path) -> None:
    level = Level(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on('dialog', stay)
    slow_uploads(page, 100_000)
    level.drop(mix)
    page.get_by_test_id('loudness-number').click()  # browsers ask only those who touched the page
    page.reload()
    assert asked == ['beforeunload']


def test_a_reload_forgets_nothing_that_was_uploaded(page: Page, mix: Path) -> None:
    level = Level(page)
    level.drop(mix)
    expect(level.upload(mix.name)).to_have_attribute('data-state', 'ready')
    page.reload()
    expect(level.upload(mix.name)).to_have_attribute('data-state', 'ready')
    level.start()
    expect(level.upload(mix.name)).to_have_count(0, timeout=PATIENCE_MS)
    expect(level.card(mix.name).first).to_be_visible()


def test_start_without_a_file_says_what_is_missing(visit: Callable[..., Page]) -> None:
    page = visit('/')
    page.get_by_test_id('start').click()
    expect(page.get_by_test_id('toast')).to_contain_text('Drop a mix first')


def test_a_full_disk_is_told_in_one_sentence(browser: Browser, mix: Path, tmp_path: Path) -> None:
    with serving(tmp_path / 'full', min_free_disk_mb=10**9, embedded_worker='false') as site:
        context = browser.new_context(base_url=site.url)
        page = context.new_page()
        page.goto('/')
        level = Level(page)
        level.drop(mix)
        wrong = level.upload(mix.name).get_by_test_id('upload-error')
        expect(wrong).to_contain_text('not enough free space', timeout=PATIENCE_MS)
        context.close()


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGTERM])
def test_an_upload_survives_the_restart_of_the_server(
    visit: Callable[..., Page], site: LevelMix, mix: Path, tmp_path: Path, how: signal.Signals
) -> None:
    page = visit('/')
    level = Level(page)
    page.on('dialog', lambda dialog: dialog.dismiss())  # leave the page? no
    copy = tmp_path / f'Survivor {how.name}.wav'
    copy.write_bytes(mix.read_bytes())
    line = slow_uploads(page, 200_000)
    level.drop(copy)
    level.choose('Apple Music')
    level.start()
    expect(level.upload(copy.name)).to_have_attribute('data-state', 'sending')
    expect(level.upload(copy.name)).to_contain_text('starts by itself')  # the page has heard of the choice
    site.restart(how)
    full_speed(line)
    expect(level.card(copy.name)).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(level.card(copy.name)).to_contain_text('Apple Music')
