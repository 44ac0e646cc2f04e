"""Several files in one go, as those are used to who level whole folders."""

import json
from pathlib import Path

import pytest

from app import audio
from app.console import split_recordings
from tests.app.conftest import Run
from tests.app.console_support import left
from tests.sounds import write_mix


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A folder of mixes: two, one in a folder of its own, and one that is none."""
    folder = tmp_path / 'sets'
    (folder / '2024').mkdir(parents=True)
    write_mix(folder / 'a.wav', 2)
    write_mix(folder / 'b.flac', 2, seed=8, level_db=-24)
    write_mix(folder / '2024' / 'a.wav', 2, seed=9)
    (folder / 'broken.mp3').write_bytes(b'no sound' * 500)
    (folder / 'notes.txt').write_text('00:00 A')
    return folder


def loudness(run: Run, file: Path) -> float:
    return float(json.loads(run('measure', file, '--json')[1])['integrated_lufs'])


@pytest.mark.nightly
@pytest.mark.parametrize('jobs', [1, 2])
def test_a_folder_is_levelled_with_one_line_for_each_and_a_summary(
    run: Run, sets: Path, tmp_path: Path, jobs: int
) -> None:
    results = tmp_path / 'results'
    code, out, _ = run('level', sets, '--recursive', '--output-dir', results, '--target', -16, '--jobs', jobs)
    assert code == 5
    assert sorted(str(path.relative_to(results)) for path in results.rglob('*.*')) == ['2024/a.wav', 'a.wav', 'b.flac']
    assert loudness(run, results / 'b.flac') == pytest.approx(-16, abs=0.1)
    lines = out.splitlines()
    assert lines[-1] == '3 of 4 levelled, 1 not.'
    assert any('broken.mp3: There is no audio in this file' in line for line in lines)
    assert any(f'a.wav -> {results / "a.wav"}: ' in line and '-> -16.0' in line for line in lines)


def test_programs_hear_of_each_file(run: Run, sets: Path, tmp_path: Path) -> None:
    code, out, _ = run(
        'level', sets / 'a.wav', sets / 'broken.mp3', '--output-dir', tmp_path / 'r', '--preset', 'Spotify', '--json'
    )
    told = json.loads(out)
    assert (code, told['done'], told['failed']) == (5, 1, 1)
    assert told['files'][0]['verdict'] == 'on_target'
    assert told['files'][0]['target'] == str(tmp_path / 'r' / 'a.wav')
    assert 'no audio' in told['files'][1]['error']


@pytest.mark.nightly
def test_what_is_asked_for_each_file_reaches_it_in_a_process_of_its_own_too(
    run: Run, sets: Path, tmp_path: Path
) -> None:
    words = (
        'level',
        sets / 'a.wav',
        sets / 'b.flac',
        '--output-dir',
        tmp_path / 'r',
        '--target',
        '-20',
        '--format',
        'mp3',
    )
    code, _, err = run(*words, '--even', '50', '--ceiling', '-3', '--jobs', '3')
    assert (code, err) == (0, '')
    assert left(tmp_path / 'r') == ['a.mp3', 'b.mp3']
    told = json.loads(run('measure', tmp_path / 'r' / 'b.mp3', '--json')[1])
    assert (told['format'], told['integrated_lufs']) == ('mp3', pytest.approx(-20, abs=0.1))
    assert told['true_peak_dbtp'] <= -2.9


def test_names_are_shown_as_they_are(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('sys.stderr.isatty', lambda: True, raising=False)
    monkeypatch.setenv('TERM', 'xterm')
    mix = write_mix(tmp_path / 'set [final] [b].wav', 2)
    code, _, err = run('level', mix, '--output-dir', tmp_path / 'r', '--target', '-16')
    assert (code, 'set [final] [b].wav' in err) == (0, True), err


def test_results_that_are_there_stay_unless_forced(run: Run, sets: Path, tmp_path: Path) -> None:
    results = tmp_path / 'results'
    results.mkdir()
    (results / 'a.wav').write_bytes(b'mine')
    words = ('level', sets / 'a.wav', sets / 'b.flac', '--output-dir', results, '--target', '-16')
    code, out, _ = run(*words)
    assert (code, 'is there already' in out, (results / 'a.wav').read_bytes()) == (5, True, b'mine')
    code, _, _ = run(*words, '--force', '--jobs', '2')
    assert code == 0
    assert loudness(run, results / 'a.wav') == pytest.approx(-16, abs=0.1)


def test_an_output_folder_that_is_the_one_of_the_originals_destroys_nothing(run: Run, sets: Path) -> None:
    before = {path: path.read_bytes() for path in sets.iterdir() if path.is_file()}
    code, out, _ = run('level', sets / 'a.wav', '--output-dir', sets, '--target', '-16', '--force')
    assert (code, 'would replace the original' in out) == (2, True)
    assert {path: path.read_bytes() for path in sets.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ('words', 'reason'),
    [
        (('sets', '--output-dir', 'r'), '--recursive'),
        (('sets/a.wav', 'sets/2024/a.wav', '--output-dir', 'r'), 'would both become'),
        (('sets/a.wav', '--output-dir', 'r', '--tracklist', 'sets/notes.txt'), 'belongs to one mix'),
        (('sets/2024', '-r', '--output-dir', 'r', '--format', 'doc'), 'choose one of .wav'),
        (('sets/a.wav',), 'Say where the result goes'),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_done(
    run: Run, sets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run('level', *words, '--target', '-16')
    assert (code, reason in err, 'Traceback' in err + out) == (2, True, False)
    assert not list(Path('r').rglob('*.*'))


def test_results_in_a_folder_that_is_looked_through_are_not_levelled_again(run: Run, sets: Path) -> None:
    words = ('level', sets, '-r', '--output-dir', sets / 'levelled', '--target', '-16', '--json')
    assert json.loads(run(*words)[1])['done'] == 3
    assert len(json.loads(run(*words)[1])['files']) == 4


def test_mono_can_count_as_two_speakers(run: Run, tmp_path: Path) -> None:
    import soundfile

    samples, rate = soundfile.read(write_mix(tmp_path / 'stereo.wav', 3))
    soundfile.write(tmp_path / 'mono.wav', samples[:, 0], rate)
    plain = json.loads(run('measure', tmp_path / 'mono.wav', '--json')[1])['integrated_lufs']
    twice = json.loads(run('measure', tmp_path / 'mono.wav', '--dual-mono', '--json')[1])['integrated_lufs']
    assert twice == pytest.approx(plain + 3.01, abs=0.01)
    run('level', tmp_path / 'mono.wav', tmp_path / 'out.wav', '--target', '-16', '--dual-mono')
    assert loudness(run, tmp_path / 'out.wav') == pytest.approx(-19.01, abs=0.1)


def test_an_offset_is_named_and_taken_out_on_demand(run: Run, tmp_path: Path) -> None:
    import soundfile

    samples, rate = soundfile.read(write_mix(tmp_path / 'mix.wav', 3))
    soundfile.write(tmp_path / 'off.wav', samples * 0.5 + 0.3, rate)
    code, out, _ = run('level', tmp_path / 'off.wav', tmp_path / 'a.wav', '--target', '-16')
    assert 'DC offset of +30' in out
    code, out, _ = run('level', tmp_path / 'off.wav', tmp_path / 'b.wav', '--target', '-16', '--remove-dc')
    assert (code, 'was taken out' in out) == (0, True)
    assert abs(float(soundfile.read(tmp_path / 'b.wav')[0].mean())) < 0.001


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recorder that begins a new file after two seconds of stereo in 16 bits."""
    monkeypatch.setattr(split_recordings, 'LIMITS', (2 * 44_100 * 4 + 44,))


