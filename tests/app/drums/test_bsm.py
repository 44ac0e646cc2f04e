"""`.bsm`: what is written is read again as it was, what others put into it stays, and what is wrong is told."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drums.drum_map import DrumMap, Hit, Lane, Section, TimingPoint
from app.drums.formats import bsm, bsm_writing
from app.drums.formats.errors import FromTheFuture, MapError, NoMap, TooMuch
from tests.app.drums.maps import beat, maps

FOREIGN: dict[str, Any] = {
    'version': '1.2.0',
    'metadata': {
        'title': 'Löwe',
        'artist': 'Somebody',
        'creator': 'a mapper',
        'difficulty': 4.5,
        'beatmapId': 'abc',
        'createdAt': '2025-11-02T10:00:00Z',
        'modifiedAt': '2025-11-02T10:00:00Z',
        'tags': ['metal'],
        'mood': 'dark',
    },
    'audio': {'filename': 'song.ogg', 'hash': 'sha256:' + 'a' * 64, 'duration': 9000, 'sampleRate': 48000},
    'timing': {
        'bpm': 100.0,
        'offset': 250,
        'timeSignature': '6/8',
        'timingPoints': [{'time': 4000, 'bpm': 90.5, 'timeSignature': '7/8', 'kiai': True}],
    },
    'drumKit': {'components': ['kick', 'china', 'custom_gong'], 'layout': 'standard_5piece'},
    'hitObjects': [
        {'time': 250, 'component': 'kick', 'velocity': 0.5, 'lane': 0},
        {'time': 900, 'component': 'china', 'duration': 700},
        {'time': 900, 'component': 'crash', 'velocity': 1.0},
        {'time': 1200, 'component': 'custom_gong', 'velocity': 0.3},
    ],
    'editor': {'snapDivisor': 8, 'bookmarks': [5000], 'beatGridVisible': True},
    'future': {'anything': [1, 2]},
}


def file(**changes: Any) -> bytes:
    return json.dumps({**FOREIGN, **changes}).encode()


@settings(deadline=None)
@given(drum_map=maps())
def test_what_is_written_is_read_as_it_was(drum_map: DrumMap) -> None:
    assert bsm.read(bsm_writing.write(drum_map)) == drum_map


def test_a_file_of_another_program_is_read_and_what_only_it_knows_stays_in_it() -> None:
    drum_map, rest = bsm.read_all(file())
    assert (drum_map.title, drum_map.difficulty, drum_map.length_ms) == ('Löwe', 'Normal', 9000)
    assert drum_map.timing == (TimingPoint(250, 100, 6), TimingPoint(4000, 90.5, 7))
    assert drum_map.hits == (
        Hit(250, Lane.KICK, 64), Hit(900, Lane.CRASH, 127), Hit(1200, Lane.PERCUSSION, 38),
    )  # fmt: skip
    assert drum_map.section_at(0).divisor == 8
    louder = drum_map.with_hits([*drum_map.hits[1:], Hit(250, Lane.KICK, 127), Hit(500, Lane.SNARE)])
    told = json.loads(bsm_writing.write(louder, rest=rest))
    assert told['future'] == {'anything': [1, 2]}
    assert (told['metadata']['mood'], told['metadata']['creator'], told['audio']['sampleRate']) == (
        'dark', 'a mapper', 48000,
    )  # fmt: skip
    assert told['editor']['bookmarks'] == [5000]
    assert told['timing']['timingPoints'][1]['kiai'] is True
    assert told['timing']['timingPoints'][1]['timeSignature'] == '7/8'
    names = [(one['time'], one['component']) for one in told['hitObjects']]
    assert names == [(250, 'kick'), (500, 'snare'), (900, 'china'), (900, 'crash'), (1200, 'custom_gong')]
    assert [one['velocity'] for one in told['hitObjects'] if one['component'] == 'kick'] == [1.0]
    assert told['hitObjects'][2]['duration'] == 700
    assert set(told['drumKit']['components']) == {'kick', 'china', 'custom_gong', 'snare'}


def test_a_hit_that_is_taken_out_is_not_brought_back_by_what_the_file_had() -> None:
    drum_map, rest = bsm.read_all(file())
    told = json.loads(bsm_writing.write(drum_map.with_hits(drum_map.hits[:1]), rest=rest))
    assert [one['component'] for one in told['hitObjects']] == ['kick']


def test_other_programs_find_all_that_the_format_asks_for() -> None:
    told = json.loads(bsm_writing.write(beat(), bsm_writing.About(creator='Ann', audio_file='a.flac')))
    assert told['version'] == '1.0.0'
    assert {'title', 'artist', 'creator', 'difficulty', 'beatmapId', 'createdAt', 'modifiedAt'} <= set(told['metadata'])
    assert {'filename', 'hash', 'duration', 'sampleRate'} <= set(told['audio'])
    assert {'bpm', 'offset', 'timeSignature'} <= set(told['timing'])
    assert 8.0 <= told['metadata']['difficulty'] < 9.5, 'the number means the label'
    assert {one['component'] for one in told['hitObjects']} <= set(told['drumKit']['components'])
    assert all(0 <= one['velocity'] <= 1 and 0 <= one['lane'] <= 6 for one in told['hitObjects'])
    assert all(type(one['time']) is int for one in (*told['hitObjects'], *told['timing']['timingPoints']))


def test_a_song_that_begins_late_keeps_its_beat_although_the_format_has_no_such_offset() -> None:
    late = DrumMap(length_ms=60_000, timing=(TimingPoint(25_300.25, 90.0, 3),)).with_hits([Hit(25_300, Lane.KICK)])
    written = bsm_writing.write(late)
    assert -10_000 <= json.loads(written)['timing']['offset'] <= 10_000
    assert bsm.read(written) == late


def test_each_hit_is_a_line_so_that_versions_can_be_compared() -> None:
    before, after = (
        bsm_writing.write(one).decode().splitlines() for one in (beat(), beat().with_hits(beat().hits[1:]))
    )
    assert len(set(before) - set(after)) <= 4, 'the hit, and what is counted at the head'


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'utf-32'])
def test_text_is_read_in_whatever_a_program_wrote_it(encoding: str) -> None:
    text = json.dumps(FOREIGN, ensure_ascii=False)
    assert bsm.read(text.encode(encoding)).title == 'Löwe'


def test_a_swinging_section_and_an_unsure_hit_come_back() -> None:
    drum_map = DrumMap(
        length_ms=4000, timing=(TimingPoint(0.0, 120.0),), sections=(Section(0, 'Verse', 3, 0.667), Section(2000))
    ).with_hits([Hit(10, Lane.RIDE, 40, 0.35)])
    assert bsm.read(bsm_writing.write(drum_map)) == drum_map


def test_a_million_hits_are_refused_in_a_sentence_before_they_are_read() -> None:
    one = b'{"time":1,"component":"kick"},'
    data = b'{"version":"1.0.0","timing":{"bpm":120},"hitObjects":[' + one * 1_000_000
    with pytest.raises(TooMuch, match='1,000,000 hits; 100,000 at most'):
        bsm.read(data)


@pytest.mark.parametrize(
    ('data', 'kind', 'said'),
    [
        (b'', NoMap, 'no .bsm file'),
        (b'ID3 music', NoMap, 'no .bsm file'),
        (b'[1, 2]', NoMap, 'no .bsm file'),
        (b'{"version": "1.0.0", "hitOb', NoMap, 'no whole JSON'),
        (b'[' * 100_000, NoMap, 'no .bsm file'),
        (b'\xff\xfe{', NoMap, 'text cannot be read'),
        (file(version='2.0.0'), FromTheFuture, 'version 2.0.0, and 1.0.0 is the latest'),
        (file(version='99999999999999999999'), FromTheFuture, 'update LevelMix'),
        (file(version=None), NoMap, 'its version'),
        (file(hitObjects={}), NoMap, 'no hits'),
        (file(hitObjects=[1]), NoMap, 'a hit is not'),
        (file(hitObjects=[{'time': -5, 'component': 'kick'}]), NoMap, 'before its song begins'),
        (file(hitObjects=[{'time': float('nan'), 'component': 'kick'}]), NoMap, 'NaN in the place of a number'),
        (file(hitObjects=[{'time': '5', 'component': 'kick'}]), NoMap, '“time”'),
        (file(hitObjects=[{'time': 10**400, 'component': 'kick'}]), NoMap, '“time”'),
        (file(hitObjects=[{'time': 10**9, 'component': 'kick'}]), TooMuch, 'at most 4 hours'),
        (file(timing={'bpm': 0}), NoMap, 'which nobody plays'),
        (file(timing={'bpm': 'fast'}), NoMap, '“bpm”'),
        (file(timing={}), NoMap, 'no tempo'),
        (file(timing=[]), NoMap, '“timing”'),
        (file(metadata={'difficulty': 10**400}), NoMap, '“difficulty”'),
        (file(editor={'sections': [{}]}), NoMap, '“time”'),
        (b'{"version":"1.0.0","hitObjects":[],"x":"' + b'y' * 25_000_000, TooMuch, 'larger than the 24 MB'),
    ],
    ids=range(23),
)
def test_what_is_wrong_is_told_in_a_sentence(data: bytes, kind: type[MapError], said: str) -> None:
    with pytest.raises(kind, match=said.replace('.', r'\.')):
        bsm.read(data)


@pytest.mark.nightly
@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_whatever_stands_in_the_place_of_something_a_map_or_a_sentence_comes_of_it(data: st.DataObject) -> None:
    """One value anywhere in a file is replaced by anything that JSON can say."""
    document = json.loads(file())
    owner, key = data.draw(st.sampled_from(list(_places(document))))
    owner[key] = data.draw(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
            max_leaves=4,
        )
    )
    try:
        drum_map, rest = bsm.read_all(json.dumps(document).encode())
    except MapError:
        return
    assert bsm.read(bsm_writing.write(drum_map, rest=rest)).hits == drum_map.hits


def _places(document: Any) -> Any:
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        yield document, key
        if isinstance(value, dict | list):
            yield from _places(value)
