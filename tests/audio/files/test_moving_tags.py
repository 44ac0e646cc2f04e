"""Tags move whole: from every home in which programs leave them, into every format, and what cannot go is said."""

import io
import struct
from pathlib import Path

import pytest

from app.audio import Goal, level
from app.audio.files import probe
from app.audio.files.metadata.what_fits import FLAC_BLOCK
from app.audio.files.tags import chapters, mutagen_types
from tests.audio.files import carriers as made
from tests.audio.files.sounds import make, programme, read_all, tagged

OTHERS = ('mp3', 'flac', 'm4a', 'ogg')


@pytest.mark.parametrize('kind', OTHERS)
def test_what_a_recorder_wrote_into_a_wav_file_goes_along(tmp_path: Path, kind: str) -> None:
    path = made.wav(tmp_path, made.info_list(INAM='Sunday', IART='DJ Example', IGNR='House', ICRD='2024'))
    file = tagged(made.converted(path, tmp_path, kind), easy=True)
    assert (file['title'], file['artist'], file['genre'], file['date']) == (
        ['Sunday'], ['DJ Example'], ['House'], ['2024'],
    )  # fmt: skip


@pytest.mark.parametrize('kind', OTHERS)
def test_name_and_author_of_an_aiff_file_go_along(tmp_path: Path, kind: str) -> None:
    path = made.aiff(tmp_path, made.chunk(b'NAME', b'Sunday', '>'), made.chunk(b'AUTH', b'DJ Example', '>'))
    file = tagged(made.converted(path, tmp_path, kind), easy=True)
    assert (file['title'], file['artist']) == (['Sunday'], ['DJ Example'])


def test_the_title_of_a_windows_recorder_is_read_as_it_was_meant(tmp_path: Path) -> None:
    body = b'INFO' + made.chunk(b'INAM', 'Größe'.encode('cp1252') + b'\0')
    path = made.wav(tmp_path, made.chunk(b'LIST', body))
    assert made.words(made.converted(path, tmp_path, 'flac'))['TITLE'] == ['Größe']


DJ = (
    made.text('TIT2', 'Night'), made.text('TPE4', 'Remixer Example'), made.text('TIT3', 'Extended Mix'),
    made.STARS, made.SERATO, made.TRAKTOR,
)  # fmt: skip


@pytest.mark.parametrize('kind', ['mp3', 'wav', None])
@pytest.mark.parametrize('source', ['aiff', 'wav', 'mp3'])
def test_what_dj_programs_keep_in_id3_goes_wherever_id3_goes(tmp_path: Path, source: str, kind: str | None) -> None:
    tag = made.id3(*DJ)
    path = {
        'aiff': lambda: made.aiff(tmp_path, made.chunk(b'ID3 ', tag, '>')),
        'wav': lambda: made.wav(tmp_path, made.chunk(b'id3 ', tag)),
        'mp3': lambda: made.mp3(tmp_path, tag),
    }[source]()
    result = made.converted(path, tmp_path, kind)
    assert tag in result.read_bytes(), 'byte for byte, whatever program wrote it'
    found = made.id3_of(result)
    assert (str(found['TPE4']), str(found['TIT3'])) == ('Remixer Example', 'Extended Mix')
    assert found['GEOB:Serato Markers2'].data == made.SERATO_CUES
    assert found.getall('PRIV')[0].data == made.TRAKTOR_TREE


@pytest.mark.parametrize('kind', ['flac', 'ogg', 'm4a'])
def test_what_has_no_place_in_another_format_is_said_and_all_else_goes(tmp_path: Path, kind: str) -> None:
    path = made.aiff(tmp_path, made.chunk(b'ID3 ', made.id3(*DJ), '>'))
    outcome = level(path, tmp_path / f'out.{kind}', Goal(-20.0, -1.0), to=kind)
    found = made.words(tmp_path / f'out.{kind}')
    assert (found['REMIXER'], found['SUBTITLE'], found['RATING']) == (['Remixer Example'], ['Extended Mix'], ['80'])
    (sentence,) = outcome.warnings
    assert 'Serato' in sentence
    assert 'Traktor' in sentence
    assert 'The original still has it' in sentence


