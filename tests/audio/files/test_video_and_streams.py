"""Files with more in them than one sound: pictures stay untouched, and nobody guesses which sound was meant."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.audio import Goal, Reading, level
from app.audio.errors import SeveralStreams, UnsupportedAudio
from app.audio.files import probe
from app.audio.files.result_names import named, with_picture
from tests.audio.files.foreign import encode
from tests.audio.files.sounds import error_db, ffmpeg_decode, make, programme, read_all
from tests.audio.signals import mix

RATE = 48_000
VIDEOS: dict[str, dict[str, Any]] = {
    'a.mp4': {'codec': 'aac', 'form': 'fltp', 'bit_rate': 192_000},
    'b.mp4': {'codec': 'ac3', 'form': 'fltp', 'bit_rate': 384_000},
    'a.mov': {'codec': 'pcm_s24le', 'form': 's32'},
    'b.mov': {'codec': 'aac', 'form': 'fltp', 'bit_rate': 192_000},
    'a.mkv': {'codec': 'aac', 'form': 'fltp', 'bit_rate': 192_000},
    'b.mkv': {'codec': 'flac', 'form': 's16'},
    'c.mkv': {'codec': 'libopus', 'form': 'flt', 'bit_rate': 160_000},
    'a.webm': {'codec': 'libopus', 'form': 'flt', 'bit_rate': 160_000},
}


def packets(path: Path, kind: str = 'video') -> list[tuple[bytes, float]]:
    """The packets of the picture (or of something else), and when each is shown."""
    with av.open(str(path)) as container:
        stream = next(one for one in container.streams if one.type == kind)
        return [
            (bytes(packet), float((packet.pts or 0) * packet.time_base)) for packet in container.demux(stream)
            if packet.size
        ]  # fmt: skip


@pytest.mark.nightly(all_but={'a.mp4'})
@pytest.mark.slow
@pytest.mark.parametrize('name', VIDEOS)
def test_the_sound_is_levelled_and_put_back_beside_the_untouched_picture(tmp_path: Path, name: str) -> None:
    source = encode(tmp_path / name, mix(9, RATE) * 0.4, RATE, **VIDEOS[name], picture=True, words={'title': 'A night'})
    result = tmp_path / f'out{source.suffix}'
    outcome = level(source, result, Goal(-11.0, -1.0), keep_video=True)
    before, after = probe(source), probe(result)
    assert (after.container, after.codec, after.video) == (before.container, before.codec, True)
    assert [data for data, _ in packets(source)] == [data for data, _ in packets(result)]
    times = [[time for _, time in packets(path)] for path in (source, result)]
    assert np.diff(times[0]) == pytest.approx(np.diff(times[1]), abs=0.0015), 'the picture keeps its pace'
    assert late(result) == pytest.approx(late(source), abs=0.03), 'and sound and picture stay together'
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-11.0, abs=0.1)
    assert (outcome.output.true_peak_dbtp or 0.0) <= -0.95
    assert 'The picture is the one that was there.' in outcome.explanation
    with av.open(str(result)) as container:
        assert container.metadata.get('title') == 'A night'
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, result.name])


def late(path: Path) -> float:
    """How much later than the first picture the sound begins that is in the file, s."""
    with av.open(str(path)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        streams: Any = (picture, sound)
        begins = [float((one.start_time or 0) * one.time_base) for one in streams]
    heard = np.abs(ffmpeg_decode(path)[:, 0])
    first: float = float(np.argmax(heard > 0.05 * heard.max())) / RATE
    return float(begins[1]) - float(begins[0]) + first


def test_a_sound_that_begins_after_the_picture_still_does(tmp_path: Path) -> None:
    source = encode(tmp_path / 'a.mkv', mix(9, RATE) * 0.4, RATE, 'flac', 's16', picture=True)
    moved = tmp_path / 'b.mkv'
    with av.open(str(source)) as old, av.open(str(moved), 'w') as new:
        made = {one.index: new.add_stream_from_template(one) for one in old.streams}
        packet: Any
        for packet in old.demux():
            if packet.size:
                sound = packet.stream.type == 'audio'
                shift = round(1 / packet.time_base) if sound else 0
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.stream = made[packet.stream.index]
                new.mux(packet)
    level(moved, tmp_path / 'out.mkv', Goal(-20.0), keep_video=True)
    assert late(tmp_path / 'out.mkv') == pytest.approx(late(moved), abs=0.002)
    assert late(moved) == pytest.approx(late(source) + 1.0, abs=0.002)


def test_mono_that_counts_twice_counts_so_beside_a_picture_too(tmp_path: Path) -> None:
    source = encode(
        tmp_path / 'a.mp4', mix(9, RATE)[:, :1] * 0.4, RATE, codec='aac', form='fltp', bit_rate=128_000, picture=True
    )
    outcome = level(source, tmp_path / 'out.mp4', Goal(-16.0), keep_video=True, reading=Reading(dual_mono=True))
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-16.0, abs=0.1), 'before and after are counted the same way'


def test_a_picture_is_kept_under_its_own_name_alone_and_only_where_there_is_one(tmp_path: Path) -> None:
    video = encode(tmp_path / 'a.mp4', programme(1, RATE), RATE, 'aac', 'fltp', picture=True)
    with_picture(probe(video), Path('out.MP4'))
    with pytest.raises(UnsupportedAudio, match=r'give the result a name that ends with \.mp4'):
        with_picture(probe(video), Path('out.mkv'))
    with pytest.raises(UnsupportedAudio, match='its picture would be lost'):
        named(probe(video), Path('out.mp4'))
    assert named(probe(video), Path('out.m4a')) == 'm4a'
    with pytest.raises(UnsupportedAudio, match='no moving picture'):
        with_picture(probe(make(tmp_path / 'a.wav', programme(1))), Path('out.mp4'))


def test_a_cover_is_no_moving_picture(tmp_path: Path) -> None:
    with av.open(str(tmp_path / 'a.mka'), 'w', format='matroska') as container:
        cover = container.add_stream('mjpeg', rate=1)
        cover.width = cover.height = 32
        cover.pix_fmt = 'yuvj420p'
        sound: Any = container.add_stream('flac', rate=RATE, layout='stereo')
        sound.codec_context.format = 's16'
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 2 * RATE), np.int16), format='s16', layout='stereo')
        frame.sample_rate = RATE
        image = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format='rgb24').reformat(format='yuvj420p')
        image.pts = frame.pts = 0
        container.mux(cover.encode(image))
        container.mux(sound.encode(frame))
        container.mux(cover.encode(None))
        container.mux(sound.encode(None))
    assert (probe(tmp_path / 'a.mka').container, probe(tmp_path / 'a.mka').video) == ('mka', False)


@pytest.fixture
def languages(tmp_path: Path) -> tuple[Path, list[Any]]:
    sounds = [programme(3, RATE), programme(3, RATE, seed=2)[:, :1]]
    titles = [('eng', 'Main room'), ('deu', '')]
    return encode(tmp_path / 'two.mka', sounds, RATE, 'flac', 's16', titles=titles), sounds


def test_of_several_sounds_one_must_be_chosen_and_all_are_listed(languages: tuple[Path, list[Any]]) -> None:
    path, _ = languages
    with pytest.raises(SeveralStreams) as refused:
        probe(path)
    assert '2 audio streams: 1 (FLAC, stereo, eng, “Main room”), 2 (FLAC, mono, deu)' in str(refused.value)
    assert refused.value.streams == ('1 (FLAC, stereo, eng, “Main room”)', '2 (FLAC, mono, deu)')
    with pytest.raises(UnsupportedAudio, match='no audio stream 3 in this file: it has 2'):
        probe(path, stream=2)


@pytest.mark.parametrize('number', [0, 1])
def test_the_sound_that_was_chosen_is_the_one_that_comes_back(
    tmp_path: Path, languages: tuple[Path, list[Any]], number: int
) -> None:
    path, sounds = languages
    outcome = level(path, tmp_path / 'out.mka', Goal(-20.0), stream=number)
    heard = read_all(tmp_path / 'out.mka')
    assert outcome.output.integrated_lufs == pytest.approx(-20.0, abs=0.1)
    assert heard.shape == sounds[number].shape
    scale = float(np.sqrt(np.mean(sounds[number] ** 2) / np.mean(heard**2)))
    assert error_db(sounds[number], heard * np.float32(scale)) < -60
    right = level(tmp_path / 'out.mka', tmp_path / 'again.mka', Goal(-20.0), stream=0)
    assert right.verdict == 'unchanged', 'the only stream of a file is its first'


@pytest.mark.parametrize(
    ('name', 'codec', 'form', 'muxer'),
    [('two.ogg', 'libopus', 'flt', 'ogg'), ('two.m4a', 'aac', 'fltp', 'ipod'), ('two.oga', 'flac', 's16', 'ogg')],
)
def test_two_sounds_are_seen_in_every_container_that_can_hold_them(
    tmp_path: Path, name: str, codec: str, form: str, muxer: str
) -> None:
    sounds = [programme(2, RATE), programme(2, RATE, seed=2)]
    path = encode(tmp_path / name, sounds, RATE, codec, form, muxer=muxer)
    with pytest.raises(SeveralStreams, match='2 audio streams'):
        probe(path)
    outcome = level(path, tmp_path / f'out{path.suffix}', Goal(-20.0), stream=1)
    assert outcome.output.integrated_lufs == pytest.approx(-20.0, abs=0.1)
    assert probe(tmp_path / f'out{path.suffix}').container == probe(path, stream=1).container
    heard = read_all(tmp_path / f'out{path.suffix}')
    alike = [float(np.corrcoef(heard[: 2 * RATE, 0], sound[: len(heard), 0])[0, 1]) for sound in sounds]
    assert alike[1] > alike[0] + 0.01


def test_a_video_of_two_languages_keeps_the_other_one_beside_the_picture(tmp_path: Path) -> None:
    sounds = [mix(6, RATE) * 0.3, mix(6, RATE, seed=5) * 0.3]
    titles = [('eng', 'Main'), ('deu', 'Zweiter')]
    path = encode(tmp_path / 'a.mkv', sounds, RATE, 'flac', 's16', titles=titles, picture=True)
    outcome = level(path, tmp_path / 'out.mkv', Goal(-16.0), stream=1, keep_video=True)
    assert outcome.output.integrated_lufs == pytest.approx(-16.0, abs=0.1)
    with av.open(str(tmp_path / 'out.mkv')) as container:
        assert [one.language for one in container.streams.audio] == ['eng', 'deu']
    assert packets(path, 'audio') == packets(tmp_path / 'out.mkv', 'audio'), 'the first is as it was'
