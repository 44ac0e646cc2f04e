"""From each format into each: a table of what a mix says of itself, and all of it arrives."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest

from app.audio.files import CODECS, probe
from app.audio.files.metadata import tag_mapping
from app.audio.files.tags import mutagen_types
from tests.audio.files import carriers as made
from tests.audio.files.sounds import tagged, write_like

FULL = {
    'TITLE': ['Größenwahn \N{HEADPHONE}'], 'ARTIST': ['Ångström', 'Zoë'], 'ALBUM': ['Sundays'],
    'ALBUMARTIST': ['Various'], 'DATE': ['2024-05-17'], 'GENRE': ['House', 'Dub Techno'],
    'COMMENT': ['8A - Energy 7'], 'COMPOSER': ['Anna'],
    'REMIXER': ['Ben'], 'SUBTITLE': ['Extended Mix'], 'LABEL': ['Some Label'], 'BPM': ['128'], 'INITIALKEY': ['8A'],
    'TRACKNUMBER': ['3/12'], 'DISCNUMBER': ['1/2'], 'ISRC': ['DEA010200001'], 'LANGUAGE': ['deu'], 'GROUPING': ['Peak'],
    'COPYRIGHT': ['2024 Example'], 'RATING': ['80'], 'ENERGYLEVEL': ['7'], 'LYRICS': ['La la'], 'MOOD': ['dark'],
    'DJMIXER': ['Cleo'], 'MUSICBRAINZ_ALBUMID': ['b9ad642e'],
}  # fmt: skip
"""What a mix may say of itself, in the names of Vorbis comments."""
ID3_NAMES = {
    'TITLE': 'TIT2', 'ARTIST': 'TPE1', 'ALBUM': 'TALB', 'ALBUMARTIST': 'TPE2', 'DATE': 'TDRC', 'GENRE': 'TCON',
    'COMPOSER': 'TCOM', 'REMIXER': 'TPE4', 'SUBTITLE': 'TIT3', 'LABEL': 'TPUB', 'BPM': 'TBPM', 'INITIALKEY': 'TKEY',
    'TRACKNUMBER': 'TRCK', 'DISCNUMBER': 'TPOS', 'ISRC': 'TSRC', 'LANGUAGE': 'TLAN', 'GROUPING': 'TIT1',
    'COPYRIGHT': 'TCOP', 'MOOD': 'TMOO',
}  # fmt: skip
ATOMS = {
    'TITLE': '\xa9nam', 'ARTIST': '\xa9ART', 'ALBUM': '\xa9alb', 'ALBUMARTIST': 'aART', 'DATE': '\xa9day',
    'GENRE': '\xa9gen', 'COMMENT': '\xa9cmt', 'COMPOSER': '\xa9wrt', 'GROUPING': '\xa9grp', 'COPYRIGHT': 'cprt',
    'LYRICS': '\xa9lyr',
}  # fmt: skip
CHAPTERS = ((0, 200, 'Intro'), (200, 350, 'Zwei'), (350, 500, 'Drei'))


def full_id3() -> bytes:
    """All of it as ID3v2.4, with chapters in the order of time."""
    tag, get = mutagen_types.ID3(), made.FRAMES.__getitem__
    for name, id3_name in ID3_NAMES.items():
        tag.add(get(id3_name)(encoding=3, text=FULL[name]))
    tag.add(get('COMM')(encoding=3, lang='eng', desc='', text=FULL['COMMENT']))
    tag.add(get('USLT')(encoding=3, lang='deu', desc='', text=FULL['LYRICS'][0]))
    tag.add(get('POPM')(email='rating@example.org', rating=196, count=0))
    tag.add(get('TXXX')(encoding=3, desc='EnergyLevel', text=FULL['ENERGYLEVEL']))
    tag.add(get('TXXX')(encoding=3, desc='MusicBrainz Album Id', text=FULL['MUSICBRAINZ_ALBUMID']))
    tag.add(get('TIPL')(encoding=3, people=[['DJ-mix', 'Cleo']]))
    tag.add(get('APIC')(encoding=3, mime='image/jpeg', type=3, desc='', data=made.COVER))
    for number, (start, end, title) in enumerate(CHAPTERS):
        sub = [get('TIT2')(encoding=3, text=[title])]
        tag.add(get('CHAP')(element_id=f'c{number}', start_time=start, end_time=end, sub_frames=sub))
    out = io.BytesIO()
    tag.save(out, v1=0)
    return out.getvalue()


def full(folder: Path, kind: str) -> Path:
    """A file with all of it, as other programs write it."""
    if kind == 'mp3':
        return made.mp3(folder, full_id3())
    if kind in ('wav', 'aiff'):
        put = made.wav if kind == 'wav' else made.aiff
        return put(folder, made.chunk(b'ID3 ', full_id3(), '<' if kind == 'wav' else '>'))
    path = made.plain(folder, kind)
    if kind == 'm4a':
        return _full_m4a(path)
    file = tagged(path)
    for name, values in FULL.items():
        file[name] = values
    for number, (start, _, title) in enumerate(CHAPTERS, start=1):
        file[f'CHAPTER{number:03d}'], file[f'CHAPTER{number:03d}NAME'] = f'00:00:00.{start:03d}', title
    picture = mutagen_types.PICTURE()
    picture.data, picture.mime, picture.type = made.COVER, 'image/jpeg', 3
    if kind == 'flac':
        file.add_picture(picture)
    else:
        file['METADATA_BLOCK_PICTURE'] = base64.b64encode(picture.write()).decode()
    file.save()
    return path


def _full_m4a(path: Path) -> Path:
    file = made.MP4_TAGS(path)
    for name, values in FULL.items():
        if name in ATOMS:
            file[ATOMS[name]] = values
        elif name not in ('TRACKNUMBER', 'DISCNUMBER', 'BPM'):
            file[f'----:com.apple.iTunes:{name}'] = [mutagen_types.MP4_TEXT(value.encode()) for value in values]
    file['trkn'], file['disk'], file['tmpo'] = [(3, 12)], [(1, 2)], [128]
    file['covr'] = [mutagen_types.MP4_COVER(made.COVER, 13)]
    file.save()
    return path


KINDS = ('mp3', 'aiff', 'wav', 'flac', 'm4a', 'ogg', 'opus')
PAIRS = [(one, other) for one in KINDS for other in KINDS if one == other or other in CODECS]


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize(('source', 'target'), PAIRS, ids=lambda kind: str(kind))
def test_all_that_a_mix_says_of_itself_survives_every_way(tmp_path: Path, source: str, target: str) -> None:
    path = full(tmp_path, source)
    result = made.converted(path, tmp_path, None if source == target else target)
    found = made.words(result)
    assert {name: found.get(name) for name in FULL} == FULL
    assert set(found) - set(FULL) <= {'ITUNSMPB'}
    read = tag_mapping.read(probe(result))
    assert [(picture.kind, picture.data) for picture in read.pictures] == [(3, made.COVER)]
    if source != 'm4a':
        assert [(round(one.start_s * 1000), one.title) for one in read.chapters] == [(s, t) for s, _, t in CHAPTERS]
    if source != target:
        assert made.said(path, target) == ''


@pytest.mark.parametrize('kind', KINDS)
def test_and_a_way_there_and_back(tmp_path: Path, kind: str) -> None:
    path = full(tmp_path, 'mp3')
    there = made.converted(path, tmp_path, kind) if kind in CODECS and kind != 'mp3' else path
    like = probe(there)
    back = write_like(tmp_path / 'back.mp3', like, np.zeros((4800, 2), np.float32), container='mp3')
    found = made.words(back)
    assert {name: found.get(name) for name in FULL} == FULL
