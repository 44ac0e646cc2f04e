"""Uploads as the page shows them."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Dialog, Page, Request, Route, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, full_speed, moved, share, slow_uploads
from tests.cutting import Trouble, passing_on
from tests.databases import opened
from tests.servers import LevelMix, serving
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = pytest.mark.browser
MIB = 1024 * 1024


@pytest.fixture(scope='module')
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of sound, about 2 MB."""
    return write_mix(tmp_path_factory.mktemp('mixes') / 'Sunday “B2B” – été.wav', 12)


@pytest.mark.nightly
def test_an_upload_goes_on_while_the_visitor_looks_around(page: Page, mix: Path) -> None:
    level = Level(page)
    troubles = [(408, '<h1>Request Timeout</h1>'), (502, '{"error": "The storage of this server does not answer."}')]

    def trouble(route: Route) -> None:
        status, body = troubles.pop(0)
        route.fulfill(status=status, body=body)

    page.route(re.compile('/files/uploads/.'), trouble, times=len(troubles))
    line = slow_uploads(page, 30_000)
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
    assert page.evaluate('window.sameDocument'), 'the page was reloaded'
    assert troubles == [], 'a proxy with a short timeout, and a storage that is away, were both waited for'


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
    slow_uploads(page, 30_000)
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
    slow_uploads(page, 20_000)
    level.drop(mix)
    expect(level.upload(mix.name)).to_have_attribute('data-state', 'sending')
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


@pytest.mark.nightly
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


