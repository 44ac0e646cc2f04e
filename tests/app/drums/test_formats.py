"""MIDI, Clone Hero and osu!: what each can say is the same again, no hit is lost, and what is wrong is told."""

import io
from typing import Any

import mido
import pytest
from hypothesis import given, settings

from app.drums.drum_map import DrumMap, Hit, Lane, TimingPoint
from app.drums.formats import bsm, chart, midi, opening, osu, pads
from app.drums.formats.errors import NoMap, NotWritten
from tests.app.drums.files import CHART, OSU, made_midi
from tests.app.drums.maps import beat, maps

SUFFIXES = list(opening.FORMATS)


def beats(drum_map: DrumMap) -> list[tuple[float, int]]:
    return [(round(beat.ms), beat.in_bar) for beat in drum_map.beats()]


def is_about(found: DrumMap, wanted: DrumMap) -> None:
    """The same beats to within two milliseconds: formats of ticks cannot say every time."""
    last = max(hit.ms for hit in wanted.hits)
    meant = [one for one in beats(wanted) if one[0] < last - 50]
    heard = beats(found)[: len(meant)]
    assert [in_bar for _, in_bar in heard] == [in_bar for _, in_bar in meant]
    assert all(abs(a - b) <= 2 for (a, _), (b, _) in zip(heard, meant, strict=True))


@settings(deadline=None)
@given(drum_map=maps().filter(lambda one: one.hits))
def test_a_map_comes_back_from_midi_to_the_millisecond(drum_map: DrumMap) -> None:
    found = midi.read(midi.write(drum_map))
    assert [(hit.ms, hit.lane, hit.velocity) for hit in found.hits] == [
        (hit.ms, hit.lane, hit.velocity) for hit in drum_map.hits
    ]
    assert (found.title, found.artist) == (drum_map.title, drum_map.artist)
    assert [one.name for one in found.sections] == [one.name for one in drum_map.sections if one.name]
    if drum_map.timing[-1].ms < drum_map.hits[-1].ms:
        is_about(found, drum_map)


def _drummable(hit: Hit) -> bool:
    return hit.lane in {*pads.PRO.values(), Lane.KICK, Lane.SNARE}


@pytest.mark.nightly
@settings(deadline=None)
@given(drum_map=maps().filter(lambda one: any(_drummable(hit) for hit in one.hits)))
def test_a_chart_loses_no_hit_and_keeps_what_pads_can_say(drum_map: DrumMap) -> None:
    written = chart.write(drum_map)
    found = chart.read(written, drum_map.difficulty)
    assert len(found.hits) == len(drum_map.hits)
    # What shares a colour with another drum at its moment was moved; all else is where it was.
    alone = [hit for hit in drum_map.hits if _drummable(hit) and [one.ms for one in drum_map.hits].count(hit.ms) == 1]
    if any(hit.lane in (Lane.HIHAT_CLOSED, Lane.RIDE, Lane.CRASH) for hit in drum_map.hits):
        assert {hit.place for hit in alone} <= {hit.place for hit in found.hits}
    assert [found.title, found.artist] == [name.replace('"', '”') for name in (drum_map.title, drum_map.artist)]
    if drum_map.timing[-1].ms < drum_map.hits[-1].ms:
        is_about(found, drum_map)


@pytest.mark.nightly
@settings(deadline=None)
@given(drum_map=maps().filter(lambda one: one.hits))
def test_taiko_has_a_note_wherever_something_is_hit_on_the_very_same_beats(drum_map: DrumMap) -> None:
    found = osu.read(osu.write(drum_map))
    assert {hit.ms for hit in found.hits} == {hit.ms for hit in drum_map.hits}
    for heard, meant in zip(found.timing, drum_map.timing, strict=True):
        assert (heard.ms, heard.beats_per_bar) == (meant.ms, meant.beats_per_bar)
        assert heard.bpm == pytest.approx(meant.bpm)
    assert (found.title, found.artist) == (drum_map.title, drum_map.artist)


