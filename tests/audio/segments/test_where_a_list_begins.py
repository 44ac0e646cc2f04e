"""What a mix begins with, where its list has no line for that or has it elsewhere."""

from itertools import permutations

import pytest

from app.audio.segments import parse_tracklist, read_tracklist

IN_ONE_EVENING = """name,artist,start time,end time,playtime,deck,notes
28/11/2026,,28/11/2026 20:00:00,,,,
One,A,20:00:10,20:03:00,00:03:00,1,
Two,B,20:03:00,20:06:00,00:03:00,2,
Three,C,20:06:00,20:09:00,00:03:00,1,
"""


@pytest.mark.parametrize('rows', list(permutations(range(3))))
def test_a_history_that_does_not_pass_midnight_begins_with_its_earliest_track(rows: tuple[int, ...]) -> None:
    """The newest may stand first or last; a deck that was told late may stand anywhere."""
    *heads, one, two, three = IN_ONE_EVENING.splitlines()
    found = read_tracklist('\n'.join([*heads, *((one, two, three)[row] for row in rows)]))
    assert [(cue.start_s, cue.title) for cue in found.cues] == [(0, 'A - One'), (170, 'B - Two'), (350, 'C - Three')]


ONE_THOUSAND_AND_ONE = """1001Tracklists: DJ X @ Y 2024

01 Artist A - Title A [LABEL]
[05:10] Artist B - Title B [LABEL]
w/ Artist C - Title C
[08:30] ID - ID
"""


def test_a_counted_line_without_a_time_is_what_the_mix_begins_with() -> None:
    found = read_tracklist(ONE_THOUSAND_AND_ONE)
    assert [(cue.start_s, cue.title) for cue in found.cues] == [
        (0, 'Artist A - Title A [LABEL]'),
        (310, 'Artist B - Title B [LABEL]'),
        (510, 'ID - ID'),
    ]
    assert any('first track has no time' in note for note in found.notes)


@pytest.mark.parametrize('head', ['DJ X @ Y', '1 Hour Mix', '24. August', '1001Tracklists: X', ''])
def test_the_name_of_a_party_is_no_track(head: str) -> None:
    found = parse_tracklist(f'{head}\n[05:10] A - One\n[08:30] B - Two')
    assert [cue.start_s for cue in found] == [310, 510]


def test_a_line_without_a_time_before_one_at_the_beginning_is_no_track() -> None:
    found = parse_tracklist('01. Night\n00:00 A - One\n08:30 B - Two')
    assert [cue.title for cue in found] == ['A - One', 'B - Two']
