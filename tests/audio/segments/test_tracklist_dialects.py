"""Lists as programs and people write them: each kind is read as what it means, and what was guessed is told."""

import random
from itertools import pairwise

import pytest

from app.audio.segments import UnreadableTracklist, parse_tracklist, read_tracklist
from app.audio.segments.encodings import NAMES
from tests.audio.cases import SHARED

REKORDBOX = """REM DATE 2025-02-01 10:30 PM
REM RECORDED_BY "rekordbox-dj"
TITLE "Night"
FILE "night.wav" WAVE
\tTRACK 01 AUDIO
\t\tTITLE "Title 1"
\t\tPERFORMER "Artist 1"
\t\tINDEX 01 00:00:00
\tTRACK 02 AUDIO
\t\tTITLE "Title 2"
\t\tPERFORMER "Artist 2"
\t\tINDEX 01 00:05:31
\tTRACK 03 AUDIO
\t\tTITLE "Title 3"
\t\tINDEX 01 01:03:55
"""


def starts(text: str | bytes) -> list[float]:
    return [round(cue.start_s, 2) for cue in parse_tracklist(text)]


def titles(text: str | bytes) -> list[str | None]:
    return [cue.title for cue in parse_tracklist(text)]


def test_a_sheet_of_rekordbox_counts_hours_minutes_and_seconds_and_that_is_told() -> None:
    found = read_tracklist(REKORDBOX.replace('\n', '\r\n'))
    assert [cue.start_s for cue in found.cues] == [0, 331, 3835]
    assert found.cues[1].title == 'Artist 2 - Title 2'
    assert 'hours, minutes and seconds' in found.notes[0]


def sheet(*times: str, joint: str = ' ') -> str:
    tracks = (f'TRACK {n:02d} AUDIO\nTITLE "T{n}"\nINDEX 01 {time}' for n, time in enumerate(times, 1))
    return '\n'.join(tracks).replace(' ', joint)


def test_a_sheet_whose_tracks_would_last_seconds_counts_hours_also_without_a_word_of_its_program() -> None:
    assert starts(sheet('00:00:00', '00:04:31', '00:09:12', '00:14:02')) == [0, 271, 552, 842]


@pytest.mark.parametrize(
    'times', [('00:00:00', '04:31:10', '09:12:50', '14:02:11'), ('00:00:00', '00:04:00', '00:08:00', '00:12:00')]
)
def test_a_sheet_of_a_cd_counts_frames(times: tuple[str, ...]) -> None:
    assert starts(sheet(*times))[1] == round(
        sum(int(part) * unit for part, unit in zip(times[1].split(':'), (60, 1, 1 / 75), strict=True)), 2
    )


def test_hundredths_of_a_second_are_no_frames() -> None:
    assert starts(sheet('00:00:00', '03:10:99')) == [0, 190.99]


@pytest.mark.parametrize('joint', ['\t', '\t\t', ' \t', '\u00a0'])
def test_words_of_a_sheet_stand_apart_by_whatever_blank(joint: str) -> None:
    found = parse_tracklist(sheet('00:00:00', '05:12:00', joint=joint))
    assert [(cue.start_s, cue.title) for cue in found] == [(0, 'T1'), (312, 'T2')]


def test_a_track_with_a_gap_alone_begins_with_its_gap() -> None:
    text = sheet('00:00:00', '04:00:00', '07:59:00').replace('01 04:00', '00 04:00').replace('01 07:59', '00 07:59')
    text += '\nINDEX 01 08:00:00'
    assert starts(text) == [0, 240, 480]
    assert titles(text)[1] == 'T2'


PER_TRACK = """FILE "one.wav" WAVE
  TRACK 01 AUDIO
    TITLE "One"
    INDEX 01 00:00:00
FILE "two.wav" WAVE
  TRACK 02 AUDIO
    TITLE "Two"
    INDEX 01 00:00:00
FILE "three.wav" WAVE
  TRACK 03 AUDIO
    TITLE "Three"
    INDEX 01 00:00:00
"""


def test_one_file_for_each_track_is_laid_end_to_end_where_their_lengths_are_known() -> None:
    lengths = {'one.wav': 200.0, 'two.wav': 100.5}
    found = read_tracklist(PER_TRACK, lengths=lengths.get)
    assert [(cue.start_s, cue.title) for cue in found.cues] == [(0, 'One'), (200, 'Two'), (300.5, 'Three')]
    assert 'names several files' in found.notes[0]


def test_one_file_for_each_track_is_refused_with_the_true_reason_where_nobody_knows_their_lengths() -> None:
    with pytest.raises(UnreadableTracklist, match='a file of its own for each track'):
        read_tracklist(PER_TRACK)


