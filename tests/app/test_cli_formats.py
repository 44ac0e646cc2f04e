"""Formats on the command line: what the name of the result asks for, which of several sounds, and with what picture."""

import json
from pathlib import Path

import pytest
import soundfile

from app import audio
from app.audio.files import probe
from tests.app.conftest import Run
from tests.audio.files.foreign import encode
from tests.audio.files.sounds import programme
from tests.sounds import write_mix


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `make setup`, also where a line of the engine was just changed."""
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'mix.wav', 6)


@pytest.mark.parametrize(('name', 'inside'), [('out.flac', 'FLAC'), ('out.AIFF', 'AIFF'), ('out.caf', 'CAF')])
def test_an_output_of_another_kind_is_converted(run: Run, mix: Path, tmp_path: Path, name: str, inside: str) -> None:
    assert run('level', mix, tmp_path / name, '--target', '-16')[0] == 0
    assert soundfile.info(tmp_path / name).format == inside


@pytest.mark.parametrize('name', ['out.wma', 'out.txt', 'out.falc', 'out'])
def test_a_name_of_no_format_is_refused_with_those_there_are_before_anything_is_read(
    run: Run, mix: Path, tmp_path: Path, name: str
) -> None:
    code, _, err = run('level', mix, tmp_path / name, '--target', '-16')
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert 'choose one of .wav, .aiff' in err
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ['mix.wav']


def test_a_mix_at_44_100_hz_becomes_opus_and_is_told_at_which_rate(run: Run, mix: Path, tmp_path: Path) -> None:
    code, out, _ = run('level', mix, tmp_path / 'out.opus', '--target', '-16')
    assert code == 0
    assert 'Opus has no 44100 Hz: it was converted to 48000 Hz.' in out
    assert '-> -16.0' in out or '-> -15.9' in out


def test_of_several_streams_one_is_chosen_by_its_number(run: Run, tmp_path: Path) -> None:
    sounds = [programme(3, 48_000), programme(3, 48_000, seed=2)]
    source = encode(tmp_path / 'two.mka', sounds, 48_000, 'flac', 's16', titles=[('eng', 'Main'), ('deu', 'Rede')])
    code, _, err = run('level', source, tmp_path / 'out.flac', '--target', '-20')
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert '1 (FLAC, stereo, eng, “Main”), 2 (FLAC, stereo, deu, “Rede”)' in err
    assert '--stream NUMBER' in err
    assert not (tmp_path / 'out.flac').exists()
    code, _, err = run('level', source, tmp_path / 'out.flac', '--target', '-20', '--stream', '3')
    assert (code, 'no audio stream 3 in this file: it has 2' in err) == (2, True)
    assert run('level', source, tmp_path / 'out.flac', '--target', '-20', '--stream', '2')[0] == 0
    assert soundfile.info(tmp_path / 'out.flac').frames == 3 * 48_000


def test_what_is_measured_and_listened_to_is_the_stream_that_was_chosen(run: Run, tmp_path: Path) -> None:
    sounds = [programme(4, 48_000), programme(4, 48_000, seed=2)[:, :1]]
    source = encode(tmp_path / 'two.mka', sounds, 48_000, 'flac', 's16')
    assert run('measure', source)[0] == 2
    for number, channels in (('1', 2), ('2', 1)):
        code, out, _ = run('measure', source, '--stream', number, '--json')
        assert (code, json.loads(out)['channels']) == (0, channels)
    assert run('segments', source)[0] == 2
    code, out, _ = run('segments', source, '--stream', '2', '--json')
    assert (code, len(json.loads(out)['segments'])) == (0, 1)


def test_a_video_comes_back_as_sound_or_with_its_picture(run: Run, tmp_path: Path) -> None:
    source = encode(tmp_path / 'set.mp4', programme(3, 48_000), 48_000, 'aac', 'fltp', picture=True, bit_rate=192_000)
    code, _, err = run('level', source, tmp_path / 'out.mp4', '--target', '-20', '--keep-video')
    assert code == 0
    assert probe(tmp_path / 'out.mp4').video
    assert run('level', source, tmp_path / 'out.m4a', '--target', '-20')[0] == 0
    assert not probe(tmp_path / 'out.m4a').video
    code, _, err = run('level', source, tmp_path / 'out.flac', '--target', '-20', '--keep-video')
    assert (code, 'a name that ends with .mp4' in err) == (2, True)


def test_a_preset_that_is_not_there_is_told_with_those_that_are(run: Run, mix: Path, tmp_path: Path) -> None:
    for target in ((), ('--target', '-14')):
        code, _, err = run('level', mix, tmp_path / 'out.wav', '--preset', 'Nope', *target)
        assert (code, 'There is no preset called “Nope”. There are: Spotify' in err) == (2, True), err
    code, _, err = run('level', mix, tmp_path / 'out.wav', '--preset', 'Spotify', '--target', '-14')
    assert (code, 'either --target LUFS or --preset NAME' in err) == (2, True)


def test_what_is_converted_is_not_said_to_be_the_original(run: Run, tmp_path: Path) -> None:
    short = write_mix(tmp_path / 'short.wav', 0.2)
    _, out, _ = run('level', short, tmp_path / 'out.flac', '--target', '-14')
    assert 'so its loudness was left as it is' in out
    _, out, _ = run('level', short, tmp_path / 'out.wav', '--target', '-14')
    assert 'so you get the original back' in out


def test_a_sound_is_not_put_into_a_file_that_is_named_as_a_video(run: Run, mix: Path, tmp_path: Path) -> None:
    code, _, err = run('level', mix, tmp_path / 'out.mp4', '--target', '-16')
    assert (code, 'choose one of .wav' in err) == (2, True)
    named = encode(tmp_path / 'set.mp4', programme(2, 48_000), 48_000, 'aac', 'fltp', muxer='ipod')
    assert run('level', named, tmp_path / 'out.mp4', '--target', '-16')[0] == 0
