"""The difference between two versions: told in words, stored, applied, and taken to a newer version."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drums import differences
from app.drums.differences import comparing
from app.drums.differences.difference import MOST_CHANGES, Difference, Pair
from app.drums.differences.errors import DoesNotFit, NoDifference, TooManyChanges
from app.drums.drum_map import DrumMap, Hit, Lane, Section, TimingPoint
from tests.app.drums.maps import beat, hits, maps


def changed(drum_map: DrumMap, keep: Any, *more: Hit) -> DrumMap:
    """A map with what `keep` makes of each hit, and more."""
    return drum_map.with_hits([*(hit for one in drum_map.hits if (hit := keep(one)) is not None), *more])


def test_what_was_moved_is_told_as_moved_and_the_words_fit_on_a_line() -> None:
    before = beat(8, sixteenths=True)
    after = changed(
        before,
        lambda hit: replace(hit, ms=hit.ms + 8) if hit.lane == Lane.HIHAT_CLOSED and 2_000 <= hit.ms < 7_000 else hit,
    )
    after = changed(
        after,
        lambda hit: None if hit.velocity == 25 and hit.ms < 6_000 else hit,
        *(Hit(n * 500 + 250, Lane.RIDE) for n in range(12)),
    )
    found = differences.compare(before, after)
    assert differences.summary(found) == '+12 −3, moved 40 by 8 ms'
    assert {pair.ms for pair in found.moved} == {8}
    assert differences.counts(found)['moved'] == 40


def test_a_fast_roll_that_is_moved_as_a_whole_is_not_told_as_moved_from_stroke_to_stroke() -> None:
    """Each stroke is nearer to where the one before it came to lie than to its own new place."""
    before = beat(1).with_hits([Hit(1_000 + 60 * n, Lane.SNARE, 90) for n in range(20)])
    after = changed(before, lambda hit: replace(hit, ms=hit.ms - 40))
    found = differences.compare(before, after)
    assert differences.summary(found) == 'moved 20 by −40 ms'
    assert [pair.ms for pair in found.moved] == [-40] * 20


def test_velocity_lane_tempo_and_names_are_told_each_in_its_words() -> None:
    before = beat()
    after = replace(
        changed(before, lambda hit: replace(hit, velocity=127) if hit.lane == Lane.KICK else hit),
        timing=(TimingPoint(0.0, 121.0),),
        sections=(Section(0, 'Intro'),),
        title='Another',
    )
    after = changed(
        after, lambda hit: replace(hit, lane=Lane.HIHAT_OPEN) if hit.place == (250, 'hihat_closed') else hit
    )
    found = differences.compare(before, after)
    kicks = sum(hit.lane == Lane.KICK for hit in before.hits)
    assert differences.summary(found) == (
        f'{kicks} louder, 1 to another drum, tempo changed, sections changed, title changed'
    )
    assert not differences.compare(before, before)
    assert differences.summary(differences.compare(before, before)) == 'nothing changed'


@pytest.mark.nightly
@settings(deadline=None)
@given(before=maps(), after=maps())
def test_a_difference_applied_to_the_one_map_makes_the_other_also_after_it_was_stored(
    before: DrumMap, after: DrumMap
) -> None:
    found = differences.compare(before, after)
    stored = json.dumps(differences.to_payload(found))
    assert differences.from_payload(stored) == found
    assert differences.apply(before, found) == after


@pytest.mark.nightly
@settings(deadline=None)
@given(drum_map=maps(), data=st.data())
def test_small_changes_make_a_small_difference(drum_map: DrumMap, data: st.DataObject) -> None:
    nudged = data.draw(st.sets(st.integers(0, max(0, len(drum_map.hits) - 1)), max_size=5))
    kept = [hit for index, hit in enumerate(drum_map.hits) if index not in nudged]
    after = drum_map.with_hits([*kept, *(Hit(h.ms + 9, h.lane, h.velocity) for h in drum_map.hits if h not in kept)])
    assert differences.compare(drum_map, after).count <= 3 * len(nudged)


def test_what_it_takes_out_or_moves_must_be_there() -> None:
    before = beat()
    found = differences.compare(before, changed(before, lambda hit: None if hit.velocity == 25 else hit))
    other = changed(before, lambda hit: replace(hit, velocity=30) if hit.velocity == 25 else hit)
    with pytest.raises(DoesNotFit, match=r'snare at 0:01\.375 is not there as it was, nor are 3 others'):
        differences.apply(other, found)
    added = differences.compare(before, changed(before, lambda hit: hit, Hit(111, Lane.RIDE, 90)))
    taken = changed(before, lambda hit: hit, Hit(111, Lane.RIDE, 50))
    with pytest.raises(DoesNotFit, match=r'ride at 0:00\.111 has no place'):
        differences.apply(taken, added)
    tempo = differences.compare(before, replace(before, timing=(TimingPoint(5.0, 120.0),)))
    with pytest.raises(DoesNotFit, match='The tempo of this map was changed'):
        differences.apply(replace(before, timing=(TimingPoint(6.0, 120.0),)), tempo)


def test_a_suggestion_against_an_old_version_goes_on_where_it_fits_and_tells_where_not() -> None:
    old = beat()
    suggested = changed(
        old,
        lambda hit: None if hit.velocity == 25 else replace(hit, ms=hit.ms + 5) if hit.lane == Lane.CRASH else hit,
        Hit(777, Lane.TOM_LOW),
        Hit(888, Lane.TOM_LOW),
        Hit(999, Lane.TOM_HIGH),
    )
    newer = changed(
        old,
        lambda hit: None if hit.place == (1_375, 'snare') else replace(hit, velocity=120) if hit.ms == 3_375 else hit,
        Hit(777, Lane.TOM_LOW, 44),
        Hit(888, Lane.TOM_LOW),
    )
    found = differences.rebase(differences.compare(old, suggested), newer)
    assert [one.words for one in found.conflicts] == [
        'Tom low at 0:00.777, to add: another hit stands there now.',
        'Snare at 0:03.375, to remove: it was changed in the meantime.',
    ]
    assert found.already == 2, 'one ghost note is gone, and one tom is there'
    assert differences.summary(found.difference) == '+1 −2, moved 1 by 5 ms'
    made = differences.apply(newer, found.difference)
    assert Hit(999, Lane.TOM_HIGH) in made.hits
    assert Hit(777, Lane.TOM_LOW, 44) in made.hits


def test_what_was_moved_away_in_the_meantime_is_not_moved_again() -> None:
    old = beat()
    mine = changed(old, lambda hit: replace(hit, ms=hit.ms + 10) if hit.lane == Lane.CRASH else hit)
    theirs = changed(old, lambda hit: replace(hit, ms=hit.ms + 20) if hit.lane == Lane.CRASH else hit)
    found = differences.rebase(differences.compare(old, mine), theirs)
    assert [one.words for one in found.conflicts] == ['Crash at 0:00.000, to move: it is not there any more.']
    assert not found.difference


def test_moves_that_follow_each_other_stop_where_the_first_one_cannot_go() -> None:
    """Each goes to the place of the next; somebody else has filled the last place."""
    old = beat(1).with_hits([Hit(100 * n, Lane.SNARE, 60 + n) for n in range(5)])
    mine = changed(old, lambda hit: replace(hit, ms=hit.ms + 100))
    theirs = changed(old, lambda hit: hit, Hit(500, Lane.SNARE, 1))
    found = differences.rebase(differences.compare(old, mine), theirs)
    assert differences.apply(theirs, found.difference).hits, 'what is left fits'
    assert len(found.conflicts) + found.difference.count + found.already == differences.compare(old, mine).count


@pytest.mark.nightly
@settings(deadline=None)
@given(old=maps(30), mine=hits(30), theirs=hits(30))
def test_whatever_two_people_do_the_rest_can_be_applied_and_every_change_is_accounted_for(
    old: DrumMap, mine: tuple[Hit, ...], theirs: tuple[Hit, ...]
) -> None:
    half = len(old.hits) // 2
    wanted = differences.compare(old, old.with_hits([*old.hits[:half], *mine]))
    newer = old.with_hits([*old.hits[half // 2 :], *theirs])
    found = differences.rebase(wanted, newer)
    made = differences.apply(newer, found.difference)
    assert found.difference.count + len(found.conflicts) + found.already == wanted.count
    assert all(hit in made.hits for hit in found.difference.added)
    assert differences.rebase(wanted, old).difference.count == wanted.count


def test_the_same_suggestion_twice_is_there_already() -> None:
    old = beat()
    new = changed(old, lambda hit: replace(hit, velocity=99), Hit(5, Lane.RIDE))
    found = differences.rebase(differences.compare(old, new), new)
    assert (found.difference.count, found.conflicts) == (0, ())


PAYLOAD = {
    'version': 1,
    'added': [[10, 'kick', 90], [20, 'snare', 80, 0.5]],
    'moved': [[[1, 'ride', 5], [2, 'ride', 5]]],
    'timing': [[[0.0, 120.0, 4]], [[0.5, 121.0, 3]]],
    'head': [['title', 'a', 'b']],
}


@pytest.mark.parametrize(
    ('change', 'said'),
    [
        ({'version': 2}, 'another version of LevelMix'),
        ({'surprise': []}, 'surprise is not'),
        ({'added': {}}, 'added'),
        ({'added': [[10, 'kick']]}, 'a hit'),
        ({'added': [[10.5, 'kick', 90]]}, 'a time'),
        ({'added': [[True, 'kick', 90]]}, 'a time'),
        ({'added': [[-1, 'kick', 90]]}, 'a time'),
        ({'added': [[1, 'kazoo', 90]]}, 'a lane'),
        ({'added': [[1, [], 90]]}, 'a lane'),
        ({'added': [[1, 'kick', 128]]}, 'a velocity'),
        ({'added': [[1, 'kick', 12, 1.5]]}, 'a confidence'),
        ({'added': [[1, 'kick', 12], [1, 'kick', 13]]}, 'two things of one hit'),
        ({'moved': [[[1, 'ride', 5], [2, 'crash', 5]]]}, 'a move'),
        ({'changed': [[[1, 'ride', 5], [1, 'ride', 5]]]}, 'a change'),
        ({'timing': [[], []]}, 'timing'),
        ({'timing': [[[0, 1, 4]], [[0, 120, 4]]]}, 'a tempo'),
        ({'timing': [[[5, 120, 4], [5, 120, 4]], [[0, 120, 4]]]}, 'timing'),
        ({'sections': [[[0, 'x', 5, 0.5]], []]}, 'a section'),
        ({'head': [['hits', 1, 2]]}, 'its head'),
        ({'head': [['title', 1, 2]]}, 'a name'),
        ({'head': [['title', 'a', 'b\x00']]}, 'a name'),
    ],
    ids=range(21),
)
def test_a_stored_difference_is_read_strictly(change: dict[str, Any], said: str) -> None:
    assert differences.from_payload(PAYLOAD).count == 5
    with pytest.raises(NoDifference, match=said):
        differences.from_payload({**PAYLOAD, **change})


def test_a_difference_that_is_another_map_is_refused_on_both_ways() -> None:
    many = Difference(added=tuple(Hit(n, Lane.KICK) for n in range(MOST_CHANGES + 1)))
    with pytest.raises(TooManyChanges, match='50,001 things'):
        differences.to_payload(many)
    with pytest.raises(TooManyChanges, match='50,001 things'):
        differences.from_payload({'version': 1, 'added': [[n, 'kick', 1] for n in range(MOST_CHANGES + 1)]})
    with pytest.raises(TooManyChanges, match='4 MB'):
        differences.from_payload(b'[' * 4_000_001)
    with pytest.raises(NoDifference):
        differences.from_payload(b'[' * 100_000)


@pytest.mark.nightly
def test_ten_times_the_hits_are_ten_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = list[int]()
    near = comparing._near

    def counted(was: list[Hit], now: list[Hit]) -> list[Pair]:
        found = list(near(was, now))
        looked_at.append(len(found))
        return found

    monkeypatch.setattr(comparing, '_near', counted)

    def work(count: int) -> int:
        looked_at.clear()
        chance = random.Random(1)
        before = beat(1).with_hits([Hit(40 * n, chance.choice(list(Lane)), 90) for n in range(count)])
        after = changed(before, lambda hit: replace(hit, ms=hit.ms + 7))
        found = differences.compare(before, after)
        assert (len(found.moved), found.added, found.removed) == (count, (), ())
        return sum(looked_at)

    assert work(20_000) < 11 * work(2_000)
