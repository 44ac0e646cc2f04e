"""Where the command line writes: never over what is somebody's own, and never another thing than a file."""

import os
import socket
import stat
from pathlib import Path

import pytest

from app import audio
from tests.app.conftest import Run
from tests.app.console_support import left, levelmix
from tests.sounds import write_mix


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'mix.wav', 2)


def test_all_files_of_a_folder_named_at_once_destroy_none_of_them(run: Run, mix: Path, tmp_path: Path) -> None:
    other = write_mix(tmp_path / 'other.wav', 2, seed=8)
    before = other.read_bytes()
    code, _, err = run('level', mix, other, '--target', '-16')
    assert (code, 'is there already' in err, '--force' in err) == (2, True, True)
    third = write_mix(tmp_path / 'third.wav', 2, seed=9)
    code, _, err = run('level', mix, other, third, '--target', '-16')
    assert (code, '--output-dir' in err) == (2, True)
    assert other.read_bytes() == before
    code, _, _ = run('level', mix, other, '--target', '-16', '--force')
    assert code == 0
    assert other.read_bytes() != before


def test_force_does_not_reach_the_original(run: Run, mix: Path, tmp_path: Path) -> None:
    before = mix.read_bytes()
    (tmp_path / 'link.wav').symlink_to(mix)
    for target in (mix, tmp_path / 'link.wav'):
        code, _, err = run('level', mix, target, '--target', '-16', '--force')
        assert (code, 'would replace the original' in err) == (2, True)
    assert mix.read_bytes() == before


def test_a_link_is_followed_and_stays_a_link(run: Run, mix: Path, tmp_path: Path) -> None:
    real = tmp_path / 'real.wav'
    (tmp_path / 'link.wav').symlink_to(real)
    assert run('level', mix, tmp_path / 'link.wav', '--target', '-16')[0] == 0
    assert (tmp_path / 'link.wav').is_symlink()
    assert real.stat().st_size > 1000


def fifo(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def listener(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.mark.parametrize(('make', 'called'), [(fifo, 'a pipe'), (folder, 'a folder'), (listener, 'a socket')])
@pytest.mark.parametrize('through_link', [False, True])
def test_what_is_no_file_stays_what_it_was(
    run: Run, mix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: object, called: str, through_link: bool
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    place = Path('out.wav')
    make(place)  # type: ignore[operator]
    kind = stat.S_IFMT(place.stat().st_mode)
    if through_link:
        Path('link.wav').symlink_to(place)
    for words in (('level', mix, 'link.wav' if through_link else place, '--target', '-16', '--force'),):
        code, _, err = run(*words)
        assert (code, f'is {called}' in err) == (2, True), err
    assert stat.S_IFMT(place.stat().st_mode) == kind
    Path('list.cue').symlink_to(place)
    code, _, err = run('segments', mix, '--write', 'list.cue', '--force')
    assert (code, f'is {called}' in err) == (2, True), err


@pytest.mark.parametrize('device', ['/dev/null', '/dev/full', '/dev/stdout'])
def test_devices_are_left_alone(run: Run, mix: Path, device: str) -> None:
    before = Path(device).stat().st_rdev
    code, _, err = run('level', mix, device, '--target', '-16', '--force')
    assert (code, 'is a device: a result is written to a file' in err) == (2, True), err
    assert Path(device).stat().st_rdev == before


def test_a_result_is_never_sent_through_a_pipe(run: Run, mix: Path, tmp_path: Path) -> None:
    code, _, err = run('level', mix, '-', '--target', '-16')
    assert (code, 'written to a file' in err) == (2, True)
    assert not Path('-').exists()


def test_a_tracklist_does_not_replace_the_result_nor_what_is_there(run: Run, mix: Path, tmp_path: Path) -> None:
    out, sheet = tmp_path / 'out.txt', tmp_path / 'mix.cue'
    code, _, err = run('level', mix, out, '--target', '-16', '--write', tmp_path / '.' / 'out.txt')
    assert (code, 'would replace the result' in err) == (2, True)
    sheet.write_text('mine')
    for words in (('segments', mix), ('level', mix, tmp_path / 'out.wav', '--target', '-16')):
        code, _, err = run(*words, '--write', sheet)
        assert (code, 'is there already' in err) == (2, True), err
    assert sheet.read_text() == 'mine'
    assert [name for name in left(tmp_path) if not name.startswith('data')] == ['mix.cue', 'mix.wav']
    assert run('segments', mix, '--write', sheet, '--force')[0] == 0
    assert 'INDEX 01' in sheet.read_text()


def test_someone_at_a_terminal_is_asked(run: Run, mix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / 'out.wav'
    out.write_bytes(b'mine')
    answers = iter(['n\n', '\n', 'y\n'])

    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return next(answers)

    monkeypatch.setattr('sys.stdin', Terminal())
    monkeypatch.setattr('sys.stderr.isatty', lambda: True, raising=False)
    for _ in range(2):
        code, _, err = run('level', mix, out, '--target', '-16')
        assert (code, 'Replace it?' in err, out.read_bytes()) == (2, True, b'mine')
    assert run('level', mix, out, '--target', '-16')[0] == 0
    assert out.stat().st_size > 1000


def test_a_folder_that_was_deleted_is_named(mix: Path, tmp_path: Path) -> None:
    gone = tmp_path / 'gone'
    gone.mkdir()
    done = levelmix('level', mix, 'out.wav', '--target', '-16', cwd=gone, preexec_fn=gone.rmdir)
    assert done.returncode == 2, done.stderr
    assert 'was deleted' in done.stderr


def test_a_file_that_is_not_there_is_named_in_words_of_the_command_line(run: Run, tmp_path: Path) -> None:
    code, _, err = run('measure', tmp_path / 'nothing.wav')
    assert (code, 'nothing.wav cannot be opened' in err, 'upload' in err) == (2, True, False)
    code, _, err = run('measure', tmp_path)
    assert (code, 'is a folder' in err) == (2, True)
