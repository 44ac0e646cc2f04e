"""What was chosen for an upload is done by the server, whatever happens to the page."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.screens import PATIENCE_MS, Level
from tests.databases import opened
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope='module')
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of sound, about 2 MB."""
    return write_mix(tmp_path_factory.mktemp('mixes') / 'closing set.wav', 12)


def test_a_tab_that_is_closed_at_the_last_byte_has_lost_nothing(
    visit: Callable[..., Page], site: LevelMix, mix: Path
) -> None:
    page = visit('/')
    level = Level(page)
    held: list[Route] = []

    def keep(route: Route) -> None:
        return held.append(route) if route.request.method == 'PATCH' else route.continue_()

    def chosen() -> bool:
        with opened(site.data_dir) as cursor:
            return bool(
                cursor.execute(
                    'SELECT count(*) FROM uploads WHERE filename = ? AND choice IS NOT NULL', (mix.name,)
                ).fetchone()[0]
            )

    page.route(re.compile('/files/uploads/.'), keep)
    level.drop(mix)
    level.choose('Club Ready')
    level.start()
    while not (held and chosen()):
        page.wait_for_timeout(50)
    job_id = held[0].fetch().headers.get('levelmix-job', '')
    held[0].abort()
    page.close()

    assert job_id, 'the server made no job with the last byte'
    later = visit(f'/jobs/{job_id}')
    expect(later.get_by_test_id('filename')).to_have_text(mix.name, timeout=PATIENCE_MS)


def test_a_file_that_was_declined_while_nobody_looked_is_told_at_the_next_visit(
    visit: Callable[..., Page], site: LevelMix
) -> None:
    page = visit('/')
    named = {'filename': 'not a mix.wav', 'purpose': 'leveling', 'choice': '{"target_lufs": -14}'}
    said = ','.join(f'{name} {base64.b64encode(value.encode()).decode()}' for name, value in named.items())
    headers = {'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream', 'Upload-Length': '4000'}
    address = f'{site.url}/files/uploads'
    assert page.request.post(address, headers={**headers, 'Upload-Metadata': said}, data=bytes(4000)).status == 201

    page.reload()
    declined = page.get_by_test_id('declined')
    expect(declined).to_contain_text('not a mix.wav was not levelled')
    page.get_by_test_id('declined-remove').click()
    expect(declined).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id('allowance').or_(page.get_by_test_id('drop-zone')).first).to_be_visible()
    expect(declined).to_have_count(0)
