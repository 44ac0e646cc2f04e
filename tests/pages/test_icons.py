"""Icons are drawn by their names; one that nobody knows would be an empty space beside a word."""

import re

import pytest

from components.vocabulary.brand import drawing
from tests.places import ROOT

NAMED = re.compile(r"""\b(?:icon\(|icon=|drawing\()['"]([a-z_-]+)['"]""")


def test_every_icon_that_a_screen_names_is_known() -> None:
    files = [file for folder in ('pages', 'components') for file in (ROOT / folder).rglob('*.py')]
    named = {name for file in files for name in NAMED.findall(file.read_text())}
    assert {'add', 'delete', 'edit'} <= named
    for name in named:
        assert '<path d="M' in drawing(name)


def test_a_name_that_is_none_is_told_and_a_path_is_drawn() -> None:
    with pytest.raises(ValueError, match="no icon called 'plus'"):
        drawing('plus')
    assert 'd="M1 1h2"' in drawing('M1 1h2')
