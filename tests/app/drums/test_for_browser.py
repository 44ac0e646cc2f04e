"""A map goes to a page and comes back as it was; what no page of ours sends is refused in a sentence."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.drums import for_browser
from app.drums.differences import compare
from app.drums.drum_map import DrumMap, Hit, Lane, Section, TimingPoint
from app.drums.for_browser import from_browser, to_browser
from app.errors import Refused

SONG = DrumMap(
    title='Amen',
    artist='The Winstons',
    length_ms=8_000,
    preview_ms=1_000,
    timing=(TimingPoint(12.345678, 136.21, 4), TimingPoint(4_000.5, 98.0, 3)),
    sections=(Section(0, 'Intro', 3, 0.667),),
    hits=(Hit(12, Lane.KICK, 110, 0.873), Hit(12, Lane.CRASH, 90), Hit(450, Lane.SNARE, 40, 0.005)),
).with_hits([Hit(12, Lane.KICK, 110, 0.873), Hit(12, Lane.CRASH, 90), Hit(450, Lane.SNARE, 40, 0.005)])


def sent(**changed: Any) -> str:
    return json.dumps(to_browser(SONG) | changed)


def test_a_map_comes_back_as_it_was_if_nobody_touched_it() -> None:
    assert from_browser(sent(), SONG) == SONG


def test_hits_are_short_and_told_from_one_to_the_next() -> None:
    assert to_browser(SONG)['hits'] == [12, 0, 90, -1, 0, 10, 110, 87, 438, 4, 40, 0]


def test_what_somebody_touched_is_theirs_and_the_rest_stays_as_sure_as_it_was() -> None:
    changed = from_browser(sent(hits=[12, 10, 111, 87, 438, 4, 40, -1]), SONG)
    assert changed.hits == (Hit(12, Lane.KICK, 111, 0.87), Hit(450, Lane.SNARE, 40, None))


@pytest.mark.parametrize(
    'changed',
    [
        {'hits': [1, 2, 3]},
        {'hits': 'many'},
        {'hits': [1, 11, 100, -1]},
        {'hits': [1.5, 1, 100, -1]},
        {'hits': [1, 1, 0, -1]},
        {'hits': [1, 1, 128, -1]},
        {'hits': [1, 1, 100, 101]},
        {'hits': [-1, 1, 100, -1]},
        {'hits': [7_000, 1, 100, -1, 1_001, 1, 100, -1]},
        {'hits': [True, 1, 100, -1]},
        {'length': 0},
        {'length': 10**12},
        {'title': 7},
        {'title': 'x' * 201},
        {'timing': [[0, 5, 4]]},
        {'timing': [[0, 120, 0]]},
        {'timing': [[0, 120]]},
        {'timing': [[500, 120, 4], [0, 120, 4]]},
        {'timing': [[float('nan'), 120, 4]]},
        {'sections': [[0, 'a', 5, 0.5]]},
        {'sections': [[0, 'a', 4, 0.9]]},
        {'sections': [[0, 'a', 4, 0.5]] * 2},
        {'preview': 9_000},
    ],
    ids=str,
)
def test_what_no_page_of_ours_sends_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Refused, match='could not be read'):
        from_browser(sent(**changed))


@pytest.mark.parametrize('text', ['', '[]', 'null', '{}', '{"hits": []}', '[' * 5_000])
def test_what_is_no_map_at_all_is_refused(text: str) -> None:
    with pytest.raises(Refused, match='could not be read'):
        from_browser(text)


def test_a_map_without_a_tempo_and_one_with_too_much_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match='needs a tempo'):
        from_browser(sent(timing=[]))
    with pytest.raises(Refused, match='more hits than a page can send'):
        from_browser('x' * (for_browser.MOST_CHARS + 1))
    monkeypatch.setattr(for_browser, 'MOST_HITS', 2)
    with pytest.raises(Refused, match='holds 2 hits'):
        from_browser(sent())


def test_a_whole_song_stays_far_below_what_a_page_may_send() -> None:
    """Eight minutes of sixteenths on two drums."""
    lanes = (Lane.KICK, Lane.HIHAT_CLOSED)
    hits = [Hit(n * 110, lane, 100, 0.5) for n in range(8 * 60_000 // 110) for lane in lanes]
    long = DrumMap(length_ms=8 * 60_000, timing=(TimingPoint(0, 136),)).with_hits(hits)
    assert len(json.dumps(to_browser(long), separators=(',', ':'))) < for_browser.MOST_CHARS / 6


def test_a_difference_is_listed_in_order_of_time_with_what_became_of_each_hit() -> None:
    after = SONG.with_hits([Hit(20, Lane.KICK, 110), Hit(12, Lane.CRASH, 60), Hit(450, Lane.TOM_LOW, 40, 0.005)])
    found = for_browser.marks(compare(SONG, replace(after, hits=(*after.hits, Hit(900, Lane.RIDE)))))
    assert [(one['kind'], one['ms'], one['lane']) for one in found] == [
        ('changed', 12, 0),
        ('moved', 12, 10),
        ('changed', 450, 4),
        ('added', 900, 8),
    ]
    assert [found[0]['words'], found[1]['to'], found[2]['toLane']] == ['velocity 90 to 60', 20, 7]
