"""A mix whose address is pasted on the Level screen: fetched by the server, and levelled without the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import shoot_all_ways
from tests.receivers import receiver
from tests.servers import LevelMix, serving
from tests.sounds import write_mix

pytestmark = pytest.mark.nightly


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelMix]:
    folder = tmp_path_factory.mktemp('site') / 'data'
    with serving(folder, import_by_url='true', outbound_allow='127.0.0.1/32') as server:
        yield server


def test_an_address_is_pasted_and_the_mix_comes_out(site: LevelMix, browser: Browser, tmp_path: Path) -> None:
    sound = write_mix(tmp_path / 'mix.wav', 4).read_bytes()
    page = browser.new_page(base_url=site.url)
    page.goto('/')
    with receiver() as there:
        there.answers = lambda asked: (
            (200, {'Content-Type': 'audio/wav'}, sound) if asked.path == '/Friday.wav' else (404, {}, b'')
        )
        page.get_by_test_id('import-url').fill('https://192.168.1.1/mix.wav')
        page.get_by_test_id('import-start').click()
        expect(page.get_by_test_id('import-url-wrong')).to_contain_text('leads to no server on the internet')
        page.get_by_test_id('import-url').fill(there.url('/gone.wav'))
        page.get_by_test_id('import-start').click()
        expect(page.get_by_test_id('import-wrong')).to_contain_text('answered 404')
        shoot_all_ways(page, 'from-address')
        page.get_by_test_id('import-end').click()
        expect(page.get_by_test_id('import')).to_have_count(0)
        page.get_by_test_id('import-url').fill(there.url('/Friday.wav'))
        page.get_by_test_id('import-start').click()
        expect(page.get_by_test_id('import-url')).to_have_value('')
        page.goto('/history')
        expect(page.get_by_text('Friday.wav').first).to_be_visible()
    page.context.close()