@pytest.mark.parametrize('kind', ['wav', *OTHERS])
def test_the_comment_of_the_dj_is_the_comment(tmp_path: Path, kind: str) -> None:
    path = made.mp3(
        tmp_path,
        made.id3(
            made.comment('iTunPGAP', '0'), made.comment('', '8A - Energy 7'), made.comment('iTunes_CDDB_1', 'ABCD+1+2')
        ),
    )
    result = made.converted(path, tmp_path, None if kind == 'mp3' else kind)
    if kind in ('wav', 'mp3'):
        assert str(made.id3_of(result)['COMM::eng']) == '8A - Energy 7'
    elif kind == 'm4a':
        assert tagged(result)['\xa9cmt'] == ['8A - Energy 7']
    else:
        assert tagged(result)['comment'] == ['8A - Energy 7']
    assert made.words(result)['COMMENT'] == ['8A - Energy 7']
    assert made.words(result)['COMMENT:ITUNES_CDDB_1'] == ['ABCD+1+2']


@pytest.mark.parametrize('kind', ['mp3', 'wav'])
def test_the_first_of_several_comments_stays_the_first(tmp_path: Path, kind: str) -> None:
    path = made.plain(tmp_path, 'flac')
    file = tagged(path)
    file['COMMENT'], file['PERFORMER'] = ['8A - Energy 7', 'bought at a shop'], ['Anna', 'Ben']
    file.save()
    result = made.converted(path, tmp_path, kind)
    assert str(made.id3_of(result)['COMM::eng']) == '8A - Energy 7'
    assert made.words(result)['COMMENT'] == ['8A - Energy 7', 'bought at a shop']
    assert made.words(result)['PERFORMER'] == ['Anna', 'Ben']


def test_a_second_tag_and_those_at_the_end_of_an_mp3_stay(tmp_path: Path) -> None:
    second = made.id3(made.text('TIT2', 'Night'), made.SERATO)
    lyrics = b'LYRICSBEGIN' + b'EAL00005Album' + b'LYR00004Lala'
    behind = second + lyrics + b'%06dLYRICS200' % len(lyrics) + b'TAG' + b'Short title'.ljust(124, b'\0') + b'\x23'
    path = made.mp3(tmp_path, made.id3(made.text('TPE1', 'DJ Example')), behind=behind)
    assert made.converted(path, tmp_path).read_bytes().endswith(behind)
    assert len(read_all(path)) == len(read_all(made.converted(path, tmp_path)))
    found = made.id3_of(made.converted(path, tmp_path, 'wav'))
    assert (str(found['TPE1']), str(found['TIT2'])) == ('DJ Example', 'Night')
    assert found['GEOB:Serato Markers2'].data == made.SERATO_CUES
    told = made.words(made.converted(path, tmp_path, 'flac'))
    assert (told['TITLE'], told['ALBUM'], told['LYRICS'], told['GENRE']) == (['Night'], ['Album'], ['Lala'], ['House'])


def test_a_tag_behind_the_last_chunk_comes_into_one(tmp_path: Path) -> None:
    tag = made.id3(made.text('TIT2', 'Night'), made.SERATO)
    path = made.aiff(tmp_path)
    path.write_bytes(path.read_bytes() + tag)
    result = made.converted(path, tmp_path)
    assert str(tagged(result).tags['TIT2']) == 'Night', 'where every program looks for it'
    assert made.words(made.converted(path, tmp_path, 'flac'))['TITLE'] == ['Night']
    wave = made.wav(tmp_path)
    wave.write_bytes(wave.read_bytes() + tag)
    assert str(tagged(made.converted(wave, tmp_path)).tags['TIT2']) == 'Night'


@pytest.mark.parametrize('kind', ['mp3', 'flac'])
def test_the_apev2_tag_of_an_mp3_is_read_where_it_is_the_only_one(tmp_path: Path, kind: str) -> None:
    ape, packed = mutagen_types.APE(), io.BytesIO()
    ape['Title'], ape['MixArtist'], ape['Year'] = 'Night', 'Remixer Example', '2024'
    ape.save(packed)
    path = made.mp3(tmp_path, behind=packed.getvalue())
    found = made.words(made.converted(path, tmp_path, None if kind == 'mp3' else kind))
    assert (found['TITLE'], found['REMIXER'], found['DATE']) == (['Night'], ['Remixer Example'], ['2024'])


