"""Many files wait at once: the choice of the loudness and the button that starts them stay at hand."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import PATIENCE_MS, Level
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.mark.parametrize('size', [(1440, 900), (390, 844)], ids=['desktop', 'phone'])
def test_many_files_push_neither_the_choice_nor_the_button_out_of_reach(
    visit: Callable[..., Page], tmp_path: Path, size: tuple[int, int]
) -> None:
    page = visit('/', viewport={'width': size[0], 'height': size[1]})
    level = Level(page)
    level.drop(*(write_mix(tmp_path / f'Part {number} of a long summer night.wav', 1) for number in range(1, 16)))
    expect(page.get_by_test_id('upload')).to_have_count(15)
    expect(page.get_by_test_id('many-uploads')).to_have_text(re.compile(r'^15 files · '), timeout=PATIENCE_MS)
    expect(page.get_by_test_id('start')).to_have_text('Level 15 mixes')
    rows = page.get_by_test_id('uploads').bounding_box()
    assert rows
    assert rows['height'] < size[1] / 2
    page.get_by_test_id('preset-chip').last.scroll_into_view_if_needed()
    expect(page.get_by_test_id('start')).to_be_in_viewport(ratio=1)
    for _ in range(15):
        page.get_by_test_id('upload-remove').last.click()  # what is out of sight in the list is scrolled to
    expect(page.get_by_test_id('upload')).to_have_count(0)
