"""A file that is not as it should be: every command tells the same of it, and none ends as if all were well."""

import json
from pathlib import Path

import pytest
import soundfile

from app import audio
from app.console.exit_codes import WITH_WARNINGS
from tests.app.conftest import Run
from tests.audio.files.foreign import encode
from tests.sounds import write_mix


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `make setup`, also where a line of the engine was just changed."""
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


def damaged(folder: Path, kind: str) -> Path:
    """A mix of six seconds that is cut short, put together, or ends before its header says so."""
    data = write_mix(folder / 'whole.wav', 6).read_bytes()
    made = {
        'cut short': data[: len(data) * 2 // 3],
        'put together': data * 2,
        'half told': data[:40] + (len(data) // 2 // 4 * 4).to_bytes(4, 'little') + data[44:],
    }
    path = folder / 'mix.wav'
    path.write_bytes(made[kind])
    return path


@pytest.mark.parametrize('kind', ['cut short', 'put together', 'half told'])
def test_every_command_tells_the_same_and_ends_with_the_code_for_warnings(run: Run, tmp_path: Path, kind: str) -> None:
    path = damaged(tmp_path, kind)
    commands = [
        ('measure', path),
        ('segments', path),
        ('level', path, tmp_path / 'out.wav', '--target', '-16', '--force'),
    ]
    told, printed = [], []
    for command in commands:
        code, out, _ = run(*command, '--json')
        assert code == WITH_WARNINGS
        told.append(json.loads(out)['warnings'])
        code, out, _ = run(*command)
        assert code == WITH_WARNINGS
        printed.append(out)
    assert told[0] == told[1] == told[2]
    assert len(told[0]) == 1
    assert all(told[0][0] in out for out in printed)
    assert 'This is with warnings about the original.' in printed[2]


def test_a_matroska_that_was_cut_short_never_ends_as_if_all_were_well(run: Run, tmp_path: Path) -> None:
    samples, rate = soundfile.read(write_mix(tmp_path / 'whole.wav', 6), dtype='float32', always_2d=True)
    path = encode(tmp_path / 'mix.mka', samples, rate, 'flac', 's16')
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    code, out, _ = run('level', path, tmp_path / 'out.mka', '--target', '-16', '--json')
    assert code == WITH_WARNINGS
    assert 'Audio is missing from 0:0' in json.loads(out)['warnings'][0]


def test_the_result_of_a_damaged_file_is_whole(run: Run, tmp_path: Path) -> None:
    run('level', damaged(tmp_path, 'put together'), tmp_path / 'out.wav', '--target', '-16', '--json')
    code, out, _ = run('measure', tmp_path / 'out.wav', '--json')
    assert code == 0
    assert json.loads(out)['warnings'] == []
    assert json.loads(out)['duration_s'] == 12


def test_a_file_on_target_already_is_written_anew_where_it_is_damaged(run: Run, tmp_path: Path) -> None:
    run('level', write_mix(tmp_path / 'a.wav', 6), tmp_path / 'right.wav', '--target', '-16')
    right = (tmp_path / 'right.wav').read_bytes()
    for data, code in ((right, 0), (right * 2, WITH_WARNINGS)):
        (tmp_path / 'b.wav').write_bytes(data)
        assert run('level', tmp_path / 'b.wav', tmp_path / 'out.wav', '--target', '-16', '--force')[0] == code
        assert run('measure', tmp_path / 'out.wav')[0] == 0
    assert (tmp_path / 'out.wav').stat().st_size == pytest.approx(2 * len(right), rel=0.01)


def test_the_help_tells_the_code(run: Run) -> None:
    for command in ('measure', 'level', 'segments'):
        code, out, _ = run(command, '--help')
        assert code == 0
        assert 'nds with 3' in ' '.join(out.split())


def test_a_whole_file_ends_with_nothing(run: Run, tmp_path: Path) -> None:
    mix = write_mix(tmp_path / 'mix.wav', 6)
    assert run('measure', mix)[0] == run('segments', mix)[0] == 0
    code, out, _ = run('level', mix, tmp_path / 'out.wav', '--target', '-16')
    assert code == 0
    assert 'warning' not in out