@pytest.mark.nightly
def test_an_upload_waits_for_a_server_that_restarts_and_then_the_page_is_made_new(
    visit: Callable[..., Page], site: LevelMix, mix: Path, tmp_path: Path
) -> None:
    """What had arrived is lost here, too, so the file is sent from the start, and what is gone does not count."""
    page = visit('/')
    level = Level(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on('dialog', stay)
    copy = tmp_path / 'Survivor.wav'
    copy.write_bytes(mix.read_bytes() + b'survivor')
    line = slow_uploads(page, 30_000)
    level.drop(copy)
    level.choose('Apple Music')
    level.start()
    expect(level.upload(copy.name)).to_have_attribute('data-state', 'sending')
    expect(level.upload(copy.name)).to_contain_text('starts by itself')  # the choice has reached the page
    for part in (site.data_dir / 'incoming').iterdir():
        part.unlink(missing_ok=True)
    before = coming(site, copy.name)
    site.restart(signal.SIGTERM)
    expect(page.get_by_test_id('server-restarted')).to_be_visible(timeout=PATIENCE_MS)
    full_speed(line)
    expect(level.card(copy.name)).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(level.card(copy.name)).to_contain_text('Apple Music')
    expect(page.get_by_test_id('server-restarted')).to_have_count(0)
    assert asked == [], 'nobody was asked whether the page may go away'
    assert before
    assert coming(site, copy.name) & before == set()


def coming(site: LevelMix, name: str) -> set[str]:
    """The uploads of that name that the server knows to be unfinished."""
    with opened(site.data_dir) as cursor:
        rows = cursor.execute('SELECT id FROM uploads WHERE content_hash IS NULL AND filename = ?', [name]).fetchall()
    return {str(row[0]) for row in rows}


@pytest.mark.nightly
def test_every_byte_arrives_once_over_a_line_that_breaks_and_a_server_that_is_killed(
    browser: Browser, tmp_path: Path
) -> None:
    content = os.urandom(48 * MIB)
    mix = tmp_path / 'long way.wav'
    mix.write_bytes(content)
    trouble = Trouble(len(content), cuts=3, kills=1, seed=7)
    with (
        serving(tmp_path / 'far', embedded_worker='false') as site,
        passing_on(site.port, trouble.passed) as proxy,
    ):
        trouble.cut, trouble.kill = proxy.cut, lambda: site.restart(signal.SIGKILL)
        context = browser.new_context(base_url=proxy.url)
        page = context.new_page()
        page.goto('/')
        level = Level(page)
        level.drop(mix)
        expect(level.upload(mix.name)).to_have_attribute('data-state', 'ready', timeout=PATIENCE_MS)
        assert (trouble.cuts, trouble.kills) == (3, 1)
        (stored,) = (site.data_dir / 'files' / 'originals').iterdir()
        assert stored.read_bytes() == content
        assert list((site.data_dir / 'incoming').iterdir()) == []
        assert proxy.passed < 1.5 * len(content), 'what had arrived was not sent again'
        context.close()


@pytest.mark.nightly
def test_uploads_are_held_and_go_on_also_after_the_page_was_loaded_anew(
    page: Page, site: LevelMix, mix: Path, tmp_path: Path
) -> None:
    level = Level(page)
    page.on('dialog', lambda dialog: dialog.accept())
    sent: list[tuple[str, int]] = []
    page.on('request', lambda request: sent.extend(_patch(request)))
    line = slow_uploads(page, 80_000)
    first, second = tmp_path / 'first.wav', tmp_path / 'second.wav'
    for number, path in enumerate((first, second)):
        path.write_bytes(mix.read_bytes() + bytes([number]) * 100_000)
    level.drop(first, second)
    moved(page, level.upload(first.name), 5)
    level.upload(first.name).get_by_test_id('upload-pause').click()
    expect(level.upload(first.name)).to_contain_text('paused')
    held = share(level.upload(first.name))
    moved(page, level.upload(second.name), share(level.upload(second.name)) + 10)
    assert share(level.upload(first.name)) == held
    page.get_by_test_id('pause-all').click()
    expect(page.locator('[data-testid=upload][data-state=paused]')).to_have_count(2)
    page.get_by_test_id('pause-all').click()
    expect(page.locator('[data-testid=upload][data-state=sending]')).to_have_count(2)
    moved(page, level.upload(first.name), held + 5)
    assert sent[2][1] > 0, 'the first one went on where it was'

    page.reload()
    unfinished = page.get_by_test_id('unfinished')
    expect(unfinished).to_have_count(2)
    expect(unfinished.filter(has_text=first.name)).to_contain_text('% of 2.1 MB are here')
    begun = {site.data_dir / 'incoming' / place for place, _ in sent}
    del sent[:]
    full_speed(line)
    level.drop(first)
    expect(unfinished).to_have_count(1)
    expect(level.upload(first.name)).to_have_attribute('data-state', 'ready', timeout=PATIENCE_MS)
    assert sent[0][1] > 0, 'what was here is not sent again'
    unfinished.get_by_test_id('unfinished-remove').click()
    expect(unfinished).to_have_count(0)
    assert len(begun) == 2
    until(lambda: not any(path.exists() for path in begun), seconds=120, what='the server to forget it')
    level.drop(first)
    expect(level.upload(first.name).nth(1)).to_contain_text('was here already', timeout=PATIENCE_MS)


def _patch(request: Request) -> list[tuple[str, int]]:
    """To which upload a request adds bytes, and from which offset."""
    if request.method != 'PATCH':
        return []
    return [(request.url.rpartition('/')[2], int(request.headers['upload-offset']))]


@pytest.mark.nightly
def test_of_a_folder_the_sound_is_taken_in_order_and_a_file_that_changes_is_told(
    page: Page, mix: Path, tmp_path: Path
) -> None:
    level = Level(page)
    for name in ('b/2 second.wav', 'b/10 tenth.wav', 'cover.jpg', 'b/.hidden.wav', 'list.cue', 'words/list.txt'):
        (tmp_path / 'set' / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / 'set' / name).write_bytes(mix.read_bytes())
    expect(page.get_by_test_id('start')).to_be_visible()
    line = slow_uploads(page, 30_000)
    drag(line, tmp_path / 'set')
    expect(page.get_by_test_id('upload').locator('.name')).to_have_text(['2 second.wav', '10 tenth.wav'])
    moved(page, level.upload('2 second'), 1)
    (tmp_path / 'set' / 'b' / '2 second.wav').write_bytes(b'something else')
    expect(level.upload('2 second').get_by_test_id('upload-error')).to_contain_text('changed or moved')
    drag(line, tmp_path / 'set' / 'words')
    expect(page.get_by_test_id('drop-note')).to_contain_text('no sound file')
    page.get_by_test_id('folder-input').set_input_files(tmp_path / 'set' / 'b')
    expect(page.get_by_test_id('upload')).to_have_count(4)
    expect(page.get_by_test_id('drop-note')).to_have_count(0)


def drag(line: CDPSession, path: Path) -> None:
    """Drop a file or folder on the page, as from the system's file manager."""
    what = {'items': [], 'files': [str(path)], 'dragOperationsMask': 1}
    for kind in ('dragEnter', 'dragOver', 'drop'):
        line.send('Input.dispatchDragEvent', {'type': kind, 'x': 300, 'y': 300, 'data': what})
