"""Everything that is not sound stays: tags, pictures, chapters, cue points, broadcast data. Stale loudness goes."""

import base64
import io
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import mutagen.flac
import numpy as np
import pytest

from app.audio.files import open_source, probe
from app.audio.files.metadata import tag_mapping
from app.audio.files.metadata.kept_tags import id3_head
from app.audio.files.tags import mutagen_types
from tests.audio.files.sounds import make, programme, read_all, shared, tagged, write_like

COVER = b'\xff\xd8\xff\xe0' + bytes(range(256)) * 20
FRAMES = mutagen_types.ID3_FRAMES
CUESHEET: Any = mutagen.flac.CueSheet
CUE_TRACK: Any = mutagen.flac.CueSheetTrack
SEEKTABLE: Any = mutagen.flac.SeekTable


def chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack('<4sI', name, len(payload)) + payload + b'\0' * (len(payload) % 2)


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from('<4sI', data, at)
        found.append((name, data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    assert at == len(data)
    return found


def id3(stale: bool) -> bytes:
    """A tag with text, comment, cover and chapter, with or without old loudness values."""
    tag = mutagen_types.ID3()
    tag.add(FRAMES['TIT2'](encoding=3, text='Größenwahn \N{HEADPHONE}'))
    tag.add(FRAMES['TPE1'](encoding=3, text=['Ångström', 'Zoë']))
    tag.add(FRAMES['COMM'](encoding=3, lang='eng', desc='', text='recorded live'))
    tag.add(FRAMES['APIC'](encoding=3, mime='image/jpeg', type=3, desc='', data=COVER))
    tag.add(FRAMES['CHAP'](element_id='c1', start_time=0, end_time=1000, sub_frames=[FRAMES['TIT2'](3, 'Intro')]))
    tag.add(FRAMES['CTOC'](element_id='toc', flags=3, child_element_ids=['c1'], sub_frames=[]))
    tag.add(FRAMES['PRIV'](owner='traktor', data=b'\1\2\3'))
    if stale:
        tag.add(FRAMES['TXXX'](encoding=3, desc='REPLAYGAIN_TRACK_GAIN', text='-7.03 dB'))
        tag.add(FRAMES['TXXX'](encoding=3, desc='replaygain_track_peak', text='0.98'))
        tag.add(FRAMES['COMM'](encoding=0, lang='eng', desc='iTunNORM', text=' 00001B2A'))
        tag.add(FRAMES['RVA2'](desc='track', channel=1, gain=-3.0, peak=0.9))
    out = io.BytesIO()
    tag.save(out, v1=0)
    return out.getvalue()


def test_every_wav_chunk_stays_where_it_was_byte_for_byte(tmp_path: Path) -> None:
    sound = programme(0.3)[:13_001]
    plain = dict(chunks(make(tmp_path / 'a.wav', sound, 44100, 'PCM_24').read_bytes()))
    cue = struct.pack('<I', 1) + struct.pack('<II4sIII', 1, 4410, b'data', 0, 0, 4410)
    parts = [
        (b'JUNK', bytes(28)), (b'bext', b'my mix'.ljust(346, b'\0') + struct.pack('<H', 1) + bytes(254)),
        (b'fmt ', plain[b'fmt ']), (b'odd ', b'123'), (b'data', plain[b'data']), (b'cue ', cue),
        (b'LIST', b'INFOINAM\x06\0\0\0Title\0'), (b'id3 ', id3(stale=False)), (b'iXML', b'<BWFXML/>'),
    ]  # fmt: skip
    body = b'WAVE' + b''.join(chunk(*part) for part in parts)
    path = tmp_path / 'b.wav'
    path.write_bytes(struct.pack('<4sI', b'RIFF', len(body)) + body)
    result = write_like(tmp_path / 'c.wav', probe(path), read_all(path))
    assert result.read_bytes() == path.read_bytes()

    quiet = write_like(tmp_path / 'd.wav', probe(path), read_all(path) * np.float32(0.5))
    assert [part for part in chunks(quiet.read_bytes()) if part[0] != b'data'] == [p for p in parts if p[0] != b'data']


def test_old_loudness_in_wav_is_taken_out_and_the_rest_of_the_chunk_stays(tmp_path: Path) -> None:
    sound = programme(0.2)
    path = make(tmp_path / 'a.wav', sound, 44100, 'FLOAT')
    before = chunks(path.read_bytes())
    assert b'PEAK' in dict(before)
    bext = b'my mix'.ljust(346, b'\0') + struct.pack('<H', 2) + bytes(64) + struct.pack('<5h', -1400, 5, -1, -9, -8)
    parts = [(b'bext', bext + bytes(180)), *before, (b'id3 ', id3(stale=True))]
    body = b'WAVE' + b''.join(chunk(*part) for part in parts)
    path.write_bytes(struct.pack('<4sI', b'RIFF', len(body)) + body)
    after = dict(chunks(write_like(tmp_path / 'b.wav', probe(path), sound).read_bytes()))
    assert after[b'bext'][412:422] == struct.pack('<5h', *[0x7FFF] * 5)
    assert after[b'bext'][:412] + after[b'bext'][422:] == (bext + bytes(180))[:412] + bytes(180)
    assert b'PEAK' not in after
    tag = mutagen_types.ID3(io.BytesIO(after[b'id3 ']))
    assert tag['TIT2'].text == ['Größenwahn \N{HEADPHONE}']
    assert tag.getall('APIC')[0].data == COVER
    assert not [key for key in tag if 'gain' in key.lower() or 'NORM' in key or 'RVA' in key]


def test_aiff_keeps_its_chunks(tmp_path: Path) -> None:
    sound = programme(0.3)[:10_001]
    data = make(tmp_path / 'a.aiff', sound, 44100, 'PCM_24', 'AIFF').read_bytes()
    name, mark = b'a title ', struct.pack('>HHIB', 1, 1, 4410, 1) + b'A'
    extra = b''.join(struct.pack('>4sI', key, len(load)) + load for key, load in [(b'NAME', name), (b'MARK', mark)])
    path = tmp_path / 'b.aiff'
    path.write_bytes(data[:4] + struct.pack('>I', len(data) - 8 + len(extra)) + data[8:] + extra)
    result = write_like(tmp_path / 'c.aiff', probe(path), read_all(path))
    assert result.read_bytes() == path.read_bytes()


@pytest.mark.parametrize('stale', [False, True])
def test_mp3_keeps_its_tags_front_and_back(tmp_path: Path, stale: bool) -> None:
    sound = programme(1)
    like = probe(make(tmp_path / 'a.wav', sound))
    path = write_like(tmp_path / 'a.mp3', like, sound, container='mp3')
    last = b'TAG' + b'Old title'.ljust(125, b'\0')
    ape, packed = mutagen_types.APE(), io.BytesIO()
    ape['Label'] = 'Some Label'
    if stale:
        ape['REPLAYGAIN_TRACK_GAIN'] = '-7 dB'
        ape['MP3GAIN_MINMAX'] = '089,210'
    ape.save(packed)
    path.write_bytes(id3(stale) + path.read_bytes() + packed.getvalue() + last)
    result = write_like(tmp_path / 'b.mp3', probe(path), sound)
    old, new = mutagen_types.ID3(path), mutagen_types.ID3(result)
    gone = {key for key in old if 'gain' in key.lower() or 'NORM' in key or key.startswith('RVA')}
    assert bool(gone) == stale
    assert set(new) == set(old) - gone
    assert all(new[key] == old[key] for key in new)
    assert dict(mutagen_types.APE(result)) == {'Label': 'Some Label'}
    assert result.read_bytes()[-128:] == last
    if not stale:
        assert result.read_bytes().startswith(id3(stale))
    assert len(read_all(result)) == len(sound)


def test_flac_keeps_all_its_blocks_and_gets_seek_points(tmp_path: Path) -> None:
    sound = programme(25, 8000, 1)
    path = make(tmp_path / 'a.flac', sound, 8000, 'PCM_16', 'FLAC')
    file = tagged(path)
    file['title'], file['artist'] = 'A title', ['One', 'Two']
    file['REPLAYGAIN_TRACK_GAIN'], file['R128_TRACK_GAIN'] = '-3 dB', '256'
    picture = mutagen_types.PICTURE()
    picture.data, picture.mime, picture.type = COVER, 'image/jpeg', 3
    file.add_picture(picture)
    file.cuesheet = CUESHEET(None)
    file.cuesheet.tracks.append(CUE_TRACK(1, 588))
    file.metadata_blocks.append(file.cuesheet)
    file.metadata_blocks.append(SEEKTABLE(b''))
    file.save()
    result = write_like(tmp_path / 'b.flac', probe(path), read_all(path))
    new = tagged(result)
    assert {key.lower(): new[key] for key in new} == {'artist': ['One', 'Two'], 'title': ['A title']}
    assert new.pictures[0].data == COVER
    assert new.cuesheet.tracks[0].start_offset == 588
    points = [point for point in new.seektable.seekpoints if point.first_sample != 2**64 - 1]
    assert len(points) == 3
    data = result.read_bytes()
    audio = next(at for at in range(len(data)) if data[at : at + 2] in (b'\xff\xf8', b'\xff\xf9') and at > 4000)
    assert all(data[audio + point.byte_offset : audio + point.byte_offset + 1] == b'\xff' for point in points)
    np.testing.assert_array_equal(read_all(result), read_all(path))


@pytest.mark.parametrize('suffix', ['ogg', 'opus'])
def test_ogg_keeps_comments_and_cover(tmp_path: Path, suffix: str) -> None:
    kind = mutagen_types.OGG['vorbis' if suffix == 'ogg' else 'opus']
    sound = programme(2, 48000)
    path = make(tmp_path / f'a.{suffix}', sound, 48000, 'VORBIS' if suffix == 'ogg' else 'OPUS', 'OGG')
    picture = mutagen_types.PICTURE()
    picture.data, picture.mime, picture.type = COVER, 'image/jpeg', 3
    file = kind(path)
    file['TITLE'], file['CHAPTER001'], file['CHAPTER001NAME'] = 'Ünïcode', '00:00:00.000', 'Intro'
    file['METADATA_BLOCK_PICTURE'] = base64.b64encode(picture.write()).decode()
    file['R128_TRACK_GAIN'], file['replaygain_track_gain'] = '-512', '-2 dB'
    file.save()
    result = write_like(tmp_path / f'b.{suffix}', probe(path), read_all(path))
    new = kind(result)
    assert (new['TITLE'], new['CHAPTER001NAME']) == (['Ünïcode'], ['Intro'])
    assert mutagen_types.PICTURE(base64.b64decode(new['METADATA_BLOCK_PICTURE'][0])).data == COVER
    assert not [key for key in new if 'gain' in key.lower()]
    assert len(read_all(result)) == len(sound)


def test_m4a_keeps_tags_cover_and_chapters(tmp_path: Path) -> None:
    sound = programme(4)
    like = probe(make(tmp_path / 'a.wav', sound))
    first = write_like(tmp_path / 'a.m4a', like, sound, container='m4a')
    path = tmp_path / 'b.m4a'
    with av.open(str(first)) as old, av.open(str(path), 'w', format='ipod') as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        second = Fraction(1, 1000)
        new.set_chapters(
            [
                {'id': 0, 'start': 0, 'end': 1500, 'time_base': second, 'metadata': {'title': 'Erster'}},
                {'id': 1, 'start': 1500, 'end': 4000, 'time_base': second, 'metadata': {'title': 'Zwoter \u2728'}},
            ]
        )
        for packet in old.demux(old.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    tags = mutagen_types.MP4(path)
    tags['\xa9nam'], tags['trkn'] = ['Mein Mix'], [(3, 12)]
    tags['covr'] = [mutagen_types.MP4_COVER(COVER, 13)]
    tags['----:com.apple.iTunes:LABEL'] = [mutagen_types.MP4_TEXT(b'Label')]
    tags['----:com.apple.iTunes:iTunNORM'] = [mutagen_types.MP4_TEXT(b' 0000')]
    tags['----:com.apple.iTunes:replaygain_track_gain'] = [mutagen_types.MP4_TEXT(b'-3 dB')]
    tags.save()
    with open_source(path) as source:
        info = source.info
    result = write_like(tmp_path / 'c.m4a', info, read_all(path))
    found = mutagen_types.MP4(result)
    assert (found['\xa9nam'], found['trkn'], bytes(found['covr'][0])) == (['Mein Mix'], [(3, 12)], COVER)
    assert bytes(found['----:com.apple.iTunes:LABEL'][0]) == b'Label'
    assert not [key for key in found if 'NORM' in key or 'gain' in key]
    with av.open(str(result)) as file:
        marks = [(c['start'] * (c['time_base'] or 0), c['metadata']['title']) for c in file.chapters()]
    assert marks == [(0.0, 'Erster'), (1.5, 'Zwoter \u2728')]


def test_m4a_tells_players_exactly_what_to_leave_out(tmp_path: Path) -> None:
    sound = programme(2)[:77_777]
    path = write_like(tmp_path / 'a.m4a', probe(make(tmp_path / 'a.wav', sound)), sound, container='m4a')
    data = path.read_bytes()
    at = data.index(b'elst')
    length, start = struct.unpack_from('>II', data, at + 12)
    assert (length, start) == (77_777, 1024)
    assert struct.unpack_from('>I', data, data.index(b'mvhd') + 16)[0] == 44_100
    words = bytes(mutagen_types.MP4(path)['----:com.apple.iTunes:iTunSMPB'][0]).split()
    delay, padding, frames = (int(word, 16) for word in words[1:4])
    assert (delay, frames) == (1024, 77_777)
    assert (delay + padding + frames) % 1024 == 0


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize('target', ['flac', 'mp3', 'm4a', 'wav', 'ogg'])
@pytest.mark.parametrize('source', ['mp3', 'flac', 'm4a'])
def test_text_and_cover_go_along_into_another_format(tmp_path: Path, source: str, target: str) -> None:
    sound = programme(0.5)
    path = tmp_path / f'a.{source}'
    like = probe(make(tmp_path / 'a.wav', sound))
    write_like(path, like, sound, container=source)
    if source == 'mp3':
        path.write_bytes(id3(stale=True) + path.read_bytes())
    elif source == 'flac':
        file = tagged(path)
        file['title'], file['artist'], file['comment'] = (
            'Größenwahn \N{HEADPHONE}',
            ['Ångström', 'Zoë'],
            'recorded live',
        )
        picture = mutagen_types.PICTURE()
        picture.data, picture.mime, picture.type = COVER, 'image/jpeg', 3
        file.add_picture(picture)
        file.save()
    else:
        tags = mutagen_types.MP4(path)
        tags['\xa9nam'], tags['\xa9ART'] = ['Größenwahn \N{HEADPHONE}'], ['Ångström', 'Zoë']
        tags['\xa9cmt'], tags['covr'] = ['recorded live'], [mutagen_types.MP4_COVER(COVER, 13)]
        tags.save()
    result = write_like(tmp_path / f'b.{target}', probe(path), sound, container=target)
    found = tag_mapping.read(probe(result))
    text = [pair for pair in found.text if 'SMPB' not in pair[0]]
    assert ('TITLE', 'Größenwahn \N{HEADPHONE}') in text
    assert [value for name, value in text if name == 'ARTIST'] == ['Ångström', 'Zoë']
    assert ('COMMENT', 'recorded live') in text
    assert [picture.data for picture in found.pictures] == [COVER]
    assert not [name for name, _ in text if 'GAIN' in name.upper()]


def test_the_shared_mp3_loses_only_its_stale_gain() -> None:
    path = shared('real/crystan-battlescape02-25s-vbr.mp3')
    old, new = mutagen_types.ID3(path), mutagen_types.ID3(io.BytesIO(id3_head(path)))
    assert {key for key in old if key not in new} == {'TXXX:REPLAYGAIN_TRACK_GAIN'}
    assert new.getall('APIC')[0].data == old.getall('APIC')[0].data


def test_the_shared_broadcast_wav_keeps_every_chunk(tmp_path: Path) -> None:
    path = shared('formats/wav-bext-list-odd-chunk.wav')
    result = write_like(tmp_path / 'a.wav', probe(path), read_all(path))
    old, new = chunks(path.read_bytes()), chunks(result.read_bytes())
    assert [name for name, _ in new] == [name for name, _ in old]
    assert [part for part in new if part[0] not in (b'bext', b'data')] == [
        p for p in old if p[0] not in (b'bext', b'data')
    ]
    assert dict(new)[b'bext'][:412] == dict(old)[b'bext'][:412]
