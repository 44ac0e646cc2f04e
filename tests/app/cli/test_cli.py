"""The command line, as a person and a script meet it."""

import errno
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import main
from app import accounts, audio, config
from app.accounts import admin_actions
from app.audio.files.tags.chapters import read
from tests.app import accounts_support
from tests.app.conftest import Run
from tests.databases import opened
from tests.sounds import write_mix

MEASURED = {
    'integrated_lufs', 'short_term_max_lufs', 'momentary_max_lufs', 'range_lu', 'true_peak_dbtp', 'sample_peak_dbfs',
    'duration_s', 'sample_rate', 'channels', 'format', 'warnings',
}  # fmt: skip

NOISE = random.Random(1).randbytes(9000)
"""The same each time: of a thousand others, one begins like a file of some kind."""


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `make setup`, also where a line of the engine was just changed."""
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'mix.wav', 6)


def test_measure_prints_the_numbers_for_people_and_for_programs(run: Run, mix: Path) -> None:
    code, out, err = run('measure', mix, '--json')
    assert (code, err) == (0, '')
    assert json.loads(out).keys() == MEASURED
    assert json.loads(out)['format'] == 'wav'
    code, out, _ = run('measure', mix)
    assert code == 0
    assert 'integrated_lufs  -' in out


def test_an_engine_that_must_be_compiled_first_says_so(run: Run, mix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[bool] = []
    monkeypatch.setattr(audio, 'is_warm', lambda: bool(prepared), raising=False)
    monkeypatch.setattr(audio, 'warm_up', lambda: prepared.append(True), raising=False)
    _, _, first = run('measure', mix, '--json')
    assert 'first time only' in first
    _, _, second = run('measure', mix, '--json')
    assert second == ''
    assert prepared == [True]


def test_level_writes_a_file_at_the_target_and_tells_what_was_done(run: Run, mix: Path, tmp_path: Path) -> None:
    code, out, _ = run('level', mix, tmp_path / 'out.wav', '--target', '-16', '--json')
    told = json.loads(out)
    assert code == 0
    assert told.keys() >= {'input', 'output', 'gain_db', 'limiter', 'verdict'}
    assert told['input'].keys() == told['output'].keys() == MEASURED
    assert told['verdict'] == 'on_target'
    measured = json.loads(run('measure', tmp_path / 'out.wav', '--json')[1])
    assert measured['integrated_lufs'] == pytest.approx(-16, abs=0.1)
    assert measured == told['output']


def test_a_presets_name_stands_for_its_number(run: Run, mix: Path, tmp_path: Path) -> None:
    code, out, _ = run('level', mix, tmp_path / 'out.wav', '--to', 'apple-music', '--json')
    assert code == 0
    assert json.loads(out)['goal'] == {'target_lufs': -16.0, 'ceiling_dbtp': -1.0}


def test_people_read_a_sentence(run: Run, mix: Path, tmp_path: Path) -> None:
    code, out, _ = run('level', mix, tmp_path / 'out.wav', '--target', '-16')
    assert code == 0
    assert '-16.0 LUFS' in out
    assert '-> -16.0' in out or '-> -15.9' in out


@pytest.mark.parametrize(
    ('content', 'name'),
    [(None, 'missing.wav'), (b'', 'empty.wav'), (b'not music' * 500, 'text.mp3'), (NOISE, 'noise.flac')],
)
def test_bad_input_ends_with_one_sentence_code_2_and_no_output(
    run: Run, tmp_path: Path, content: bytes | None, name: str
) -> None:
    source, target = tmp_path / name, tmp_path / 'out.mp3'
    if content is not None:
        source.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    for command in (('measure', source), ('level', source, target, '--target', '-14')):
        code, out, err = run(*command)
        assert (code, out) == (2, '')
        assert len(err.strip().splitlines()) == 1
        assert err.strip().endswith('.')
        assert 'Traceback' not in err
        assert 'Errno' not in err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ('options', 'sentence'),
    [
        ((), 'either --target LUFS or --preset NAME'),
        (('--target', '-14', '--preset', 'Spotify'), 'either --target LUFS or --preset NAME'),
        (('--preset', 'Radio'), 'There is no preset called “Radio”. There are: Spotify, YouTube'),
        (('--target', '3'), 'between -40 and -3 LUFS'),
        (('--target', '-14', '--ceiling', '2'), 'between -9 and 0 dBTP'),
        (('--target', 'loud'), "Invalid value for '--target': 'loud'"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(
    run: Run, mix: Path, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    code, _, err = run('level', mix, tmp_path / 'out.wav', *options)
    assert code == 2
    assert sentence in ' '.join(err.replace('│', ' ').split())
    assert not (tmp_path / 'out.wav').exists()


def test_the_original_is_never_overwritten(run: Run, mix: Path, tmp_path: Path) -> None:
    before = mix.read_bytes()
    (tmp_path / 'link.wav').symlink_to(mix)
    for target in (mix, tmp_path / 'link.wav', tmp_path / 'nowhere' / '..' / 'mix.wav'):
        code, _, err = run('level', mix, target, '--target', '-16')
        assert code == 2, target
        assert len(err.strip().splitlines()) == 1
    assert mix.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(run: Run, mix: Path, tmp_path: Path) -> None:
    code, _, err = run('level', mix, tmp_path / 'nowhere' / 'out.wav', '--target', '-16')
    assert code == 2
    assert 'nowhere' in err


def test_the_database_is_made_by_command(run: Run, data_dir: Path) -> None:
    assert run('db', 'upgrade')[0] == 0
    with opened(data_dir) as cursor:
        assert cursor.execute('SELECT count(*) FROM lufs_presets').fetchone() == (6,)


def test_an_unsafe_setting_refuses_to_start_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from app import config

    monkeypatch.setenv('LEVELMIX_HOST', '0.0.0.0')
    config.forget_settings()
    code, _, err = run('serve')
    assert code == 2
    assert err.startswith('LEVELMIX_ACCOUNTS=off gives everybody')


def test_segments_prints_the_tracks_and_writes_them_as_a_cue_sheet(run: Run, mix: Path, tmp_path: Path) -> None:
    tracklist = tmp_path / 'list.txt'
    tracklist.write_text('My mix\n00:00 Anna - First\n00:03 Second')
    code, out, err = run('segments', mix, '--tracklist', tracklist, '--json', '--write', tmp_path / 'mix.cue')
    first, second = json.loads(out)['segments']
    assert (code, err) == (0, '')
    assert first.keys() == {'start_s', 'end_s', 'loudness_lufs', 'gain_db', 'title'}
    assert [first['title'], second['title']] == ['Anna - First', 'Second']
    assert (first['start_s'], first['end_s'], second['start_s']) == (0.0, 3.0, 3.0)
    sheet = (tmp_path / 'mix.cue').read_text()
    assert 'FILE "mix.wav" WAVE' in sheet
    assert 'INDEX 01 00:03:00' in sheet
    code, out, _ = run('segments', mix)
    assert (code, out.split()[0]) == (0, '00:00')


def test_level_brings_tracks_together_when_asked(run: Run, mix: Path, tmp_path: Path) -> None:
    tracklist = tmp_path / 'list.txt'
    tracklist.write_text('00:00 One\n00:03 Two')
    sheet, made = tmp_path / 'out.cue', tmp_path / 'out.flac'
    options = ('--even', '80', '--tracklist', tracklist, '--write', sheet)
    code, out, _ = run('level', mix, made, '--target', '-16', *options, '--json')
    assert code == 0
    assert [track['title'] for track in json.loads(out)['segments']] == ['One', 'Two']
    assert 'FILE "out.flac" WAVE' in sheet.read_text()
    assert [(mark.start_s, mark.title) for mark in read(made)] == [(0.0, 'One'), (3.0, 'Two')]
    assert json.loads(out)['output']['integrated_lufs'] == pytest.approx(-16, abs=0.1)


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (('--even', '120'), 'from 0 to 100'),
        (('--tracklist', 'nowhere.txt'), 'nowhere.txt cannot be read'),
        (('--tracklist', '.'), 'cannot be read'),
        (('--write', 'list.doc'), 'as .cue or .txt'),
    ],
)
def test_what_is_wrong_with_evening_is_one_sentence(
    run: Run, mix: Path, tmp_path: Path, options: tuple[str, str], reason: str
) -> None:
    code, _, err = run('level', mix, tmp_path / 'out.wav', '--target', '-16', *options)
    assert (code, 'Traceback' in err) == (2, False)
    assert reason in err
    assert not (tmp_path / 'out.wav').exists()


def test_accounts_are_looked_after_from_the_command_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    code, said, _ = run('user', 'create', 'ann@example.org', '--name', 'Ann')
    assert code == 0
    accounts.finish_reset(said.split('/reset#')[1].strip(), 'four tin whistles sing')
    assert (
        run('user', 'set-tier', 'ann@example.org', 2, '--until', '2027-01-31')[1] == 'ann@example.org is premium now.\n'
    )
    run('user', 'make-admin', 'ann@example.org')
    _, listed, _ = run('user', 'list')
    assert listed.split() == ['ann@example.org', 'premium', 'until', '2027-01-31', 'admin']
    (ann,) = admin_actions.everybody()
    assert ann.tier_expires_at is not None
    assert f'{ann.tier_expires_at:%H:%M:%S}' == '23:59:59', 'that day included'
    _, said, _ = run('user', 'reset-password', 'ann@example.org')
    accounts.finish_reset(said.split('/reset#')[1].strip(), 'seven copper kettles hum')
    with accounts_support.visiting():
        assert accounts.sign_in('ann@example.org', 'seven copper kettles hum')[0]
    assert accounts_support.log_of('command line') == ['password.link', 'user.admin', 'user.tier', 'user.created']


def test_what_the_command_line_refuses_to_do_to_an_account(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    run('user', 'create', 'ann@example.org')
    for arguments, why in (
        (('make-admin', 'eve@example.org'), 'Nobody here has the address eve@example.org'),
        (('reset-password', 'eve@example.org'), 'levelmix user list'),
        (('set-tier', 'ann@example.org', 4), 'There is no tier 4'),
        (('create', 'ann@example.org'), 'already'),
        (('create', 'no address'), 'e-mail address'),
    ):
        code, _, error = run('user', *arguments)
        assert (code, why in error, 'Traceback' in error) == (2, True, False), error


def test_measuring_a_file_loads_neither_database_nor_web_server() -> None:
    asked = 'import sys, main, app.audio.pipeline; print(*sorted({name.split(".")[0] for name in sys.modules}))'
    done = subprocess.run(
        [sys.executable, '-c', asked], cwd=Path(main.__file__).parent, capture_output=True, text=True, check=True
    )
    assert {'sqlalchemy', 'sqlmodel', 'alembic', 'nicegui', 'boto3', 'huey'}.isdisjoint(done.stdout.split())


@pytest.mark.parametrize(('number', 'code'), [(errno.ENOSPC, 2), (errno.EROFS, 2), (errno.EBADF, 1)])
def test_a_disk_that_refuses_is_no_fault_of_the_program(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(number, os.strerror(number), str(tmp_path / 'copy'))

    monkeypatch.setattr('app.ops.backup.backup', refuse)
    ended, _, said = run('backup', str(tmp_path / 'copy'))
    assert ended == code
    assert said.startswith('The system refused it (' if code == 2 else 'This is a fault of LevelMix')
    assert 'Traceback' not in said
