"""Files that FFmpeg reads, with bytes lost, written over, put between, cut off and put together.

Whatever can be decoded comes back in its place, and what cannot is told with the time: never silently.
"""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.audio.files import probe
from app.audio.types import Samples
from tests.audio.files import foreign
from tests.audio.files.broken import noise, pitch_of, tone, with_warnings
from tests.audio.files.foreign import encode

KINDS: dict[str, tuple[str, str, int, dict[str, Any]]] = {
    'a.mka': ('flac', 's16', 44100, {}),
    'a.mkv': ('aac', 'fltp', 44100, {'picture': True}),
    'a.webm': ('libopus', 'flt', 48000, {}),
    'a.oga': ('flac', 's16', 44100, {'muxer': 'ogg'}),
    'a.wv': ('wavpack', 's16p', 44100, {}),
    'a.tta': ('tta', 's16', 44100, {}),
    'a.ac3': ('ac3', 'fltp', 44100, {}),
    'a.eac3': ('eac3', 'fltp', 44100, {}),
    'a.aac': ('aac', 'fltp', 44100, {}),
}
"""Name, codec, sample format and rate of a small file of each kind."""
NUMBERED = ('a.mka', 'a.mkv', 'a.webm', 'a.oga', 'a.wv', 'a.tta')
"""Kinds whose packets or blocks tell when they are."""
SECONDS = 6.0


def made(folder: Path, name: str, seconds: float = SECONDS) -> bytes:
    """A whole file: its first half is a tone of 400 Hz, its second one of 1000."""
    codec, form, rate, more = KINDS[name]
    sound = np.concatenate([tone(seconds / 2, 400, rate), tone(seconds / 2, 1000, rate)])
    return encode(folder / name, sound, rate, codec, form, **more).read_bytes()


def read(folder: Path, name: str, data: bytes) -> tuple[Samples, float, list[str]]:
    """What a file gives, for how many seconds, and what is told."""
    path = folder / f'broken-{name}'
    path.write_bytes(data)
    got, warnings = with_warnings(path)
    return got, len(got) / KINDS[name][2], warnings


def ends_with_the_second_tone(got: Samples, rate: int) -> bool:
    return pitch_of(got[-rate:], rate) == pytest.approx(1000, abs=5)


@pytest.mark.parametrize('name', KINDS)
def test_a_whole_file_raises_no_alarm(tmp_path: Path, name: str) -> None:
    _, seconds, warnings = read(tmp_path, name, made(tmp_path, name))
    assert warnings == []
    assert seconds == pytest.approx(SECONDS, abs=0.05)


