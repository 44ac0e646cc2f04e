"""Whatever somebody brings in the place of a map becomes one, or a sentence that says why not."""

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drums.formats import opening
from app.drums.formats.errors import FromTheFuture, MapError, NoMap, OtherGame, TooMuch
from tests.app.drums.files import CHART, OSU, made_midi
from tests.app.drums.maps import beat

SUFFIXES = list(opening.FORMATS)

WRONG: list[tuple[bytes, type[MapError], str]] = [
    (b'', NoMap, 'is empty'),
    (b' \n', NoMap, 'is empty'),
    (b'RIFF\x00\x00\x00\x00WAVE', NoMap, 'no drum map that can be read: bring one of .bsm, .mid, .chart, .osu'),
    (b'PK\x03\x04', NoMap, 'a packed folder: unpack it'),
    (b'MThd', NoMap, 'MIDI file is damaged'),
    (b'MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk\x00\x00\x00\x10' + b'\xff' * 2_000_000, NoMap, 'is damaged'),
    (b'MThd\x00\x00\x00\x06\x00\x01\x00\x00\xe7\x28', NoMap, 'frames of a film'),
    (b'MThd' + b'\x00' * 4_000_000, TooMuch, 'larger than the 4 MB'),
    (made_midi(mido.Message('note_on', note=36)), NoMap, 'has no drums: put them on channel 10'),
    (made_midi(mido.MetaMessage('track_name', name='PART DRUMS')), OtherGame, 'as a game counts them'),
    (b'[Song]\n{\n}\n', NoMap, 'no .chart file'),
    (b'[1, 2, 3]', NoMap, 'no drum map that can be read'),
    (CHART[: CHART.index('576 = N 2')].encode(), NoMap, 'ends in the middle of [ExpertDrums]'),
    (CHART.replace('ExpertDrums', 'ExpertKeys').encode(), OtherGame, 'has no drums'),
    (CHART.replace('Resolution = 192', 'Resolution = 0').encode(), NoMap, 'no resolution'),
    (CHART.replace('Offset = 0.5', 'Offset = -9').encode(), NoMap, 'before its song begins'),
    (CHART.replace('960 = N 4', '9999999999 = N 4').encode(), TooMuch, 'at most 4 hours'),
    (OSU.replace('v14', 'v999').encode(), FromTheFuture, 'version 999, and 128 is the latest'),
    (OSU.replace('v14', 'v' + '9' * 9_000).encode(), FromTheFuture, 'update LevelMix'),
    (OSU.replace('v14', 'vX').encode(), NoMap, 'no .osu file'),
    (OSU.replace('Mode: 1', 'Mode: 0').encode(), OtherGame, 'a map for osu!, not for osu!taiko'),
    (OSU.replace('Mode: 1', 'Mode: 3').encode(), OtherGame, 'osu!mania'),
    (OSU.replace('Mode: 1', '').encode(), OtherGame, 'a map for osu!,'),
    (OSU.replace(',600,', ',NaN,').encode(), NoMap, 'no number where one belongs: “256,192,NaN'),
    (OSU.replace(',600,', ',-600,').encode(), NoMap, 'before its song begins'),
    (OSU.replace('256,192,600,1,8,0:0:0:0:', '256,192').encode(), NoMap, 'damaged at the line “256,192”'),
    (OSU.replace('100,500,4', '100,0,4').replace('8100,400.5', '8100,nan').encode(), NoMap, 'no tempo'),
    (OSU.partition('[HitObjects]')[0].encode(), NoMap, 'has no hits'),
    ((OSU + '1,1,1,1,1\n' * 100_000).encode(), TooMuch, '100,005 hits; 100,000 at most'),
]


@pytest.mark.parametrize(('data', 'kind', 'said'), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_told_in_a_sentence(data: bytes, kind: type[MapError], said: str) -> None:
    with pytest.raises(kind) as told:
        opening.read(data)
    assert type(told.value) is kind
    assert said in str(told.value)


@settings(deadline=None, max_examples=60)
@given(source=st.sampled_from(SUFFIXES), data=st.data())
def test_a_damaged_file_is_a_map_or_a_sentence(source: str, data: st.DataObject) -> None:
    whole = bytearray(opening.write(beat(2), source))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    try:
        found = opening.read(bytes(whole))
    except MapError:
        return
    assert found.length_ms >= max((hit.ms for hit in found.hits), default=0)
    assert all(point.ms >= 0 for point in found.timing)
