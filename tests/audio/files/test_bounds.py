"""What a file carries beside its sound is bounded: a small file that would keep a reader busy for minutes, or unpack to
gigabytes, is refused with a sentence before any reader sees it."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from app.audio import Goal, level, measure
from app.audio.errors import UnsupportedAudio
from app.audio.files import probe
from app.audio.files.metadata import kept_tags
from app.audio.files.tags import chapters, mutagen_types
from app.audio.files.tags.chapters import Chapter
from app.audio.files.tags.id3 import clean_id3, parse_id3
from tests.audio.files.sounds import make, programme, tagged, write_like

CARRIES_TOO_MUCH = 'carries more beside its sound than is read'


def syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def id3(*frames: bytes, version: int = 4, flags: int = 0) -> bytes:
    body = b''.join(frames)
    return b'ID3' + bytes((version, 0, flags)) + syncsafe(len(body)) + body


def frame(name: bytes, content: bytes, flags: int = 0, version: int = 4) -> bytes:
    size = syncsafe(len(content)) if version == 4 else len(content).to_bytes(4, 'big')
    return name + size + flags.to_bytes(2, 'big') + content


def packed(name: bytes, megabytes: int, version: int = 4) -> bytes:
    unpacked = b'\x03name\0' + b'a' * (megabytes << 20)
    body = len(unpacked).to_bytes(4, 'big') + zlib.compress(unpacked, 9)
    if version == 4:
        body = syncsafe(min(len(unpacked), 2**28 - 1)) + body[4:]
    return frame(name, body, 0x09 if version == 4 else 0x80, version)


def chapter_with(inner: bytes, version: int = 4) -> bytes:
    return frame(b'CHAP', b'c\0' + bytes(16) + inner, version=version)


TAGS = {
    'packed': id3(packed(b'TXXX', 64)),
    'packed, older': id3(packed(b'TXXX', 64, version=3), version=3),
    'packed, many': id3(*[packed(b'TXXX', 3)] * 20),
    'packed in a chapter': id3(chapter_with(packed(b'TIT2', 64))),
    'a packed chapter': id3(frame(b'CHAP', zlib.compress(bytes(2000)), 0x08)),
    'frames without number': id3(*[frame(b'TXXX', b'\x03a\0b')] * 5_000),
    'chapters without number': id3(*[chapter_with(b'')] * 5_000),
    'frames in one chapter': id3(chapter_with(frame(b'TXXX', b'\x03a\0b') * 5_000)),
    'empty frames': id3(frame(b'TXXX', b'') * 5_000),
    'old frames': id3(b'TXX\0\0\x05\0a\0bc' * 5_000, version=2),
    'zeros behind 255': id3(
        frame(b'TXXX', b'\0\xff', version=3).replace(b'\xff', b'\xff\0') * 5_000, version=3, flags=0x80
    ),
}


def in_front(tag: bytes, sound: Path, path: Path) -> Path:
    path.write_bytes(tag + sound.read_bytes())
    return path


def in_wav(tag: bytes, sound: Path, path: Path) -> Path:
    chunk = b'id3 ' + struct.pack('<I', len(tag)) + tag + b'\0' * (len(tag) & 1)
    whole = sound.read_bytes() + chunk
    path.write_bytes(whole[:4] + struct.pack('<I', len(whole) - 8) + whole[8:])
    return path


def in_aiff(tag: bytes, sound: Path, path: Path) -> Path:
    chunk = b'ID3 ' + struct.pack('>I', len(tag)) + tag + b'\0' * (len(tag) & 1)
    whole = sound.read_bytes() + chunk
    path.write_bytes(whole[:4] + struct.pack('>I', len(whole) - 8) + whole[8:])
    return path


PLACES: dict[str, Callable[[bytes, Path, Path], Path]] = {
    'mp3': in_front,
    'flac': in_front,
    'aac': in_front,
    'wav': in_wav,
    'aiff': in_aiff,
}


@pytest.fixture(scope='module')
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two seconds in every format."""
    folder, sound = tmp_path_factory.mktemp('sounds'), programme(2)
    made = {kind: make(folder / f'a.{kind}', sound, container=kind.upper()) for kind in ('wav', 'aiff')}
    for kind in ('mp3', 'flac', 'm4a', 'ogg'):
        made[kind] = write_like(folder / f'a.{kind}', probe(made['wav']), sound, container=kind)
    fit = probe(make(folder / 'b.wav', programme(2, 48_000), 48_000))
    made['opus'] = write_like(folder / 'a.opus', fit, programme(2, 48_000), container='opus')
    made['aac'] = folder / 'a.aac'
    with av.open(str(made['m4a'])) as old, av.open(str(made['aac']), 'w', format='adts') as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(old.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    return made


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize('what', TAGS)
@pytest.mark.parametrize('kind', PLACES)
def test_a_tag_that_would_unpack_or_count_without_an_end_is_refused(
    kind: str, what: str, sounds: dict[str, Path], tmp_path: Path
) -> None:
    path = PLACES[kind](TAGS[what], sounds[kind], tmp_path / f'mix.{kind}')
    with pytest.raises(UnsupportedAudio, match=CARRIES_TOO_MUCH):
        probe(path)
    with pytest.raises(UnsupportedAudio, match=CARRIES_TOO_MUCH):
        level(path, tmp_path / f'out.{kind}', Goal(-14.0, -1.0))
    assert sorted(one.name for one in tmp_path.iterdir()) == [f'mix.{kind}'], 'nothing is left behind'


@pytest.mark.parametrize('what', TAGS)
def test_no_reader_is_given_such_a_tag_wherever_it_comes_from(what: str) -> None:
    """The chunks of files that no walk can follow end here as well; the tag stays as it was."""
    assert parse_id3(TAGS[what]) is None
    assert clean_id3(TAGS[what]) == TAGS[what]


@pytest.mark.parametrize('version', [3, 4])
def test_a_little_packed_text_and_a_thousand_chapters_are_read(
    version: int, sounds: dict[str, Path], tmp_path: Path
) -> None:
    text = zlib.compress(b'\0Mein Mix')
    size = (9).to_bytes(4, 'big')
    title = frame(b'TIT2', size + text, 0x09 if version == 4 else 0x80, version)
    inner = frame(b'TIT2', b'\0One', version=version)
    many = [frame(b'CHAP', b'c%d\0' % n + bytes(16) + inner, version=version) for n in range(1000)]
    path = in_front(id3(title, *many, version=version), sounds['mp3'], tmp_path / 'mix.mp3')
    probe(path)
    assert str(tagged(path)['TIT2']) == 'Mein Mix'
    assert parse_id3(kept_tags.id3_head(path)) is not None


def ogg_with_comments(count: int, size: int, path: Path, sound: Path) -> Path:
    path.write_bytes(sound.read_bytes())
    file = tagged(path)
    file.tags.extend([('A', 'b' * size)] * count)
    file.save(padding=lambda info: 0)
    return path


@pytest.mark.parametrize('kind', ['ogg', 'opus', 'flac'])
def test_comments_without_number_are_refused(kind: str, sounds: dict[str, Path], tmp_path: Path) -> None:
    path = ogg_with_comments(10_001, 1, tmp_path / f'mix.{kind}', sounds[kind])
    with pytest.raises(UnsupportedAudio, match='more than 10000 entries'):
        probe(path)
    assert probe(ogg_with_comments(9_000, 100, tmp_path / f'fit.{kind}', sounds[kind])).frames > 0


def test_comments_are_counted_in_the_stream_that_is_read_whatever_begins_before_it(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    before = sounds['opus'].read_bytes()
    many = ogg_with_comments(10_001, 1, tmp_path / 'many.ogg', sounds['ogg'])
    path = tmp_path / 'mix.ogg'
    path.write_bytes(before[: before.index(b'OggS', 4)] + many.read_bytes())
    with pytest.raises(UnsupportedAudio, match='more than 10000 entries'):
        probe(path)


@pytest.mark.parametrize('kind', ['ogg', 'opus'])
def test_a_comment_larger_than_any_picture_is_refused(kind: str, sounds: dict[str, Path], tmp_path: Path) -> None:
    whole = sounds[kind].read_bytes()
    second = whole.index(b'OggS', 4)  # the page in which the comments begin
    page = whole[second : second + 26] + b'\xff' + b'\xff' * 255 + bytes(255 * 255)
    path = tmp_path / f'mix.{kind}'
    path.write_bytes(whole[:second] + page * 520 + whole[second:])
    with pytest.raises(UnsupportedAudio, match='more than 32 MB'):
        probe(path)


def test_a_flac_file_with_pictures_without_an_end_is_refused(sounds: dict[str, Path], tmp_path: Path) -> None:
    whole = sounds['flac'].read_bytes()
    blocks = (b'\x06' + (15 << 20).to_bytes(3, 'big') + bytes(15 << 20)) * 3
    path = tmp_path / 'mix.flac'
    path.write_bytes(whole[:42] + blocks + whole[42:])
    with pytest.raises(UnsupportedAudio, match='more than 32 MB'):
        probe(path)


def test_a_flac_file_with_places_to_seek_to_without_number_is_refused(sounds: dict[str, Path], tmp_path: Path) -> None:
    whole, points = sounds['flac'].read_bytes(), bytes(18) * 100_001
    path = tmp_path / 'mix.flac'
    path.write_bytes(whole[:42] + b'\x03' + len(points).to_bytes(3, 'big') + points + whole[42:])
    with pytest.raises(UnsupportedAudio, match='more than 100000 entries'):
        probe(path)


def test_a_comment_that_claims_to_reach_far_beyond_its_block_is_refused(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    whole = sounds['flac'].read_bytes()
    comment = struct.pack('<III', 0, 1, 0x7FFF_FFFF)
    path = tmp_path / 'mix.flac'
    path.write_bytes(whole[:42] + b'\x04' + len(comment).to_bytes(3, 'big') + comment + whole[42:])
    with pytest.raises(UnsupportedAudio, match='more than 32 MB'):
        probe(path)


@pytest.mark.parametrize('where', ['front', 'end', 'moov'])
def test_an_m4a_file_of_atoms_without_number_is_refused(where: str, sounds: dict[str, Path], tmp_path: Path) -> None:
    whole, atoms = sounds['m4a'].read_bytes(), struct.pack('>I4s', 8, b'free') * 200_001
    begin = struct.unpack('>I', whole[:4])[0]
    if where == 'moov':
        atoms = struct.pack('>I4s', 8 + len(atoms), b'moov') + atoms
    path = tmp_path / 'mix.m4a'
    path.write_bytes(whole + atoms if where == 'end' else whole[:begin] + atoms + whole[begin:])
    with pytest.raises(UnsupportedAudio, match='more than 200000 entries'):
        probe(path)


def test_an_m4a_file_with_a_packed_header_is_refused(sounds: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / 'mix.m4a'
    path.write_bytes(sounds['m4a'].read_bytes() + struct.pack('>I4sI4s', 16, b'moov', 8, b'cmov'))
    with pytest.raises(UnsupportedAudio, match='is packed'):
        probe(path)


def test_a_large_cover_goes_along(sounds: dict[str, Path], tmp_path: Path) -> None:
    picture = frame(b'APIC', b'\0image/jpeg\0\x03\0' + bytes(range(256)) * 40_000)
    path = in_front(id3(picture), sounds['mp3'], tmp_path / 'mix.mp3')
    level(path, tmp_path / 'out.mp3', Goal(-20.0, -1.0))
    assert len(tagged(tmp_path / 'out.mp3').tags.getall('APIC')[0].data) == 256 * 40_000


def test_an_ape_tag_whose_names_have_no_end_is_left_out(sounds: dict[str, Path], tmp_path: Path) -> None:
    item = struct.pack('<II', 1, 0) + b'a' * 400_000 + b'\0b'
    foot = b'APETAGEX' + struct.pack('<IIII', 2000, len(item) + 32, 1, 0) + bytes(8)
    path = tmp_path / 'mix.mp3'
    path.write_bytes(sounds['mp3'].read_bytes() + item + foot)
    assert kept_tags.mp3_tail(path) == b''
    sane = tmp_path / 'sane.mp3'
    sane.write_bytes(sounds['mp3'].read_bytes())
    ape = mutagen_types.APE()
    ape['Title'] = 'Mein Mix'
    ape.save(sane)
    assert b'Mein Mix' in kept_tags.mp3_tail(sane)


def test_the_first_chapters_of_a_file_with_thousands_are_used_and_that_is_told(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    many = tuple(Chapter(n / 1000, (n + 1) / 1000, f'{n}') for n in range(1_500))
    tag = chapters.as_id3(mutagen_types.ID3(), many, 4)
    path = in_front(tag, sounds['mp3'], tmp_path / 'mix.mp3')
    found = chapters.read(path)
    assert [one.start_s for one in found] == [n / 1000 for n in range(999)]
    outcome = level(path, tmp_path / 'out.flac', Goal(-20.0, -1.0), to='flac')
    assert any('1500 chapters; only the first 999 are used' in warning for warning in outcome.warnings)
    assert len(chapters.read(tmp_path / 'out.flac')) == 999
    assert measure(path).integrated_lufs == pytest.approx(measure(sounds['mp3']).integrated_lufs, abs=0.01)


def test_a_title_of_a_chapter_is_cut_where_nobody_reads_on(sounds: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / 'mix.flac'
    path.write_bytes(sounds['flac'].read_bytes())
    file = tagged(path)
    file['CHAPTER001'], file['CHAPTER001NAME'] = '00:00:00.000', 'long' * 10_000
    file.save()
    assert [len(one.title) for one in chapters.read(path)] == [1000]


def test_damage_at_the_end_of_a_tag_is_no_reason_to_refuse(sounds: dict[str, Path], tmp_path: Path) -> None:
    whole = io.BytesIO(id3(frame(b'TIT2', b'\0Title'), b'TXXX\x7f\x7f\x7f\x7f\0\0abc')).getvalue()
    assert probe(in_front(whole, sounds['mp3'], tmp_path / 'mix.mp3')).frames > 0
