"""An area is switched off and on again while somebody has it open: they are told, and find everything as it was."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Level
from tests.browser.test_one_more_area import turn
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

SENTENCE = 'Level is switched off right now. Your files and jobs are kept.'


def test_an_open_page_says_that_its_area_is_switched_off_and_goes_on_when_it_is_back(
    page: Page, site: LevelMix
) -> None:
    level = Level(page)
    expect(page.get_by_test_id('start')).to_be_visible()
    level.drop(write_mix(site.data_dir.parent / 'mix.wav', 3))
    expect(page.get_by_test_id('upload')).to_have_count(1)
    for other in (
        'artist',
        'drums',
        'practice',
        'studio',
        'voice',
    ):  # one makes the header they are in
        turn(site, other, on=False)
    expect(page.get_by_role('navigation', name='Areas')).to_have_count(0)
    turn(site, 'leveling', on=False)
    try:
        expect(page.get_by_test_id('problem')).to_contain_text(SENTENCE)
        expect(page.get_by_test_id('start')).to_have_count(0)
        for name in ('level', 'history', 'presets'):
            expect(page.get_by_test_id(f'nav-{name}')).to_be_hidden()
        expect(page.get_by_test_id('upload')).to_have_count(1)  # what was sent is still there
        page.goto('/history')
        expect(page.get_by_test_id('problem')).to_contain_text(SENTENCE.replace('Level', 'Everything'))
    finally:
        turn(site, 'leveling', on=True)
    expect(page.get_by_test_id('nav-history')).to_be_visible()
    expect(page.get_by_test_id('problem')).to_have_count(0)
    level.go('presets')
