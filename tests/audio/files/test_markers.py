"""Markers of editors, and chapters where FFmpeg looks for none: they go along, and tell where tracks begin."""

import struct
from pathlib import Path

import pytest

from app.audio.files import probe
from app.audio.files.metadata import tag_mapping
from app.audio.files.tags.chapters import Chapter
from app.audio.segments.chapters import read_chapters
from tests.audio.files import carriers
from tests.audio.files.sounds import make, programme, write_like

RATE = 44_100
PLACES = ((0, 'Intro'), (44_100, 'Anna - One'), (88_200, 'Ben – Zwö'))
CHAPTERS = (Chapter(0.0, 1.0, 'Intro'), Chapter(1.0, 2.0, 'Anna - One'), Chapter(2.0, 3.0, 'Ben – Zwö'))
KINDS = ('flac', 'mp3', 'm4a', 'ogg', 'aiff', 'wavpack', 'tta')


def with_cues(folder: Path) -> Path:
    points = b''.join(struct.pack('<II4sIII', n, at, b'data', 0, 0, at) for n, (at, _) in enumerate(PLACES, start=1))
    names = b''.join(
        carriers.chunk(b'labl', struct.pack('<I', n) + name.encode() + b'\0')
        for n, (_, name) in enumerate(PLACES, start=1)
    )
    note = carriers.chunk(b'note', struct.pack('<I', 1) + b'a remark\0')
    path = make(folder / 'a.wav', programme(3, RATE), RATE)
    cue = carriers.chunk(b'cue ', struct.pack('<I', len(PLACES)) + points)
    return carriers.grown(path, cue + carriers.chunk(b'LIST', b'adtl' + note + names), '<')


def with_marks(folder: Path) -> Path:
    marks = struct.pack('>H', len(PLACES))
    for number, (place, name) in enumerate(PLACES, start=1):
        said = bytes([len(name.encode())]) + name.encode()
        marks += struct.pack('>HI', number, place) + said + b'\0' * (len(said) & 1)
    path = make(folder / 'a.aiff', programme(3, RATE), RATE, 'PCM_16', 'AIFF')
    return carriers.grown(path, carriers.chunk(b'MARK', marks, '>'), '>')


def marks(found: tuple[Chapter, ...]) -> list[tuple[float, float, str]]:
    return [(round(one.start_s, 2), round(one.end_s, 2), one.title) for one in found]


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('make_file', [with_cues, with_marks])
def test_markers_become_chapters_of_another_format(tmp_path: Path, make_file: object, kind: str) -> None:
    path = make_file(tmp_path)  # type: ignore[operator]
    if path.suffix == f'.{kind}':
        return
    result = write_like(tmp_path / f'b.{kind}', probe(path), programme(3, RATE), container=kind)
    assert marks(tag_mapping.read(probe(result)).chapters) == marks(CHAPTERS)
    assert [(round(cue.start_s, 2), cue.title) for cue in read_chapters(result) or ()] == [
        (one.start_s, one.title) for one in CHAPTERS
    ]
    assert carriers.said(path, kind) == ''


@pytest.mark.parametrize('make_file', [with_cues, with_marks])
def test_markers_tell_where_tracks_begin_and_stay_in_their_own_format(tmp_path: Path, make_file: object) -> None:
    path = make_file(tmp_path)  # type: ignore[operator]
    result = write_like(tmp_path / f'b{path.suffix}', probe(path), programme(3, RATE))
    for one in (path, result):
        assert [(cue.start_s, cue.title) for cue in read_chapters(one) or ()] == [
            (chapter.start_s, chapter.title) for chapter in CHAPTERS
        ]


def test_a_format_without_chapters_says_that_markers_are_left_out(tmp_path: Path) -> None:
    assert 'Left out: chapters' in carriers.said(with_cues(tmp_path), 'caf')


@pytest.mark.parametrize('kind', ['wavpack', 'tta'])
def test_chapters_go_through_formats_that_keep_them_as_words(tmp_path: Path, kind: str) -> None:
    first = write_like(tmp_path / 'a.x', probe(with_cues(tmp_path)), programme(3, RATE), container=kind)
    again = write_like(tmp_path / 'b.x', probe(first), programme(3, RATE))
    back = write_like(tmp_path / 'c.flac', probe(again), programme(3, RATE), container='flac')
    assert marks(tag_mapping.read(probe(back)).chapters) == marks(CHAPTERS)
    new = write_like(tmp_path / 'd.x', probe(first), programme(3, RATE), chapters=(Chapter(0.0, 3.0, 'All of it'),))
    assert [one.title for one in tag_mapping.read(probe(new)).chapters] == ['All of it']


@pytest.mark.parametrize('name', [b'LIST', b'list'])
def test_the_words_of_a_w64_file_go_along(tmp_path: Path, name: bytes) -> None:
    path = make(tmp_path / 'a.w64', programme(1, RATE), RATE, 'PCM_16', 'W64')
    words = carriers.info_list(INAM='Night', IART='DJ U')[8:]
    guid = name + bytes.fromhex('2f91cf11a5d628db04c10000')
    whole = path.read_bytes() + guid + struct.pack('<Q', 24 + len(words)) + words + bytes(-len(words) % 8)
    path.write_bytes(whole[:16] + struct.pack('<Q', len(whole)) + whole[24:])
    result = write_like(tmp_path / 'b.flac', probe(path), programme(1, RATE), container='flac')
    assert carriers.words(result) == {'TITLE': ['Night'], 'ARTIST': ['DJ U']}
    assert carriers.said(path, 'flac') == ''


def test_damaged_markers_are_passed_over(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.wav', programme(1, RATE), RATE)
    broken = struct.pack('<I', 5) + struct.pack('<II4sIII', 1, 9, b'data', 0, 0, 0xFFFF_FFFF) + b'half a point'
    carriers.grown(path, carriers.chunk(b'cue ', broken) + carriers.chunk(b'LIST', b'adtllabl\xff\xff\xff\x7f'), '<')
    assert tag_mapping.read(probe(path)).chapters == ()
    assert read_chapters(path) is None