def recorded(folder: Path, *names: str, last_s: float = 1.5, suffix: str = 'wav') -> Path:
    """One recording in parts of these names; returns the whole of it."""
    import soundfile

    samples, rate = soundfile.read(write_mix(folder / 'whole.wav', 2 * (len(names) - 1) + last_s))
    for number, name in enumerate(names):
        soundfile.write(folder / name, samples[2 * number * rate : 2 * (number + 1) * rate], rate, subtype='PCM_16')
    return folder / 'whole.wav'


SERIES = [
    ('REC001.WAV', 'REC001-1.WAV', 'REC001-2.WAV'),
    ('name_1.wav', 'name_2.wav', 'name_3.wav'),
    ('night.wav', 'night-part2.wav', 'night-part3.wav'),
    ('ZOOM0001_LR-0001.WAV', 'ZOOM0001_LR-0002.WAV', 'ZOOM0001_LR-0003.WAV'),
    ('set (1).wav', 'set (2).wav', 'set (3).wav'),
    ('2024-05-01_22h14m05s.wav', '2024-05-01_22h14m05spart2.wav', '2024-05-01_22h14m05spart3.wav'),
    ('DR0000_0009.wav', 'DR0000_0010.wav', 'DR0000_0011.wav'),
]


@pytest.mark.parametrize('names', SERIES)
def test_parts_of_a_recording_are_known_by_name_and_size_and_joined(
    run: Run, tmp_path: Path, recorder: None, names: tuple[str, ...]
) -> None:
    import numpy as np
    import soundfile

    whole = recorded(tmp_path, *names)
    out = tmp_path / 'out.wav'
    code, _, err = run('level', *(tmp_path / name for name in reversed(names)), out, '--target', '-20')
    assert (code, f'joined: {" + ".join(names)}' in err) == (0, True), err
    run('level', whole, tmp_path / 'expected.wav', '--target', '-20')
    assert np.array_equal(soundfile.read(out)[0], soundfile.read(tmp_path / 'expected.wav')[0])
    together = json.loads(
        run('level', *(tmp_path / name for name in names), '--output-dir', tmp_path / 'r', '--target', '-20', '--json')[
            1
        ]
    )
    assert [len(file['sources']) for file in together['files']] == [3]
    assert left(tmp_path / 'r') == [names[0]]


