"""Who seems to speak in a text that somebody writes."""

import pytest

from pages.voice.speakers import names_in

TEXTS = {
    'Anna: Hello.\nBen: Good day.\nAnna: Shall we?': ['Anna', 'Ben'],
    'Old Mr. Smith: Come in.\nOld Mr. Smith: Sit down.': ['Old Mr. Smith'],
    'Note: the doors open at 7:30pm.': [],
    'one: two\nthree: four': [],
    'See https://example.org: it is there.\nAnd so on: yes.': [],
    'Anna:\nBen:': [],
}


@pytest.mark.parametrize('text', TEXTS)
def test_names_begin_lines(text: str) -> None:
    assert names_in(text) == TEXTS[text]