def test_a_sheet_that_names_the_same_mix_before_every_track_keeps_its_times() -> None:
    text = ''.join(f'FILE "mix.wav" WAVE\nTRACK {n:02d} AUDIO\nINDEX 01 0{n}:00:00\n' for n in range(3))
    assert starts(text) == [0, 60, 120]


def test_titles_at_one_time_are_one_track_with_both_names() -> None:
    found = read_tracklist('00:00 Intro\n00:00 A - One\n05:00 B - Two\n05:00 C - Three (acappella)\n09:00 D')
    assert [(cue.start_s, cue.title) for cue in found.cues] == [
        (0, 'Intro / A - One'), (300, 'B - Two / C - Three (acappella)'), (540, 'D')
    ]  # fmt: skip
    assert found.notes == ('Titles at the same time were taken as one track with all their names.',)


@pytest.mark.parametrize(
    'text',
    [
        '01 00:00 A - One\n02 05:12 B - Two',
        '1.00:00 A - One\n2.05:12 B - Two',
        'Track 1 - 00:00 A - One\nTrack 2 - 05:12 B - Two',
        '01\t00:00\tA - One\n02\t05:12\tB - Two',
        '00:00:00.000 --> 00:05:12.000 A - One\n00:05:12.000 --> 00:09:00.000 B - Two',
        '1\n00:00:00,000 --> 00:05:12,000\nA - One\n\n2\n00:05:12,000 --> 00:09:00,000\nB - Two',
        'A - One 00:00 - 05:12\nB - Two 05:12 - 09:00',
        'A - One [00:00-05:12]\nB - Two [05:12-09:00]',
        '[00:00 - 05:12] A - One\n[05:12 - 09:00] B - Two',
        '0.000000\t312.0\tA - One\n\\\t100.0\t200.0\n312.000000\t540.0\tB - Two',
        '0,000000\t312,0\tA - One\n312,000000\t312,000000\tB - Two',
        '01. 0:00:00 A - One\n02. 0:05:12 B - Two',
        '1\n00:00\nA - One\nLABEL\n\n2\n05:12\nB - Two\nOTHER LABEL',
        '01. [00:00] A - One\n[??:??] w/ X - Under it\n02. [05:12] B - Two',
        '00:00;A - One\n05:12;B - Two',
        '1;00:00;A - One\n2;05:12;B - Two',
        '00.00 A - One\n05.12 B - Two',
        'A - One @ 00:00\nB - Two @ 05:12',
        '0m0s A - One\n5m12s B - Two',
        '0\'00" A - One\n5\'12" B - Two',
        '00：00 A - One\n05：12 B - Two',
        '00:00:00:00 A - One\n00:05:12:00 B - Two',
        '#,Name,Start,End\nM1,A - One,0:00.000,\nM2,B - Two,5:12.000,',
    ],
)  # fmt: skip
def test_every_kind_of_line_says_the_same(text: str) -> None:
    assert [(cue.start_s, cue.title) for cue in parse_tracklist(text)] == [(0, 'A - One'), (312, 'B - Two')]


SERATO = """"name","artist","start time","end time","playtime","deck","notes"
"22/11/2015","","23:56:11","01:58:10","02:01:59","",""
"One","A","23:56:11","00:01:20","00:05:09","1",""
"Two","B","00:01:23","00:06:00","00:04:37","2",""
"""
IN_COLUMNS = """name         artist       start time   end time     playtime   deck
-------------------------------------------------------------------------
22/11/2015                11:56:11 PM  1:58:10 AM   02:01:59
One          A            11:56:11 PM  12:01:20 AM  00:05:09   1
Two          B            12:01:23 AM  12:06:00 AM  00:04:37   2
"""
VIRTUAL_DJ = """#EXTM3U
#EXTVDJ:<time>23:56</time><lastplaytime>1714600571</lastplaytime><artist>A</artist><title>One</title>
/music/one.mp3
#EXTVDJ:<time>00:01</time><lastplaytime>1714600883</lastplaytime><artist>B</artist><title>Two</title>
/music/two.mp3
"""
MIXXX = """"#","Artist","Title","Duration","Timestamp"
"1","A","One","5:09","2024-05-01T23:56:11"
"2","B","Two","4:37","2024-05-02T00:01:23"
"""


