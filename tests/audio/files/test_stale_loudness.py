"""What told of the old loudness is gone from every home it can have, and nothing else with it."""

import base64
import io
import struct
from pathlib import Path

import pytest

from app.audio import Goal, level
from app.audio.files import probe
from app.audio.files.metadata import tag_mapping
from app.audio.files.tags import mutagen_types
from app.audio.files.tags.chapters import Chapter
from app.audio.files.tags.id3 import clean_id3, with_chapters
from tests.audio.files import carriers as made
from tests.audio.files.sounds import make, programme, tagged

GAIN = made.own_text('REPLAYGAIN_TRACK_GAIN', '-6.00 dB')
TITLE = made.text('TIT2', 'Night')
OLD = {
    'ReplayGain': GAIN,
    'ReplayGain in small letters': made.own_text('replaygain_album_peak', '0.9'),
    'Sound Check': made.comment('iTunNORM', ' 00001B2A'),
    'volume of ID3v2.4': made.frame('RVA2', b'track\0\1\xfd\0\x10\x7f\xff'),
    'volume of ID3v2.3': made.frame('RVAD', b'\3\x10\0\1\0\1\0\0\0\0'),
    'gain of an old LAME': made.frame('RGAD', bytes(8)),
    'volume of Windows': made.frame('PRIV', b'PeakValue\0\1\2\3\4'),
    'mean of Windows': made.frame('PRIV', b'AverageLevel\0\1\2\3\4'),
    'loudness of EBU': made.own_text('R128_TRACK_GAIN', '-512'),
    'gain of mp3gain': made.own_text('MP3GAIN_MINMAX', '089,210'),
}
KEPT = (TITLE, made.SERATO, made.TRAKTOR, made.STARS)


@pytest.mark.nightly(all_but_one_in=7)
@pytest.mark.parametrize('what', OLD)
@pytest.mark.parametrize('home', ['aiff', 'wav', 'mp3', 'flac', 'end of mp3', 'end of aiff', 'second of mp3'])
def test_a_value_about_the_old_loudness_is_gone_and_all_else_stays(tmp_path: Path, home: str, what: str) -> None:
    tag = made.id3(OLD[what], *KEPT)
    other = made.id3(made.text('TPE1', 'DJ Example'))
    path = {
        'aiff': lambda: made.aiff(tmp_path, made.chunk(b'ID3 ', tag, '>')),
        'wav': lambda: made.wav(tmp_path, made.chunk(b'id3 ', tag)),
        'mp3': lambda: made.mp3(tmp_path, tag),
        'flac': lambda: made.plain(tmp_path, 'flac'),
        'end of mp3': lambda: made.mp3(tmp_path, other, behind=tag),
        'end of aiff': lambda: made.aiff(tmp_path),
        'second of mp3': lambda: made.mp3(tmp_path, other, tag),
    }[home]()
    if home == 'flac':
        path.write_bytes(tag + path.read_bytes())
    elif home == 'end of aiff':
        path.write_bytes(path.read_bytes() + tag)
    data = made.converted(path, tmp_path).read_bytes()
    assert OLD[what] not in data
    assert b''.join(KEPT) in data, 'in the same order, byte for byte'


@pytest.mark.parametrize('kind', ['mp3', 'wav', 'flac', 'm4a'])
def test_none_of_it_comes_along_into_another_format(tmp_path: Path, kind: str) -> None:
    path = made.aiff(tmp_path, made.chunk(b'ID3 ', made.id3(*OLD.values(), TITLE), '>'))
    found = tag_mapping.read(probe(made.converted(path, tmp_path, kind)))
    assert [pair for pair in found.text if pair[0] != 'ITUNSMPB'] == [('TITLE', 'Night')]
    assert found.frames == []


def test_both_of_two_tags_stay_where_the_first_has_such_a_value(tmp_path: Path) -> None:
    path = made.mp3(tmp_path, made.id3(GAIN, TITLE), made.id3(made.SERATO, made.text('TPE1', 'DJ Example')))
    data = made.converted(path, tmp_path).read_bytes()
    assert GAIN not in data
    assert TITLE in data
    assert made.SERATO in data