def test_markers_behind_an_odd_number_of_bytes_without_padding_stay(tmp_path: Path) -> None:
    sound = programme(1.4, 44_100, 1)[:33_001]
    path = make(tmp_path / 'a.wav', sound, 44_100, 'PCM_24')
    data = path.read_bytes()[: 44 + 3 * len(sound)]
    assert len(data) % 2 == 1
    cue = struct.pack('<I', 1) + struct.pack('<II4sIII', 1, 4410, b'data', 0, 0, 4410)
    label = made.chunk(b'LIST', b'adtl' + made.chunk(b'labl', struct.pack('<I', 1) + b'Second\0'))
    path.write_bytes(data)
    made.grown(path, made.info_list(INAM='Odd') + made.chunk(b'cue ', cue) + label, '<')
    result = made.converted(path, tmp_path)
    rest = result.read_bytes()[44 + 3 * len(sound) :]
    assert rest == b'\0' + made.info_list(INAM='Odd') + made.chunk(b'cue ', cue) + label
    assert len(read_all(result)) == 33_001
    other = made.converted(path, tmp_path, 'flac')
    assert made.words(other)['TITLE'] == ['Odd']
    assert [(one.start_s, one.title) for one in chapters.read(other)] == [(0.1, 'Second')]
    assert made.said(path, 'flac') == ''


def test_what_stands_before_and_behind_a_flac_file_is_not_forgotten(tmp_path: Path) -> None:
    path = made.plain(tmp_path, 'flac')
    behind = b'TAG' + b'Night'.ljust(30, b'\0') + b'DJ Example'.ljust(94, b'\0') + b'\xff'
    path.write_bytes(made.id3(made.text('TALB', 'Sundays'), made.SERATO) + path.read_bytes() + behind)
    result = made.converted(path, tmp_path)
    assert tagged(result)['title'] == ['Night']
    assert result.read_bytes()[-128:-125] != b'TAG', 'decoders take it for damage'
    assert made.SERATO in result.read_bytes()
    assert made.words(made.converted(path, tmp_path, 'ogg'))['ALBUM'] == ['Sundays']


@pytest.mark.parametrize('kind', ['flac', 'ogg'])
def test_a_cover_too_large_for_a_format_is_left_out_and_that_is_said(tmp_path: Path, kind: str) -> None:
    size = FLAC_BLOCK + 1000 if kind == 'flac' else 25 << 20
    tag = made.id3(made.text('TIT2', 'Night'), made.frame('APIC', b'\0image/jpeg\0\3\0\xff\xd8' + bytes(size)))
    path = made.mp3(tmp_path, tag)
    outcome = level(path, tmp_path / f'out.{kind}', Goal(-20.0, -1.0), to=kind)
    assert made.words(tmp_path / f'out.{kind}') == {'TITLE': ['Night']}
    assert 'the cover (too large' in outcome.warnings[0]


@pytest.mark.nightly
def test_more_comments_than_id3_can_have_are_cut_and_that_is_said(tmp_path: Path) -> None:
    path = made.plain(tmp_path, 'flac')
    file = tagged(path)
    for number in range(4_500):
        file.tags.append((f'NAME{number}', 'value'))
    file['TITLE'] = 'Night'
    file.save()
    result = made.converted(path, tmp_path, 'mp3')
    assert made.words(result)['NAME0'] == ['value']
    assert 'entries beyond the first 3400' in made.said(path, 'mp3')


def test_names_and_values_that_a_format_has_no_form_for_find_one(tmp_path: Path) -> None:
    tag = mutagen_types.ID3()
    tag.add(made.FRAMES['TXXX'](encoding=3, desc='Größe = \N{HEADPHONE}', text='17'))
    tag.add(made.FRAMES['TRCK'](encoding=3, text='A1'))
    tag.add(made.FRAMES['TBPM'](encoding=3, text='128.5'))
    tag.add(made.FRAMES['TXXX'](encoding=3, desc='', text='nothing'))
    out = io.BytesIO()
    tag.save(out)
    path = made.mp3(tmp_path, out.getvalue())
    for kind in ('flac', 'ogg', 'm4a', 'wav'):
        found = made.words(made.converted(path, tmp_path, kind))
        assert found['TRACKNUMBER'] == ['A1']
        assert '128.5' in found['BPM']
        assert '17' in [value for values in found.values() for value in values]


