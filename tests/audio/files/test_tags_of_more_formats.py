"""Tags in the formats that came later: what has room for words gets them, and what is left out is said."""

from pathlib import Path

import av
import numpy as np
import pytest

from app.audio import Goal, level
from app.audio.files import probe
from app.audio.files.metadata import tag_mapping
from tests.audio.files import carriers as made
from tests.audio.files.sounds import programme


def night(folder: Path) -> Path:
    return made.mp3(folder, made.id3(made.text('TIT2', 'Night'), made.text('TPE4', 'Remixer'), made.SERATO))


@pytest.mark.parametrize('kind', ['caf', 'wavpack', 'tta', 'mka', 'mp2'])
def test_title_and_remixer_go_along_and_nothing_of_the_program_that_wrote_them(tmp_path: Path, kind: str) -> None:
    result = made.converted(night(tmp_path), tmp_path, kind)
    assert dict(tag_mapping.read(probe(result)).text) == {'TITLE': 'Night', 'REMIXER': 'Remixer'}


@pytest.mark.parametrize(('kind', 'text_is_left_out'), [('caf', False), ('au', True), ('ac3', True)])
def test_what_a_format_has_no_room_for_is_said(tmp_path: Path, kind: str, text_is_left_out: bool) -> None:
    outcome = level(night(tmp_path), tmp_path / f'out.{kind}', Goal(-20.0), to=kind)
    told = ' '.join(outcome.warnings)
    assert 'Serato' in told
    assert ('text' in told) is text_is_left_out


def test_a_sound_that_was_chosen_of_several_keeps_its_own_language(tmp_path: Path) -> None:
    path = tmp_path / 'two.m4a'
    with av.open(str(path), 'w', format='ipod') as out:
        streams = [out.add_stream('aac', rate=44_100, layout='stereo') for _ in range(2)]
        for stream, language in zip(streams, ('deu', 'fra'), strict=True):
            stream.metadata['language'] = language
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(programme(1).T), format='fltp', layout='stereo')
            frame.sample_rate, frame.pts = 44_100, 0
            for packet in (*stream.encode(frame), *stream.encode(None)):
                out.mux(packet)
    level(path, tmp_path / 'out.m4a', Goal(-20.0), stream=1)
    with av.open(str(tmp_path / 'out.m4a')) as file:
        assert file.streams.audio[0].language == 'fra'