def chapter(number: int, title: str) -> bytes:
    times = struct.pack('>IIII', number * 500, number * 500 + 500, 2**32 - 1, 2**32 - 1)
    return made.frame('CHAP', f'c{number}\0'.encode() + times + made.text('TIT2', title))


TITLES = [f'Track {number}{"x" * (number * 5 % 7)}' for number in range(12)]
CHAPTERS = [chapter(number, title) for number, title in enumerate(TITLES)]


def order_of(tag: bytes) -> list[bytes]:
    return sorted((one for one in CHAPTERS if one in tag), key=tag.index)


def test_chapters_keep_their_order_where_a_value_goes(tmp_path: Path) -> None:
    path = made.mp3(tmp_path, made.id3(GAIN, *CHAPTERS, TITLE))
    data = made.converted(path, tmp_path).read_bytes()
    assert GAIN not in data
    assert order_of(data) == CHAPTERS
    assert order_of(made.converted(path, tmp_path, 'wav').read_bytes()) == CHAPTERS


def test_new_chapters_leave_all_other_frames_as_they_are() -> None:
    raw = made.id3(TITLE, *CHAPTERS, made.SERATO, made.frame('XYZQ', b'unknown to all'))
    second = made.id3(made.text('TPE1', 'DJ Example'), CHAPTERS[0])
    new = (Chapter(0.0, 1.0, 'One'), Chapter(1.0, 2.0, 'Two'))
    data = with_chapters(raw + second, new)
    assert order_of(data) == []
    assert TITLE + made.SERATO + made.frame('XYZQ', b'unknown to all') in data
    assert made.text('TPE1', 'DJ Example') in data
    tag = mutagen_types.ID3(io.BytesIO(data), translate=False)
    assert [frame.start_time for frame in tag.getall('CHAP')] == [0, 1000]


@pytest.mark.parametrize('form', ['version 2', 'version 4', 'with zeros behind 255', 'with more in its head', 'iTunes'])
def test_in_every_form_that_a_tag_can_have(form: str) -> None:
    big = b'\0image/jpeg\0\3\0' + b'\xff\xd8\xff\xe0' * 100
    if form == 'version 2':
        body = b'TXX' + (31).to_bytes(3, 'big') + b'\0replaygain_track_gain\0-6.00 dB' + b'TT2\0\0\6\0Night'
        raw = b'ID3\2\0\0' + made.synchsafe(len(body)) + body
    elif form == 'version 4':
        gain = made.frame('TXXX', b'\3replaygain_track_gain\0-6.00 dB', 4)
        raw = made.id3(gain, made.text('TIT2', 'Night', 4), made.frame('APIC', big, 4), version=4)
    elif form == 'iTunes':  # sizes as in version 2.3, in a tag of version 2.4
        raw = made.id3(GAIN, TITLE, made.frame('APIC', big), version=4)
    elif form == 'with more in its head':
        body = struct.pack('>IHI', 6, 0, 0) + GAIN + TITLE
        raw = b'ID3\3\0\x40' + made.synchsafe(len(body)) + body
    else:
        body = (GAIN + TITLE + made.frame('APIC', big)).replace(b'\xff', b'\xff\0')
        raw = b'ID3\3\0\x80' + made.synchsafe(len(body)) + body
    clean = clean_id3(raw)
    tag = mutagen_types.ID3(io.BytesIO(clean))
    assert str(tag['TIT2']) == 'Night'
    assert not [key for key in tag if 'gain' in key.lower()]
    assert len(clean) == len(raw), 'the music stays where it was'
    if 'APIC:' in tag:
        assert tag['APIC:'].data == b'\xff\xd8\xff\xe0' * 100


AUTOTAGS = b'application/octet-stream\0\0Serato Autotags\0\1\x01128.00\0-3.257\x000.000\0'
QUIET = AUTOTAGS.replace(b'-3.257', b'-0.000')