@pytest.mark.parametrize('suffix', ['wav', 'aiff', 'flac'])
def test_parts_are_joined_sample_by_sample(tmp_path: Path, suffix: str) -> None:
    import numpy as np
    import soundfile

    from app.audio.split_recording import join

    samples, rate = soundfile.read(write_mix(tmp_path / 'whole.wav', 3), dtype='int16')
    names = [tmp_path / f'part{n}.{suffix}' for n in (1, 2)]
    for name, piece in zip(names, (samples[:44_101], samples[44_101:]), strict=True):
        soundfile.write(name, piece, rate, subtype='PCM_16')
    join(names, tmp_path / f'joined.{suffix}')
    again, _ = soundfile.read(tmp_path / f'joined.{suffix}', dtype='int16')
    assert np.array_equal(again, samples)


def test_compressed_parts_are_joined_without_their_padding(run: Run, tmp_path: Path) -> None:
    for number in (1, 2):
        run(
            'level',
            write_mix(tmp_path / 'mix.wav', 2, seed=number),
            tmp_path / f'set_{number}.mp3',
            '--target',
            '-20',
            '-f',
        )
    code, out, _ = run(
        'level',
        tmp_path / 'set_1.mp3',
        tmp_path / 'set_2.mp3',
        tmp_path / 'out.mp3',
        '--join',
        '--target',
        '-18',
        '--json',
    )
    told = json.loads(out)
    assert (code, told['output']['duration_s']) == (0, pytest.approx(4.0, abs=1e-6))
    assert told['output']['format'] == 'mp3'


def test_what_only_looks_like_parts_is_left_apart(run: Run, tmp_path: Path, recorder: None) -> None:
    for number in (1, 2):
        write_mix(tmp_path / f'track{number}.wav', 1, seed=number)
    code, _, err = run(
        'level', tmp_path / 'track1.wav', tmp_path / 'track2.wav', tmp_path / 'out.wav', '--target', '-16'
    )
    assert (code, '--join' in err) == (2, True)
    run('level', tmp_path / 'track1.wav', tmp_path / 'track2.wav', '--output-dir', tmp_path / 'r', '--target', '-16')
    assert left(tmp_path / 'r') == ['track1.wav', 'track2.wav']
    recorded(tmp_path, 'a_1.wav', 'a_2.wav')
    run(
        'level',
        tmp_path / 'a_1.wav',
        tmp_path / 'a_2.wav',
        '--no-join',
        '--output-dir',
        tmp_path / 's',
        '--target',
        '-16',
    )
    assert left(tmp_path / 's') == ['a_1.wav', 'a_2.wav']


def test_who_gives_one_part_alone_hears_of_the_next(run: Run, tmp_path: Path, recorder: None) -> None:
    recorded(tmp_path, 'REC001.WAV', 'REC001-1.WAV')
    _, _, err = run('level', tmp_path / 'REC001.WAV', tmp_path / 'out.wav', '--target', '-16')
    assert 'REC001-1.WAV looks like the next part of REC001.WAV' in err


def test_parts_of_different_recordings_are_not_joined(run: Run, tmp_path: Path) -> None:
    import soundfile

    write_mix(tmp_path / 'a_1.wav', 1)
    samples, _ = soundfile.read(write_mix(tmp_path / 'mix.wav', 1))
    soundfile.write(tmp_path / 'a_2.wav', samples, 48_000)
    code, _, err = run(
        'level', tmp_path / 'a_1.wav', tmp_path / 'a_2.wav', tmp_path / 'out.wav', '--join', '--target', '-16'
    )
    assert (code, 'their sample rate differs' in err) == (2, True)
    assert 'out.wav' not in left(tmp_path)