def test_an_address_or_a_picture_that_id3_has_no_form_for_stops_nothing(tmp_path: Path) -> None:
    path = made.plain(tmp_path, 'flac')
    file = tagged(path)
    file['WEBSITE'], file['WCOM'], file['TITLE'] = 'https://\N{HEADPHONE}', 'https://example.org', 'Night'
    picture = mutagen_types.PICTURE()
    picture.data, picture.mime, picture.type = made.COVER, 'image/jpeg \N{HEADPHONE}', 300
    file.add_picture(picture)
    file.save()
    for kind in ('mp3', 'wav'):
        found = made.words(made.converted(path, tmp_path, kind))
        assert (found['WEBSITE'], found['WCOM']) == (['https://\N{HEADPHONE}'], ['https://example.org'])


def test_a_date_that_is_none_is_kept_as_text(tmp_path: Path) -> None:
    path = made.plain(tmp_path, 'flac')
    file = tagged(path)
    file['DATE'] = 'Summer 2020'
    file.save()
    found = made.id3_of(made.converted(path, tmp_path, 'mp3'))
    assert (str(found['TDRC']), str(found['TXXX:DATE'])) == ('2020', 'Summer 2020')


@pytest.mark.parametrize('junk', [b'\xff' * 40, made.id3(b'TIT2\xff\xff\xff\xffrest'), b'ID3\x03\0\0\x7f\x7f\x7f\x7f'])
def test_a_broken_tag_stops_nothing_and_stays_where_it_was(tmp_path: Path, junk: bytes) -> None:
    path = made.wav(tmp_path, made.chunk(b'id3 ', junk), made.info_list(INAM='Sunday'))
    assert junk in made.converted(path, tmp_path).read_bytes()
    for kind in OTHERS:
        assert made.words(made.converted(path, tmp_path, kind))['TITLE'] == ['Sunday']


def test_an_rf64_file_gives_what_a_wav_file_gives(tmp_path: Path) -> None:
    path = made.wav(tmp_path, made.info_list(INAM='Sunday'), made.chunk(b'id3 ', made.id3(*DJ)))
    data = path.read_bytes()
    size = struct.unpack_from('<I', data, data.index(b'data') + 4)[0]
    ds64 = made.chunk(b'ds64', struct.pack('<QQQI', len(data) + 28, size, 0, 0))
    head = (
        b'RF64\xff\xff\xff\xffWAVE'
        + ds64
        + data[12:].replace(struct.pack('<4sI', b'data', size), b'data' + b'\xff' * 4)
    )
    path.write_bytes(head)
    found = made.words(made.converted(path, tmp_path, 'flac'))
    assert (found['TITLE'], found['REMIXER']) == (['Night'], ['Remixer Example'])


def test_a_conversion_to_wav_says_it_twice_for_those_who_read_no_id3(tmp_path: Path) -> None:
    path = made.mp3(tmp_path, made.id3(made.text('TIT2', 'Night'), made.text('TPE1', 'DJ Example')))
    data = made.converted(path, tmp_path, 'wav').read_bytes()
    assert made.info_list(INAM='Night', IART='DJ Example') in data


def test_what_windows_keeps_in_an_m4a_file_stays_there_and_is_told_of_elsewhere(tmp_path: Path) -> None:
    path = made.plain(tmp_path, 'm4a')
    file = made.MP4_TAGS(path)
    file['\xa9nam'] = ['Night']
    file.save()
    box = struct.pack('>I', 27) + b'Xtra' + b'WM/SharedUserRating'
    data = path.read_bytes()
    for name in (b'moov', b'udta'):
        at = data.index(name) - 4
        data = data[:at] + struct.pack('>I', struct.unpack_from('>I', data, at)[0] + len(box)) + data[at + 4 :]
    path.write_bytes(data + box)  # the tags stand at the end of the header, and that at the end of the file
    assert made.words(path)['TITLE'] == ['Night']
    result = made.converted(path, tmp_path)
    assert box in result.read_bytes()
    assert (tagged(result)['\xa9nam'], len(read_all(result))) == (['Night'], probe(path).frames)
    assert 'the box “Xtra”' in made.said(path, 'flac')