def packed(data: bytes) -> str:
    """As Serato writes it: lines of 72 signs, without padding."""
    text = base64.b64encode(data).decode().rstrip('=')
    return '\n'.join(text[at : at + 72] for at in range(0, len(text), 72))


def test_the_gain_that_serato_found_is_nought_and_its_tempo_stays(tmp_path: Path) -> None:
    frame = made.attached('Serato Autotags', AUTOTAGS.rpartition(b'Autotags\0')[2])
    data = made.converted(made.mp3(tmp_path, made.id3(frame, TITLE)), tmp_path).read_bytes()
    assert frame.replace(b'-3.257', b'-0.000') in data
    for kind in ('flac', 'ogg'):
        path = made.plain(tmp_path, kind)
        file = tagged(path)
        file['SERATO_AUTOGAIN'], file['TITLE'] = packed(AUTOTAGS), 'Night'
        file.save()
        assert tagged(made.converted(path, tmp_path))['SERATO_AUTOGAIN'] == [packed(QUIET)]
    path = made.plain(tmp_path, 'm4a')
    mp4 = made.MP4_TAGS(path)
    mp4['----:com.serato.dj:autgain'] = [mutagen_types.MP4_TEXT(packed(AUTOTAGS).encode())]
    mp4.save()
    found = made.MP4_TAGS(made.converted(path, tmp_path))
    assert bytes(found['----:com.serato.dj:autgain'][0]) == packed(QUIET).encode()


@pytest.mark.parametrize('source', ['mp3', 'flac'])
def test_what_traktor_knows_of_the_old_loudness_is_told(tmp_path: Path, source: str) -> None:
    if source == 'mp3':
        path = made.mp3(tmp_path, made.id3(TITLE, made.TRAKTOR))
    else:
        path = made.plain(tmp_path, 'flac')
        file = tagged(path)
        file['TRAKTOR4'] = 'armoured tree'
        file.save()
    outcome = level(path, tmp_path / f'out.{source}', Goal(-20.0, -1.0))
    assert ['let Traktor analyse the result again' in warning for warning in outcome.warnings] == [True]
    if source == 'mp3':
        assert made.TRAKTOR in (tmp_path / 'out.mp3').read_bytes()


def test_loudness_in_the_xml_of_a_recorder_is_blank(tmp_path: Path) -> None:
    xml = b'<BWFXML><PROJECT>Night</PROJECT><LOUDNESS><LOUDNESS_VALUE>-9.1</LOUDNESS_VALUE></LOUDNESS></BWFXML>'
    path = made.wav(tmp_path, made.chunk(b'iXML', xml))
    data = made.converted(path, tmp_path).read_bytes()
    assert made.chunk(b'iXML', xml.replace(b'<LOUDNESS_VALUE>-9.1</LOUDNESS_VALUE>', b' ' * 37)) in data


def test_loudness_among_the_texts_of_a_caf_file_is_gone(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.caf', programme(0.5, 48_000), 48_000, 'PCM_16', 'CAF')
    texts = b'title\0Night\0replaygain_track_gain\x00-6.00 dB\0'
    data = path.read_bytes()
    info = b'info' + struct.pack('>qI', 4 + len(texts), 2) + texts
    at = data.index(b'data')
    path.write_bytes(data[:at] + info + data[at:])
    result = made.converted(path, tmp_path)
    assert b'replaygain' not in result.read_bytes()
    assert tag_mapping.read(probe(result)).text == [('TITLE', 'Night')]
    assert tagged(made.converted(path, tmp_path, 'flac'))['title'] == ['Night']


def test_an_ape_tag_without_such_values_stays_byte_for_byte(tmp_path: Path) -> None:
    ape, out = mutagen_types.APE(), io.BytesIO()
    ape['Title'] = 'Night'
    ape.save(out)
    path = made.mp3(tmp_path, behind=out.getvalue())
    assert made.converted(path, tmp_path).read_bytes().endswith(out.getvalue())