def test_four_pads_and_two_cymbals_take_every_hit_and_no_hand_is_in_two_places() -> None:
    busy = beat(1).with_hits([Hit(500, lane, 100) for lane in Lane])
    for cymbals, marked in ((('yellow', 'blue', 'green'), 3), (('yellow', 'green'), 2), ((), 0)):
        text = chart.write(busy, cymbals=cymbals).decode()
        lines = [line.split() for line in text.partition('[ExpertDrums]')[2].splitlines() if ' = N ' in line]
        notes = [(tick, int(number)) for tick, _, _, number, _ in lines]
        played = [(tick, number) for tick, number in notes if number <= pads.GREEN]
        assert len(played) == len(set(played)) == len(Lane)
        assert len({number for _, number in notes if number > 60}) == marked
        assert {number for _, number in notes if number > 60} <= {pads.NAMES[one] + pads.CYMBAL for one in cymbals}
    with pytest.raises(NotWritten, match='no cymbal “orange”'):
        chart.write(busy, cymbals=('orange',))


def test_accents_and_ghost_notes_are_marked_and_read_as_such() -> None:
    loudness = [20, 80, 125]
    drum_map = beat(1).with_hits([Hit(500 * n, Lane.SNARE, velocity) for n, velocity in enumerate(loudness)])
    found = chart.read(chart.write(drum_map))
    assert [hit.velocity for hit in found.hits] == [pads.GHOSTED, pads.USUAL, pads.ACCENTED]


def test_all_levels_of_a_song_stand_in_one_chart() -> None:
    full = beat()
    easy = DrumMap(difficulty='Easy', length_ms=full.length_ms, timing=full.timing).with_hits(full.hits[:4])
    data = chart.write(full, easy)
    assert chart.levels(data) == ('Expert', 'Easy')
    assert (len(chart.read(data).hits), len(chart.read(data, 'Easy').hits)) == (len(full.hits), 4)
    with pytest.raises(NoMap, match='no drums for Hard, only for Expert, Easy'):
        chart.read(data, 'Hard')


def test_tempi_meters_offset_and_sections_of_a_chart_are_as_the_game_plays_them() -> None:
    found = chart.read(CHART.encode('cp1252'))
    assert [(hit.ms, hit.lane) for hit in found.hits] == [
        *((500, Lane.KICK), (1_000, Lane.SNARE), (1_500, Lane.HIHAT_CLOSED), (2_000, Lane.TOM_HIGH)),
        *((2_500, Lane.KICK), (3_500, Lane.CRASH)),
    ]
    assert found.timing == (TimingPoint(500, 120, 4), TimingPoint(2_500, 120, 7)), 'sixty quarters are 120 eighths'
    assert [(one.ms, one.name) for one in found.sections] == [(500, 'Intro'), (2_500, 'Slow')]
    assert found.artist == 'Ünknown'


def test_charts_of_five_lanes_and_charts_without_cymbals_are_told_apart() -> None:
    five = CHART.replace('384 = N 66 0', '384 = N 5 0').replace('960 = N 68 0', '')
    assert [hit.lane for hit in chart.read(five.encode()).hits if hit.ms in (1_500, 3_500)] == [
        Lane.HIHAT_CLOSED, Lane.TOM_LOW, Lane.CRASH,
    ]  # fmt: skip
    plain = CHART.replace('N 66 0', 'N 40 0').replace('N 68 0', 'N 43 0')
    assert [hit.lane for hit in chart.read(plain.encode()).hits][-1] == Lane.CRASH


def test_drums_of_general_midi_are_on_channel_ten_each_in_its_lane() -> None:
    keys = {35: 'kick', 38: 'snare', 37: 'snare', 42: 'hihat_closed', 44: 'hihat_pedal', 46: 'hihat_open', 49: 'crash'}
    keys |= {51: 'ride', 53: 'ride', 41: 'tom_low', 47: 'tom_mid', 50: 'tom_high', 56: 'percussion', 99: 'percussion'}
    notes = [mido.Message('note_on', channel=9, note=key, velocity=70, time=480) for key in keys]
    other = mido.Message('note_on', channel=0, note=36, velocity=70)
    found = midi.read(made_midi(other, *notes))
    assert [hit.lane.value for hit in found.hits] == list(keys.values())
    assert [hit.ms for hit in found.hits] == [500 * (n + 1) for n in range(len(keys))]


def chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, 'little') + content + b'\0' * (len(content) % 2)


def test_midi_in_a_riff_file_is_read_behind_whatever_else_is_in_it() -> None:
    written = midi.write(beat())
    inside = chunk(b'LIST', b'INFOx') + chunk(b'data', written) + chunk(b'DLS ', b'sounds')
    assert opening.read(b'RIFF' + chunk(b'', b'RMID' + inside)) == midi.read(written)
    assert opening.is_map('Song.RMI')
    with pytest.raises(NotWritten):
        opening.write(beat(), 'song.rmi')
    for damaged in (b'RIFF\4\0\0\0RMID', b'RIFF' + chunk(b'', b'RMID' + inside[:60])):
        with pytest.raises(NoMap, match='damaged'):
            opening.read(damaged)


def test_tempo_inside_a_bar_moves_no_bar_line_and_no_hit() -> None:
    """A recording to which somebody tapped has a tempo each beat; its bars are still bars."""
    messages = list[Any]()
    for number in range(16):
        tempo = 500_000 + 20_000 * (number % 4)
        messages.append(mido.MetaMessage('set_tempo', tempo=tempo, time=0))
        messages.append(mido.Message('note_on', channel=9, note=36, velocity=70, time=0))
        messages.append(mido.Message('note_off', channel=9, note=36, velocity=0, time=480))
    found = midi.read(made_midi(*messages))
    bar_ms = 4 * 500 + 20 * 6
    assert [hit.ms for hit in found.hits][:6] == [0, 500, 1_020, 1_560, 2_120, 2_620]
    assert [round(beat.ms) for beat in found.beats() if beat.in_bar == 0][:3] == [0, bar_ms, 2 * bar_ms]


def test_taiko_maps_are_read_with_their_timing_points_and_without_their_effects() -> None:
    found = osu.read(OSU.encode())
    assert (found.title, found.difficulty, found.preview_ms) == ('日本', 'Oni', 5_000)
    assert found.timing == (TimingPoint(100, 120, 4), TimingPoint(8_100, 60_000 / 400.5, 3))
    assert [(hit.ms, hit.lane, hit.velocity) for hit in found.hits] == [
        *((100, Lane.KICK, 92), (600, Lane.SNARE, 92), (1_100, Lane.SNARE, 64)),
        *((1_600, Lane.KICK, 92), (2_100, Lane.KICK, 92)),
    ]


@pytest.mark.parametrize('source', SUFFIXES)
@pytest.mark.parametrize('target', SUFFIXES)
def test_each_format_becomes_each_other_and_is_known_by_its_content(source: str, target: str) -> None:
    data = opening.write(beat(), source)
    assert opening.sort_of(data) == source
    made = opening.convert(data, f'x{target}')
    assert opening.sort_of(made) == target
    kicks = {hit.ms for hit in beat().hits if hit.lane == Lane.KICK}
    assert kicks <= {hit.ms for hit in opening.read(made).hits if hit.lane == Lane.KICK}


def test_a_bsm_that_stays_one_keeps_what_only_it_says() -> None:
    data = bsm_with_more = opening.write(beat(), '.bsm').replace(b'"version"', b'"mine": {"a": 1},\n  "version"')
    assert b'"mine"' in opening.convert(data, 'other.bsm')
    assert bsm.read(bsm_with_more) == beat()


def test_a_name_that_says_no_format_is_refused_with_the_list() -> None:
    with pytest.raises(NotWritten, match='Maps are written as'):
        opening.write(beat(), 'map.pdf')
    assert opening.format_of('A.MIDI') == '.mid'


def test_a_key_signature_that_there_is_not_is_told() -> None:
    there = mido.MidiFile(file=io.BytesIO(midi.write(beat())))
    there.tracks[0].insert(0, mido.MetaMessage('key_signature', key='C'))
    made = io.BytesIO()
    there.save(file=made)
    with pytest.raises(NoMap, match='damaged'):
        opening.read(made.getvalue().replace(b'\xff\x59\x02\x00\x00', b'\xff\x59\x02\x00\x02'))