@pytest.mark.parametrize('name', KINDS)
def test_junk_in_the_middle_costs_the_place_it_stands_in_and_no_more(tmp_path: Path, name: str) -> None:
    data = made(tmp_path, name)
    got, seconds, warnings = read(tmp_path, name, data[: len(data) * 2 // 5] + noise(3000) + data[len(data) * 2 // 5 :])
    assert any('at 0:0' in warning for warning in warnings)
    assert seconds == pytest.approx(SECONDS, abs=0.12)
    assert ends_with_the_second_tone(got, KINDS[name][2])


@pytest.mark.parametrize('name', KINDS)
def test_bytes_that_are_lost_are_told_and_leave_their_time_where_it_is_known(tmp_path: Path, name: str) -> None:
    data = made(tmp_path, name)
    at, size = len(data) // 3, len(data) // 6
    got, seconds, warnings = read(tmp_path, name, data[:at] + data[at + size :])
    assert any('at 0:0' in warning for warning in warnings)
    assert ends_with_the_second_tone(got, KINDS[name][2])
    if name in NUMBERED:
        assert seconds == pytest.approx(SECONDS, abs=0.12)
        assert any('of sound is missing at 0:0' in warning for warning in warnings)


@pytest.mark.parametrize('name', KINDS)
def test_bytes_that_were_written_over_are_told(tmp_path: Path, name: str) -> None:
    data = made(tmp_path, name)
    at, size = len(data) // 3, len(data) // 8
    got, seconds, warnings = read(tmp_path, name, data[:at] + bytes(size) + data[at + size :])
    assert any('at 0:0' in warning for warning in warnings)
    assert ends_with_the_second_tone(got, KINDS[name][2])
    if name not in ('a.aac',):  # frames of any size: nothing tells how many they were
        assert seconds == pytest.approx(SECONDS, abs=0.12)


@pytest.mark.parametrize('name', KINDS)
def test_a_file_that_was_cut_off_is_told(tmp_path: Path, name: str) -> None:
    data = made(tmp_path, name)
    _, seconds, warnings = read(tmp_path, name, data[: len(data) * 55 // 100])
    assert 1.9 < seconds < 4.5
    assert any('missing' in warning for warning in warnings)


@pytest.mark.parametrize('name', NUMBERED)
def test_files_put_together_give_all_of_their_sound(tmp_path: Path, name: str) -> None:
    data = made(tmp_path, name, 3.0)
    got, seconds, warnings = read(tmp_path, name, data + data)
    assert seconds == pytest.approx(6.0, abs=0.1)
    assert ends_with_the_second_tone(got, KINDS[name][2])
    assert warnings == ['This file was put together from several: another one begins at 0:03.']
    assert probe(tmp_path / f'broken-{name}').duration_s == pytest.approx(6.0, abs=0.15)


@pytest.mark.parametrize('name', ['a.ac3', 'a.eac3', 'a.aac'])
def test_bare_frames_put_together_are_one_stream(tmp_path: Path, name: str) -> None:
    data = made(tmp_path, name, 3.0)
    _, seconds, warnings = read(tmp_path, name, data + data)
    assert seconds == pytest.approx(6.0, abs=0.15)
    assert warnings == []


@pytest.mark.parametrize('name', KINDS)
def test_noise_behind_the_sound_takes_nothing_of_it(tmp_path: Path, name: str) -> None:
    data = made(tmp_path, name)
    got, seconds, _ = read(tmp_path, name, data + noise(len(data)))
    assert seconds == pytest.approx(SECONDS, abs=0.05)
    assert ends_with_the_second_tone(got, KINDS[name][2])


def test_a_recording_that_never_ended_is_no_damage(tmp_path: Path) -> None:
    """Live Matroska: no sizes, no length."""
    sound = tone(SECONDS, 400)
    path = encode(tmp_path / 'a.mka', sound, 44100, 'flac', 's16', muxer='matroska', container_options={'live': '1'})
    got, warnings = with_warnings(path)
    assert warnings == []
    assert len(got) == len(sound)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert ['breaks off' in warning for warning in with_warnings(path)[1]] == [True]


@pytest.mark.parametrize('make', [foreign.dsf, foreign.dff])
def test_dsd_is_counted(tmp_path: Path, make: Callable[[Path, Samples, int], Path]) -> None:
    sound = tone(1.0, 400)
    path = make(tmp_path / f'a.{make.__name__}', sound, 44100)
    data = path.read_bytes()
    whole, warnings = with_warnings(path)
    assert warnings == []
    path.write_bytes(data + data)
    got, warnings = with_warnings(path)
    assert len(got) == pytest.approx(2 * len(whole), abs=20)
    assert warnings == ['This file was put together from several: another one begins at 0:01.']
    path.write_bytes(data[: len(data) // 2])
    got, warnings = with_warnings(path)
    assert len(got) == pytest.approx(len(whole) / 2, abs=1200)
    assert 'less is there than the header says' in warnings[0]


def test_a_dsf_head_that_tells_too_little_or_too_much(tmp_path: Path) -> None:
    path = foreign.dsf(tmp_path / 'a.dsf', tone(1.0, 400), 44100)
    data = bytearray(path.read_bytes())
    data[64:72] = struct.pack('<Q', 1_000_000)
    path.write_bytes(data)
    got, warnings = with_warnings(path)
    assert len(got) / 88_200 == pytest.approx(1.0, abs=0.02)
    assert 'more of its sound stand behind' in warnings[0]
    data[64:72] = struct.pack('<Q', 10_000_000)
    path.write_bytes(data)
    assert 'Audio is missing from 0:01 on' in with_warnings(path)[1][0]


def amr(frames: int, seed: int) -> bytes:
    return b''.join(b'\x3c' + noise(31, seed * 1000 + number) for number in range(frames))


def test_amr_goes_on_behind_junk_and_another_head(tmp_path: Path) -> None:
    path = tmp_path / 'a.amr'
    path.write_bytes(b'#!AMR\n' + amr(75, 1) + b'\xff' * 333 + amr(75, 2) + b'#!AMR\n' + amr(100, 3))
    got, warnings = with_warnings(path)
    assert len(got) == 250 * 160
    assert warnings == [
        '333 bytes at 0:01 are no sound: they were left out.',
        'This file was put together from several: another one begins at 0:03.',
    ]


@pytest.mark.parametrize('name', ['a.mka', 'a.webm'])
def test_times_that_jump_are_silence_of_that_length(tmp_path: Path, name: str) -> None:
    """A cluster that is gone altogether, so that all that is left is whole."""
    data = made(tmp_path, name, 16.0)
    head = b'\x1f\x43\xb6\x75'
    clusters = [at for at in range(len(data)) if data.startswith(head, at)]
    assert len(clusters) >= 3
    got, seconds, warnings = read(tmp_path, name, data[: clusters[1]] + data[clusters[2] :])
    assert seconds == pytest.approx(16.0, abs=0.12)
    assert any('of sound is missing at 0:0' in warning for warning in warnings)
    assert ends_with_the_second_tone(got, KINDS[name][2])


@pytest.mark.parametrize('codec', ['adpcm_ms', 'adpcm_ima_wav'])
def test_adpcm_is_counted_by_its_blocks(tmp_path: Path, codec: str) -> None:
    form = 's16' if codec == 'adpcm_ms' else 's16p'
    data = encode(tmp_path / 'a.wav', tone(3.0, 400), 44100, codec, form).read_bytes()
    path = tmp_path / 'b.wav'

    def told(data: bytes) -> tuple[float, list[str]]:
        path.write_bytes(data)
        got, warnings = with_warnings(path)
        return len(got) / 44100, warnings

    whole, warnings = told(data)
    assert warnings == []
    seconds, warnings = told(data + data)
    assert seconds == pytest.approx(2 * whole, abs=0.1)
    assert warnings == ['This file was put together from several: another one begins at 0:03.']
    seconds, warnings = told(data[: len(data) * 55 // 100])
    assert seconds == pytest.approx(whole * 0.55, abs=0.1)
    assert 'less is there than the header says' in warnings[0]
    seconds, warnings = told(data[: len(data) // 2] + noise(3001) + data[len(data) // 2 :])
    assert seconds == pytest.approx(whole, abs=0.15)
    assert '3,0' in warnings[0]
    at = data.index(b'data') + 4
    seconds, warnings = told(data[:at] + struct.pack('<I', len(data) // 2 // 4096 * 4096) + data[at + 4 :])
    assert seconds == pytest.approx(whole, abs=0.1)
    assert 'more of its sound stand behind' in warnings[0]


@pytest.mark.parametrize('how', ['junk', 'hole', 'zeros'])
def test_fragments_of_mp4_go_on_behind_a_damaged_one(tmp_path: Path, how: str) -> None:
    options = {'movflags': 'frag_keyframe+empty_moov', 'frag_duration': '1000000'}
    sound = np.concatenate([tone(6.0, 400), tone(6.0, 1000)])
    path = encode(tmp_path / 'a.mp4', sound, 44100, 'aac', 'fltp', container_options=options)
    data = path.read_bytes()
    whole, warnings = with_warnings(path)
    assert warnings == []
    at, size = len(data) // 3, len(data) // 8
    damaged = {
        'junk': data[:at] + noise(3000) + data[at:],
        'hole': data[:at] + data[at + size :],
        'zeros': data[:at] + bytes(size) + data[at + size :],
    }
    path.write_bytes(damaged[how])
    got, warnings = with_warnings(path)
    assert len(got) == pytest.approx(len(whole), abs=3000)
    assert ends_with_the_second_tone(got, 44100)
    assert any('of sound is missing at 0:0' in warning for warning in warnings)


def test_fragments_that_were_cut_off_are_told(tmp_path: Path) -> None:
    options = {'movflags': 'frag_keyframe+empty_moov', 'frag_duration': '1000000'}
    path = encode(tmp_path / 'a.mp4', tone(6.0, 400), 44100, 'aac', 'fltp', container_options=options)
    path.write_bytes(path.read_bytes()[:-30_000])
    got, warnings = with_warnings(path)
    assert len(got) > 2 * 44100
    assert 'breaks off at 0:0' in warnings[0]


def retimed(path: Path, result: Path, place: Callable[[int, int], int]) -> Path:
    """The same packets with other times: `place` gets a packet's number and its milliseconds."""
    with av.open(str(path)) as old, av.open(str(result), 'w', format='matroska') as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        packets = (packet for packet in old.demux(old.streams.audio[0]) if packet.size)
        for number, packet in enumerate(packets):
            assert packet.pts is not None
            packet.pts = packet.dts = place(number, packet.pts)
            packet.stream = stream
            new.mux(packet)
    return result


@pytest.mark.parametrize(
    'place',
    [
        lambda number, at: at // 60 * 60 + at % 60 // 20,
        lambda number, at: at * 1003 // 1000,
        lambda number, at: at + 5000,
    ],
    ids=['jitter', 'drift', 'late'],
)
def test_times_as_live_programs_write_them_are_no_loss(tmp_path: Path, place: Callable[[int, int], int]) -> None:
    sound = tone(20.0, 400, 48000)
    path = encode(tmp_path / 'a.webm', sound, 48000, 'libopus', 'flt')
    got, warnings = with_warnings(retimed(path, tmp_path / 'b.mkv', place))
    assert warnings == []
    assert len(got) == pytest.approx(len(sound), abs=1000)


def test_a_recording_that_dropped_packets_is_told(tmp_path: Path) -> None:
    sound = tone(20.0, 400, 48000)
    path = encode(tmp_path / 'a.webm', sound, 48000, 'libopus', 'flt')
    later = retimed(path, tmp_path / 'b.mkv', lambda number, at: at + (700 if at > 10_000 else 0))
    got, warnings = with_warnings(later)
    assert len(got) == pytest.approx(len(sound) + 0.7 * 48000, abs=1000)
    assert warnings[0].startswith('0.70 s of sound is missing at 0:10')
