"""Which files people may send: said once by each area, and the same wherever it is asked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app import areas, leveling, storage, uploads
from app.leveling import formats
from tests.app.uploads_support import send
from tests.servers import ROOT

OF_ITS_OWN = (
    'app/leveling/formats.py',  # the list
    'app/storage/base.py',  # media types, of which more are stored than are sent
    'app/cli/__init__.py',  # what a file may be converted to
    'app/audio/',  # what the engine reads, by content
    'app/artist/area.py',  # sounds of a page, which have no picture
    'app/drums/area.py',  # recordings of songs, without what has no sound of one alone
    'app/voice/area.py',  # recordings of speech: an area of its own, and a shorter list
    'app/voice/effect_clips.py',  # formats that have no gap at their ends
)


def test_an_upload_is_stored_under_the_suffixes_that_areas_accept(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stored(name: str) -> str:
        return Path(uploads.storage_key(uploads.get(owner, send(owner, name, name.encode())))).suffix

    assert stored('mix.WAV') == '.wav'
    assert stored('beat.mid') == '.bin'
    drums = replace(areas._areas['leveling'], name='drums', accepts=frozenset({'.mid'}))
    monkeypatch.setitem(areas._areas, 'drums', drums)
    assert stored('other.mid') == '.mid'
    assert stored('a mix.opus') == '.opus'


def test_there_is_one_list_of_what_people_may_send() -> None:
    words = {suffix[1:] for suffix in areas.accepts()}
    sources = [p for folder in ('app', 'components', 'pages') for p in (ROOT / folder).rglob('*') if p.is_file()]
    lists = {}
    for path in sources:
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in ('.py', '.js') and not path.name.endswith('.min.js') and not name.startswith(OF_ITS_OWN):
            lists[name] = words & set(re.findall(r'[a-z0-9]+', path.read_text().lower()))
    assert {name: found for name, found in lists.items() if len(found) > 5} == {}
    assert len(lists) > 100, 'this test looks in the wrong place'


def test_whoever_sends_a_file_is_told_all_kinds_and_whoever_gets_it_back_its_media_type() -> None:
    assert areas.accepts() >= formats.ACCEPTS
    assert leveling.formats_told().endswith('the sound of MP4, MOV, MKV or WebM')
    assert all(name in leveling.formats_told() for name in formats.FORMATS)
    unknown = [
        suffix for suffix in formats.ACCEPTS if not storage.media_type(f'mix{suffix}').startswith(('audio/', 'video/'))
    ]
    assert unknown == []
