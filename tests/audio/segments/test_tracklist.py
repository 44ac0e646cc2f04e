"""Tracklists as DJs keep and paste them."""

import pytest

from app.audio.segments import Cue, Segment, UnreadableTracklist, from_json, parse_tracklist, to_cue, to_json, to_text

SHEET = """\ufeffREM GENRE House
PERFORMER "DJ Somebody"
TITLE "Summer mix"
FILE "mix.wav" WAVE
  TRACK 01 AUDIO
    TITLE "First"
    PERFORMER "Anna"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Second"
    INDEX 00 03:58:00
    INDEX 01 04:01:37
"""


@pytest.mark.parametrize(
    ('line', 'start', 'title'),
    [
        ('12:34 Artist - Title', 754, 'Artist - Title'),
        ('[12:34] Artist - Title', 754, 'Artist - Title'),
        ('1. 12:34 Artist - Title', 754, 'Artist - Title'),
        ('03) [1:02:03] Artist - Title', 3723, 'Artist - Title'),
        ('#7 (62:03) Artist – Title', 3723, 'Artist – Title'),
        ('12:34 - 15:00 Artist - Title', 754, 'Artist - Title'),
        ('12:34 | Artist - Title (2:30 edit)', 754, 'Artist - Title (2:30 edit)'),
        ('4. Artist - 99 Problems 12:34', 754, 'Artist - 99 Problems'),
        ('Artist - Title [00:12:34]', 754, 'Artist - Title'),
        ('12:34.5 Artist - Title', 754.5, 'Artist - Title'),
        ('12:34', 754, None),
        ('12:34 1. Artist - Title', 754, 'Artist - Title'),
        ('12:34 <script>alert(1)</script>', 754, '<script>alert(1)</script>'),
        ('<b>Title</b> [12:34]', 754, '<b>Title</b>'),
        ('12:34 Title ->', 754, 'Title'),
        ('- \t 2)\u00a0[ 12:34 ]  >  Artist   -  Title  ', 754, 'Artist - Title'),
    ],
)
def test_reads_the_ways_people_write_a_line(line: str, start: float, title: str | None) -> None:
    assert parse_tracklist(line) == (Cue(start, title),)


@pytest.mark.parametrize('blank', [' ', '\t', '\u00a0', '-', '1', '1:', '('])
def test_passes_over_a_line_that_is_far_too_long_to_be_one(blank: str) -> None:
    assert parse_tracklist(f'0:00 a\n7:00 {blank * 60_000}x\n5:00 b') == (Cue(0, 'a'), Cue(300, 'b'))


def test_an_index_beyond_all_numbers_is_no_time() -> None:
    sheet = SHEET.replace('03:58:00', f'{"9" * 5000}:00:00')
    assert parse_tracklist(sheet) == parse_tracklist(SHEET)
    with pytest.raises(UnreadableTracklist, match='No times'):
        parse_tracklist(f'TRACK 01 AUDIO\nINDEX 01 {"9" * 5000}:00:00')


def test_passes_over_lines_without_a_time() -> None:
    pasted = 'Live at the lake, 2024\n\n00:00 Intro\nw/ Somebody - Acapella\n4:20 Anna - Second\n?? ID - ID\n'
    assert parse_tracklist(pasted) == (Cue(0, 'Intro'), Cue(260, 'Anna - Second'))


def test_reads_a_cue_sheet_with_its_gaps_and_frames() -> None:
    first, second = parse_tracklist(SHEET)
    assert [first.start_s, second.start_s] == pytest.approx([0.0, 241 + 37 / 75])
    assert second.title == 'Second'
    assert first.title is not None
    assert first.title.startswith('Anna - First')


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'cp1252'])
def test_reads_files_of_any_usual_encoding(encoding: str) -> None:
    assert parse_tracklist('01:00 Björk - Jóga'.encode(encoding)) == (Cue(60, 'Björk - Jóga'),)


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('', 'No times'),
        ('Artist - Title\nOther - Song', 'No times'),
        ('00:00 One\n05:00 Two\n04:00 Three', 'Line 3 of the tracklist goes back in time, from 05:00 to 04:00'),
        ('0:00 x\n' * 60_000, 'too long'),
        (b'\x00\xff\xfe\x80', 'No times'),
    ],
)
def test_says_what_is_wrong_with_a_tracklist(text: str | bytes, reason: str) -> None:
    with pytest.raises(UnreadableTracklist, match=reason):
        parse_tracklist(text)


def test_what_is_written_can_be_read_again() -> None:
    cues = (Cue(0.0, 'Anna - First'), Cue(241.4933, 'Second "live"'), Cue(3723.0, None))
    sheet = to_cue(cues, 'My "mix".mp3', 'My mix')
    assert '"My \'mix\'.mp3" MP3' in sheet
    again = parse_tracklist(sheet)
    assert [cue.title for cue in again] == ['Anna - First', "Second 'live'", 'Track 3']
    assert [cue.start_s for cue in again] == pytest.approx([0.0, 241.4933, 3723.0], abs=0.01)
    assert parse_tracklist(to_text(cues)) == (
        Cue(0, 'Anna - First'),
        Cue(241, 'Second "live"'),
        Cue(3723, 'Track 3'),
    )


def test_segments_survive_their_json_form() -> None:
    segments = [Segment(0.0, 241.4933333, -13.456, -1.234, 'Anna - First'), Segment(241.4933333, 300.0, None)]
    stored = to_json(segments)
    assert stored['segments'][0] == {
        'start_s': 0.0, 'end_s': 241.493, 'loudness_lufs': -13.46, 'gain_db': -1.23, 'title': 'Anna - First'
    }  # fmt: skip
    assert to_json(from_json(stored)) == stored


@pytest.mark.parametrize('dash', ['-', '–', '—'])
def test_takes_artist_and_title_apart_at_whatever_dash_people_write(dash: str) -> None:
    sheet = to_cue([Cue(0, f'Anna {dash} First (Re-Edit)')], 'mix.wav')
    assert '    TITLE "First (Re-Edit)"\r\n    PERFORMER "Anna"\r\n' in sheet
