"""Chapters come along into every format that can hold them, and new ones take the place of old ones."""

import io
from fractions import Fraction
from pathlib import Path

import av
import pytest

from app.audio.files import probe
from app.audio.files.metadata import tag_mapping
from app.audio.files.tags import chapters, mutagen_types
from app.audio.files.tags.chapters import Chapter
from tests.audio.files.sounds import make, programme, tagged, write_like

OLD = (Chapter(0.0, 1.5, 'Erster'), Chapter(1.5, 3.0, 'Zwoter \u2728'))
NEW = (Chapter(0.0, 0.8, 'Anna - One'), Chapter(0.8, 2.25, 'Ben - Zwo \u2728'), Chapter(2.25, 3.0, 'Track 3'))
KINDS = ('mp3', 'flac', 'm4a', 'ogg', 'opus')


def with_chapters(folder: Path, kind: str, rate: int = 44_100) -> Path:
    """Three seconds with a title and two chapters, written by others than ourselves."""
    sound = programme(3, rate)
    like = probe(make(folder / 'a.wav', sound, rate))
    plain = write_like(folder / f'plain.{kind}', like, sound, container=kind)
    path = folder / f'old.{kind}'
    if kind != 'm4a':
        path.write_bytes(plain.read_bytes())
        file = tagged(path)
        if kind == 'mp3':
            tag = mutagen_types.ID3()
            tag.add(mutagen_types.ID3_FRAMES['TIT2'](encoding=1, text='Mein Mix'))
            for n, (start, end, title) in enumerate([(0, 1500, 'Erster'), (1500, 3000, 'Zwoter \u2728')]):
                sub = [mutagen_types.ID3_FRAMES['TIT2'](encoding=1, text=title)]
                tag.add(
                    mutagen_types.ID3_FRAMES['CHAP'](element_id=f'c{n}', start_time=start, end_time=end, sub_frames=sub)
                )
            tag.add(
                mutagen_types.ID3_FRAMES['CTOC'](
                    element_id='toc', flags=3, child_element_ids=['c0', 'c1'], sub_frames=[]
                )
            )
            tag.save(path, v2_version=3)
            return path
        file['TITLE'] = 'Mein Mix'
        file['CHAPTER001'], file['CHAPTER001NAME'] = '00:00:00.000', 'Erster'
        file['CHAPTER002'], file['CHAPTER002NAME'] = '00:00:01.500', 'Zwoter \u2728'
        file.save()
        return path
    with av.open(str(plain)) as old, av.open(str(path), 'w', format='ipod') as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        base = Fraction(1, 1000)
        new.set_chapters(
            [
                {'id': 0, 'start': 0, 'end': 1500, 'time_base': base, 'metadata': {'title': 'Erster'}},
                {'id': 1, 'start': 1500, 'end': 3000, 'time_base': base, 'metadata': {'title': 'Zwoter \u2728'}},
            ]
        )
        for packet in old.demux(old.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    file = mutagen_types.MP4(path)
    file['\xa9nam'] = ['Mein Mix']
    file.save()
    return path


def marks(path: Path) -> list[tuple[float, str]]:
    """Starts and titles as FFmpeg's libraries read them."""
    with av.open(str(path)) as file:
        return [(round(float(c['start'] * (c['time_base'] or 0)), 2), c['metadata']['title']) for c in file.chapters()]


def as_marks(wanted: tuple[Chapter, ...]) -> list[tuple[float, str]]:
    return [(round(chapter.start_s, 2), chapter.title) for chapter in wanted]


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize('kind', KINDS)
def test_new_chapters_take_the_place_of_the_old_ones_and_all_else_stays(tmp_path: Path, kind: str) -> None:
    path = with_chapters(tmp_path, kind, 48_000 if kind == 'opus' else 44_100)
    assert marks(path) == as_marks(OLD)
    like = probe(path)
    sound = programme(3, like.sample_rate)
    kept = write_like(tmp_path / f'kept.{kind}', like, sound)
    assert marks(kept) == as_marks(OLD)
    result = write_like(tmp_path / f'new.{kind}', like, sound, chapters=NEW)
    assert marks(result) == as_marks(NEW)
    assert ('TITLE', 'Mein Mix') in tag_mapping.read(probe(result)).text


def test_mutagen_reads_them_too(tmp_path: Path) -> None:
    like = {kind: probe(with_chapters(tmp_path, kind)) for kind in ('mp3', 'flac', 'm4a')}
    made = {kind: write_like(tmp_path / f'new.{kind}', one, programme(3), chapters=NEW) for kind, one in like.items()}
    tag = mutagen_types.ID3(made['mp3'], translate=False)
    assert tag.version == (2, 3, 0), 'the version of the tag stays, for the players that know no other'
    found = sorted(tag.getall('CHAP'), key=lambda frame: frame.start_time)
    assert [(f.start_time, f.end_time, f.sub_frames['TIT2'].text[0]) for f in found] == [
        (0, 800, 'Anna - One'), (800, 2250, 'Ben - Zwo \u2728'), (2250, 3000, 'Track 3'),
    ]  # fmt: skip
    assert tag.getall('CTOC')[0].child_element_ids == [frame.element_id for frame in found]
    comments = tagged(made['flac'])
    assert (comments['CHAPTER002'], comments['CHAPTER002NAME']) == (['00:00:00.800'], ['Ben - Zwo \u2728'])
    assert 'CHAPTER004' not in comments
    nero = mutagen_types.MP4(made['m4a']).chapters
    assert [(round(one.start, 2), one.title) for one in nero] == as_marks(NEW)


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize('target', ['mp3', 'flac', 'm4a', 'ogg', 'wav'])
@pytest.mark.parametrize('source', ['mp3', 'flac', 'm4a'])
def test_chapters_survive_a_conversion(tmp_path: Path, source: str, target: str) -> None:
    path = with_chapters(tmp_path, source)
    like = probe(path)
    result = write_like(tmp_path / f'new.{target}', like, programme(3), container=target)
    if target == 'wav':
        raw = result.read_bytes()
        tag = mutagen_types.ID3(io.BytesIO(raw[raw.index(b'ID3') :]))
        assert sorted(frame.start_time for frame in tag.getall('CHAP')) == [0, 1500]
    else:
        assert marks(result) == as_marks(OLD)
    assert not [name for name, _ in tag_mapping.read(probe(result)).text if name.startswith('CHAPTER')]


def test_new_chapters_go_into_a_conversion_and_a_stale_sheet_goes_out(tmp_path: Path) -> None:
    path = with_chapters(tmp_path, 'flac')
    file = tagged(path)
    file['CUESHEET'] = 'INDEX 01 00:00:00'
    file.save()
    for target in ('flac', 'mp3', 'm4a', 'ogg'):
        result = write_like(tmp_path / f'new.{target}', probe(path), programme(3), container=target, chapters=NEW)
        assert marks(result) == as_marks(NEW)
        assert not [name for name, _ in tag_mapping.read(probe(result)).text if name == 'CUESHEET']


def test_more_chapters_than_a_format_can_count_are_written_as_far_as_it_goes(tmp_path: Path) -> None:
    many = tuple(Chapter(n / 500, (n + 1) / 500, f'Track {n + 1}') for n in range(1100))
    assert len(chapters.comments(many)) == 2 * 999
    like = probe(make(tmp_path / 'a.wav', programme(3)))
    result = write_like(tmp_path / 'a.mp3', like, programme(3), container='mp3', chapters=many[:300])
    assert len(mutagen_types.ID3(result).getall('CHAP')) == 300
    assert len(mutagen_types.ID3(result).getall('CTOC')[0].child_element_ids) == 255
