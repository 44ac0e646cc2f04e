"""A watched folder: what appears in it is levelled when it is whole, once, and by one process."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.console import split_recordings
from app.console.batch import Piece
from app.console.watch import Folder
from tests.app.console_support import command, left, levelmix
from tests.servers import serving
from tests.sounds import write_mix
from tests.waiting import until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / 'in').mkdir()
    return tmp_path / 'in'


@pytest.fixture
def watched(folder: Path) -> Folder:
    return Folder(folder, folder / 'levelled')


def ready(watched: Folder) -> list[str]:
    return [' + '.join(source.name for source in piece.sources) for piece in watched.look()]


def grow(path: Path) -> None:
    with path.open('ab') as file:
        file.write(b'more')


def test_a_file_that_grows_is_left_alone_until_it_was_the_same_twice(watched: Folder, folder: Path) -> None:
    growing = folder / 'night.wav'
    for _ in range(3):
        grow(growing)
        assert ready(watched) == []
    assert ready(watched) == ['night.wav']


def test_a_file_whose_time_moves_is_still_being_written(watched: Folder, folder: Path) -> None:
    grow(folder / 'night.wav')
    for second in range(3):
        os.utime(folder / 'night.wav', (second, second))
        assert ready(watched) == []
    assert ready(watched) == ['night.wav']


def test_what_is_no_recording_is_not_looked_at(watched: Folder, folder: Path) -> None:
    for name in ('notes.txt', '.hidden.wav', 'half.wav.part', 'cover.jpg'):
        grow(folder / name)
    (folder / 'empty.wav').touch()
    (folder / 'folder.wav').mkdir()
    os.mkfifo(folder / 'pipe.wav')
    assert [ready(watched) for _ in range(3)] == [[], [], []]


def test_what_has_a_result_is_done_also_for_who_starts_again(folder: Path) -> None:
    grow(folder / 'night.wav')
    (folder / 'levelled').mkdir()
    (folder / 'levelled' / 'night.wav').write_bytes(b'result')
    again = Folder(folder, folder / 'levelled')
    assert [ready(again) for _ in range(3)] == [[], [], []]


def one(watched: Folder) -> Piece:
    watched.look()
    (piece,) = watched.look()
    return piece


def test_a_file_that_will_not_do_is_told_once_and_tried_again_when_it_is_another(folder: Path) -> None:
    watched = Folder(folder, folder / 'levelled')
    grow(folder / 'night.wav')
    (folder / 'levelled').mkdir()
    watched.failed(one(watched), 'No sound in it.', fault_of_file=True)
    assert (folder / 'levelled' / 'night.wav.txt').read_text() == 'No sound in it.\n'
    assert [ready(watched) for _ in range(2)] == [[], []]
    fresh = Folder(folder, folder / 'levelled')
    assert [ready(fresh) for _ in range(3)] == [[], [], []], 'who starts again reads the note'
    grow(folder / 'night.wav')
    later = (folder / 'levelled' / 'night.wav.txt').stat().st_mtime + 5
    os.utime(folder / 'night.wav', (later, later))
    assert [ready(fresh) for _ in range(2)] == [[], ['night.wav']]


def test_what_failed_for_no_fault_of_the_file_is_tried_again_later(
    watched: Folder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr('time.monotonic', lambda: now[0])
    grow(folder / 'night.wav')
    watched.failed(one(watched), 'The disk is full.', fault_of_file=False)
    assert not (folder / 'levelled').exists()
    assert ready(watched) == []
    now[0] += 601
    assert ready(watched) == ['night.wav']


def test_a_folder_that_goes_away_is_waited_for(watched: Folder, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    grow(folder / 'night.wav')
    folder.rename(folder.with_name('unplugged'))
    assert [ready(watched) for _ in range(3)] == [[], [], []]
    assert caplog.text.count('cannot be looked at') == 1
    folder.with_name('unplugged').rename(folder)
    assert [ready(watched) for _ in range(2)] == [[], ['night.wav']]


def test_parts_of_a_recording_wait_for_each_other(
    watched: Folder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split_recordings, 'LIMITS', (4000,))
    (folder / 'REC001.WAV').write_bytes(bytes(4000))
    grow(folder / 'REC001-1.WAV')
    assert ready(watched) == []
    grow(folder / 'REC001-1.WAV')
    assert ready(watched) == [], 'the last part still grows'
    (piece,) = watched.look()
    assert [source.name for source in piece.sources] == ['REC001.WAV', 'REC001-1.WAV']
    assert piece.target.name == 'REC001 (2 parts).WAV'


@pytest.mark.nightly
def test_a_mix_that_is_put_there_comes_out_at_the_preset(tmp_path: Path, folder: Path) -> None:
    (folder / 'broken.mp3').write_bytes(b'no sound' * 500)
    words = ('watch', folder, '--preset', 'Apple Music', '--every', '0.3')
    with (tmp_path / 'said').open('w') as said:
        watching = subprocess.Popen(command(*words), stdout=said, stderr=said)
    try:
        results = folder / 'levelled'
        until((results / 'broken.mp3.txt').exists, seconds=100, what='a word about the broken file')
        write_mix(tmp_path / 'night.flac', 3).rename(folder / 'night.flac')
        until((results / 'night.flac').exists, seconds=100, what='the result')
        second = levelmix(*words)
        assert (second.returncode, 'is watched already' in second.stderr) == (2, True)
    finally:
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(60) == 0
    text = (tmp_path / 'said').read_text()
    assert text.count('broken.mp3: There is no audio in this file') == 1
    assert 'The watch over' in text
    assert left(results) == ['.levelmix-watch', 'broken.mp3.txt', 'night.flac']
    told = json.loads(levelmix('measure', results / 'night.flac', '--json').stdout)
    assert told['integrated_lufs'] == pytest.approx(-16, abs=0.1)


@pytest.mark.nightly
@pytest.mark.slow
def test_the_server_watches_a_folder_beside_its_worker(tmp_path: Path, folder: Path, new_data_dir: Path) -> None:
    write_mix(folder / 'night.wav', 3)
    settings = {'watch': folder, 'watch_preset': 'Broadcast Standard', 'watch_seconds': 0.5}
    with serving(new_data_dir, **settings) as server:
        until((folder / 'levelled' / 'night.wav').exists, seconds=100, what=lambda: f'the result:\n{server.log}')
    assert 'The watch over' in server.log
    told = json.loads(levelmix('measure', folder / 'levelled' / 'night.wav', '--json').stdout)
    assert told['integrated_lufs'] == pytest.approx(-23, abs=0.1)


def test_a_preset_that_is_none_keeps_the_server_from_starting(
    change_setting: Callable[[str, object], None], folder: Path
) -> None:
    from app.errors import NotFound
    from app.web import server as web_server

    change_setting('watch', str(folder))
    change_setting('watch_preset', 'Radio')
    with pytest.raises(NotFound, match='no preset called “Radio”'):
        web_server._watch_folder()
