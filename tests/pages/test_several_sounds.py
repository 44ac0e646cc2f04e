"""A file with several sounds is not lost to whoever sent it: they read what is in it, choose one, and press again."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from nicegui import Client, ui

from app import accounts, leveling, uploads
from app.audio.errors import SeveralStreams
from app.audio.files.containers import Content, Stream
from components.leveling.loudness_picker import Loudness, read
from components.uploads.uploader import Arrived, Refusal
from components.vocabulary.sent import Sent, Unreadable
from pages import frame
from pages.leveling.job_actions import _as_before, choice
from pages.leveling.level import _ways
from pages.shell.declined import _again
from pages.shell.page_state import PageState
from tests.app.leveling_support import upload
from tests.audio.files.foreign import encode
from tests.audio.files.sounds import programme

SENT = {'target': -14, 'ceiling': -1, 'name': None, 'format': '', 'even': 0, 'tracklist': '', 'stream': None}


@pytest.fixture
def stems(owner: str, tmp_path: Path) -> str:
    """An upload with two sounds."""
    sounds = [programme(2, 48_000), programme(2, 48_000, seed=2)]
    return upload(owner, encode(tmp_path / 'stems.m4a', sounds, 48_000, 'aac', 'fltp', muxer='ipod'))


def handed(owner: str, upload_id: str, chosen: Loudness, monkeypatch: pytest.MonkeyPatch) -> Refusal | None:
    """What the page answers its queue once an upload is complete."""
    monkeypatch.setattr(accounts, 'current_user', lambda: SimpleNamespace(id=owner))
    arrived = Arrived('1-1', upload_id, 'stems.m4a', 'leveling', choice(chosen).as_json())
    return asyncio.run(frame._make_job(PageState(), arrived))


def test_what_was_refused_with_its_sounds_is_levelled_once_one_is_chosen(
    owner: str, stems: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = handed(owner, stems, read(Sent(SENT)), monkeypatch)
    assert refusal is not None
    assert '2 audio streams: 1 (AAC, stereo), 2 (AAC, stereo)' in refusal.sentence
    assert 'under “Several sounds in one file” in the options: the others' in refusal.sentence
    assert '--stream' not in refusal.sentence, 'nobody is at a command line here'
    assert refusal.again, 'the queue offers to try again, with the upload as it is'

    chosen = read(Sent(SENT | {'stream': 2}))
    assert handed(owner, stems, chosen, monkeypatch) is None
    view = leveling.get(owner, stems)
    assert view.stream == 2
    assert _as_before(view).stream == 2, 'run again begins with it'


def test_who_comes_back_to_a_declined_file_with_several_sounds_presses_the_one_that_is_meant(
    owner: str, stems: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed(owner, stems, read(Sent(SENT)), monkeypatch)
    (upload,) = uploads.refused(owner)
    ways = _ways(upload.refusal or '')
    assert ways == (('Level 1 (AAC, stereo)', {'stream': 1}), ('Level 2 (AAC, stereo)', {'stream': 2}))

    note = Mock()

    async def press() -> None:
        with Client(ui.page('/'), request=None):
            await _again(owner, upload, ways[1][1], note)

    asyncio.run(press())
    note.delete.assert_called_once_with()
    assert leveling.get(owner, stems).stream == 2
    assert uploads.refused(owner) == []


def test_titles_of_sounds_do_not_confuse_the_ways_to_try_again() -> None:
    streams = (Stream(1, 'flac', 2, 'eng', 'Main, loud (1)'), Stream(2, 'aac', 6, '', 'x), 2 (y'))
    with pytest.raises(SeveralStreams) as refusal:
        Content(streams, video=False).chosen(None)
    assert [label for label, _ in _ways(str(refusal.value))] in (
        [f'Level {stream}' for stream in streams],
        ['Try again'],
    )
    assert [label for label, _ in _ways('This is no sound.')] == ['Try again']


def test_a_field_that_is_empty_chooses_nothing() -> None:
    assert read(Sent(SENT)).stream is None
    assert read(Sent(SENT | {'stream': 0})).stream is None
    with pytest.raises(Unreadable):
        read(Sent(SENT | {'stream': 1.5}))
