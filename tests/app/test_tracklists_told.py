"""What a list of tracks is taken for is told, on the command line and to a screen."""

import json
from pathlib import Path

import pytest

from app import audio, leveling
from app.errors import NotAllowed
from tests.app.conftest import Run
from tests.sounds import write_mix


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'mix.wav', 6)


def written(tmp_path: Path, content: str | bytes, name: str = 'list.txt') -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_times_beyond_the_end_are_told_and_the_others_used(run: Run, mix: Path, tmp_path: Path) -> None:
    tracklist = written(tmp_path, '00:00 A - One\n00:03 B - Two\n1:15:00 C - Three')
    _, out, _ = run('segments', mix, '--tracklist', tracklist, '--json')
    told = json.loads(out)
    assert [track['title'] for track in told['segments']] == ['A - One', 'B - Two']
    (warning,) = told['warnings']
    assert 'C - Three' in warning
    assert 'beyond the end of the mix' in warning
    assert warning in run('segments', mix, '--tracklist', tracklist)[1]
    _, out, _ = run('level', mix, tmp_path / 'out.wav', '--target', '-16', '--tracklist', tracklist, '--json')
    assert warning in json.loads(out)['warnings']


def test_a_list_of_another_evening_is_not_taken_for_one_track_in_silence(run: Run, mix: Path, tmp_path: Path) -> None:
    tracklist = written(tmp_path, '20:00 A\n30:00 B')
    assert '2 of 2 tracks' in run('segments', mix, '--tracklist', tracklist)[1]


def test_a_guess_about_the_encoding_is_told_and_can_be_put_right(run: Run, mix: Path, tmp_path: Path) -> None:
    tracklist = written(tmp_path, '00:00 Мумий Тролль - Утекай\n00:03 Кино - Группа крови'.encode('cp1251'))
    code, out, err = run('segments', mix, '--tracklist', tracklist, '--write', tmp_path / 'mix.cue')
    assert (code, 'Cyrillic (Windows)' in err) == (0, True)
    assert 'PERFORMER "Мумий Тролль"' in (tmp_path / 'mix.cue').read_text('utf-8')
    _, out, err = run('segments', mix, '--tracklist', tracklist, '--encoding', 'koi8-r', '--json')
    assert (json.loads(out)['segments'][0]['title'] != 'Мумий Тролль - Утекай', err) == (True, '')
    code, _, err = run('segments', mix, '--tracklist', tracklist, '--encoding', 'klingon')
    assert (code, 'There is no encoding klingon' in err) == (2, True)


def test_a_sheet_with_one_file_for_each_track_looks_at_the_files_beside_it(run: Run, mix: Path, tmp_path: Path) -> None:
    write_mix(tmp_path / 'one.wav', 2)
    sheet = ''.join(f'FILE "{name}.wav" WAVE\nTRACK 0{n} AUDIO\nTITLE "{name}"\nINDEX 01 00:00:00\n'
                    for n, name in enumerate(('one', 'two'), 1))  # fmt: skip
    tracklist = written(tmp_path, sheet, 'set.cue')
    _, out, _ = run('segments', mix, '--tracklist', tracklist, '--json')
    assert [track['start_s'] for track in json.loads(out)['segments']] == [0, 2]
    (tmp_path / 'one.wav').unlink()
    code, _, err = run('segments', mix, '--tracklist', tracklist)
    assert (code, 'a file of its own for each track' in err) == (2, True)


def test_a_screen_is_told_what_was_read_of_a_list() -> None:
    found = leveling.read_list('00:00 椎名林檎 - One\n05:00 Two\n05:00 Three'.encode('shift_jis'))
    assert found.encoding == 'cp932'
    assert found.tracks == (('00:00', '椎名林檎 - One'), ('05:00', 'Two / Three'))
    assert 'Japanese' in found.told[0]
    assert 'same time' in found.told[1]
    again = leveling.read_list('00:00 椎名林檎 - One'.encode('shift_jis'), 'gb18030')
    assert again.tracks[0][1] != '椎名林檎 - One'


def test_a_list_that_cannot_be_read_comes_back_with_the_reason() -> None:
    found = leveling.read_list('Artist - Title')
    assert (found.text, found.tracks) == ('Artist - Title', ())
    assert found.told[0].startswith('No times were found')
    assert leveling.read_list('').told == ()
    with pytest.raises(NotAllowed, match='too long'):
        leveling.read_list(b'x' * 300_000)
    with pytest.raises(NotAllowed, match='written in one of'):
        leveling.read_list(b'x', 'klingon')