@pytest.mark.parametrize(
    'text',
    [
        SERATO,
        SERATO.replace('"', ''),
        SERATO.replace(',', '\t'),
        IN_COLUMNS,
        MIXXX,
        '\n'.join([*SERATO.splitlines()[:2], *reversed(SERATO.splitlines()[2:])]),
        VIRTUAL_DJ,
        '23:56:11 A - One\n00:01:23 B - Two',
        '11:56:11 PM A - One\n12:01:23 AM B - Two',
    ],
)
def test_a_history_with_times_of_day_begins_with_its_first_track_and_goes_on_after_midnight(text: str) -> None:
    found = read_tracklist(text)
    assert [(cue.start_s, cue.title) for cue in found.cues] == [(0, 'A - One'), (312, 'B - Two')]
    assert 'times of day' in found.notes[0]


def test_pm_may_be_the_name_of_an_artist() -> None:
    assert titles('00:00 PM Dawn - Set\n05:00 AM - Song\n09:00 Other') == ['PM Dawn - Set', 'AM - Song', 'Other']


@pytest.mark.parametrize(
    ('encoding', 'name'),
    [
        ('cp1251', 'Мумий Тролль - Утекай'),
        ('koi8_r', 'Мумий Тролль - Утекай'),
        ('shift_jis', '椎名林檎 - 丸ノ内サディスティック'),
        ('euc_jp', '椎名林檎 - 丸ノ内サディスティック'),
        ('gbk', '邓丽君 - 月亮代表我的心'),
        ('big5', '周杰倫 - 青花瓷'),
        ('cp949', '방탄소년단 - 봄날'),
        ('cp1250', 'Dawid Podsiadło - Małomiasteczkowy'),
        ('cp1252', 'Röyksopp - L’été'),
        ('utf-16-le', 'Мумий Тролль - Утекай'),
        ('utf-16-be', '椎名林檎 - 丸ノ内サディスティック'),
        ('utf-16', 'Röyksopp - L’été'),
    ],
)
@pytest.mark.parametrize('as_sheet', [False, True])
def test_names_of_the_whole_world_are_readable(encoding: str, name: str, as_sheet: bool) -> None:
    text = f'FILE "mix.wav" WAVE\nTRACK 01 AUDIO\nTITLE "{name}"\nINDEX 01 04:12:00' if as_sheet else f'04:12 {name}\n'
    found = read_tracklist(text.encode(encoding))
    assert [(cue.start_s, cue.title) for cue in found.cues] == [(252, name)]
    if not encoding.startswith('utf'):
        assert any('choose another encoding' in note for note in found.notes)


def test_one_bad_byte_costs_one_sign_and_is_told() -> None:
    raw = '00:00 Björk - Jóga\n05:00 Røyksopp - Eple\n'.encode().replace(b'Eple', b'Epl\xff')
    found = read_tracklist(raw)
    assert [cue.title for cue in found.cues] == ['Björk - Jóga', 'Røyksopp - Epl\ufffd']
    assert '1 sign(s)' in found.notes[0]


def test_an_encoding_that_is_named_is_taken() -> None:
    raw = '00:00 Şımarık'.encode('cp1254')
    assert read_tracklist(raw, 'cp1254').cues[0].title == 'Şımarık'
    assert {'cp1251', 'cp932', 'gb18030'} <= set(NAMES)


def test_no_bytes_whatsoever_end_in_anything_but_cues_or_a_sentence() -> None:
    chance = random.Random(7)
    whole = (REKORDBOX + SERATO + IN_COLUMNS).encode('utf-8')
    for _ in range(300):
        raw = bytearray(whole[chance.randrange(200) :][: chance.randrange(20, 700)])
        for _ in range(chance.randrange(30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            cues = parse_tracklist(bytes(raw))
        except UnreadableTracklist:
            continue
        assert cues[0].start_s >= 0.0
        assert all(before.start_s < after.start_s for before, after in pairwise(cues))


@pytest.mark.skipif(not (SHARED / 'cases').is_dir(), reason='the cases lie beside the checkout')
@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('rekordbox-recording.cue', [0, 331, 668, 3520, 3835]),
        ('tabs.cue', [0, 312.49, 580]),
        ('list-of-another-mix.txt', [0, 300, 4500]),
        ('two-at-once.txt', [0, 300, 540]),
    ],
)
def test_lists_that_people_have_brought(name: str, expected: list[float]) -> None:
    found = parse_tracklist((SHARED / 'cases' / name).read_bytes())
    assert [round(cue.start_s, 2) for cue in found] == expected
    assert all(cue.title for cue in found)


def test_the_list_of_a_program_that_writes_hours_and_minutes_is_read_as_such() -> None:
    found = read_tracklist('VirtualDJ History 2024/05/01\n-----\n23:56 : A - One\n00:02 : B - Two\n00:05 : C - Three')
    assert [(cue.start_s, cue.title) for cue in found.cues] == [(0, 'A - One'), (360, 'B - Two'), (540, 'C - Three')]
    assert 'times of day' in found.notes[0]
