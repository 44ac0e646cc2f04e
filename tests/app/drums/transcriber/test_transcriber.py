"""What is heard of drums that are made here, and so are none of those that were learnt from."""

import numpy as np
import pytest

from app.drums.drum_map import Hit, Lane
from app.drums.transcriber import RATE, hear, hits
from tests.app.drums.transcriber.sounds import Sound, Strokes, played, rock, tone

WITHIN_MS = 50


def heard(sound: Sound) -> list[Hit]:
    """All of it."""
    return hits(hear(sound), sound)


def found(strokes: Strokes, name: str, among: list[Hit], *lanes: Lane) -> float:
    """Which share of the strokes of a drum is heard in one of these lanes."""
    times = [hit.ms for hit in among if hit.lane in lanes]
    true = [1000 * at for at, drum in strokes if drum == name]
    assert true
    return sum(any(abs(at - ms) <= WITHIN_MS for ms in times) for at in true) / len(true)


def test_a_simple_beat_is_heard() -> None:
    beat = rock(4)
    among = heard(played(beat, 9.5))
    assert found(beat, 'kick', among, Lane.KICK) >= 0.9
    assert found(beat, 'snare', among, Lane.SNARE) >= 0.9
    assert found(beat, 'hat', among, Lane.HIHAT_CLOSED, Lane.HIHAT_OPEN) >= 0.8, 'half of them are under others'


def test_a_kick_is_heard_under_snare_and_hat() -> None:
    """Three at once: where others lose the kick."""
    beat = [(0.3 + 0.5 * place, drum) for place in range(16) for drum in ('kick', 'snare', 'hat')]
    among = heard(played(beat, 9.0))
    assert found(beat, 'kick', among, Lane.KICK) >= 0.85
    assert found(beat, 'snare', among, Lane.SNARE) >= 0.85


def test_a_drum_machine_is_heard() -> None:
    """A kick that booms for most of a second, and claps for a snare."""
    beat = [(0.25 + 0.5 * place, 'boom' if place % 2 == 0 else 'clap') for place in range(16)]
    beat += [(0.25 + 0.25 * place, 'hat') for place in range(32)]
    among = heard(played(beat, 9.0))
    assert found(beat, 'boom', among, Lane.KICK) >= 0.85
    assert found(beat, 'clap', among, Lane.SNARE) >= 0.85
    assert len([hit for hit in among if hit.lane is Lane.KICK]) <= 12, 'a boom is one kick'


def test_a_stroke_is_heard_when_it_is() -> None:
    """Not only in the frame of 10 ms that it falls into."""
    beat = [(0.3037 + 0.4013 * place, 'snare') for place in range(20)]
    times = [hit.ms for hit in heard(played(beat, 9.0)) if hit.lane is Lane.SNARE]
    late = [min(times, key=lambda ms: abs(ms - 1000 * at)) - 1000 * at for at, _ in beat]
    assert max(map(abs, late)) < 15
    assert abs(float(np.mean(late))) < 8


def test_toms_are_told_apart_by_how_high_they_are() -> None:
    fill = [(0.3 + 0.35 * place, drum) for place, drum in enumerate(['high tom', 'middle tom', 'low tom'] * 6)]
    among = heard(played(fill, 7.5))
    for drum, lane in (('high tom', Lane.TOM_HIGH), ('middle tom', Lane.TOM_MID), ('low tom', Lane.TOM_LOW)):
        assert found(fill, drum, among, lane) >= 0.6, drum


def test_what_is_struck_harder_is_louder_on_paper() -> None:
    beat = [(0.3 + 0.5 * place, 'snare') for place in range(12)]
    soft, hard = played(beat[::2], 7.0), played(beat[1::2], 7.0)
    sound = np.asarray(0.4 * soft + hard, np.float32)
    snares = [hit for hit in heard(sound) if hit.lane is Lane.SNARE]
    louder = [hit.velocity for hit in snares if round((hit.ms / 1000 - 0.3) / 0.5) % 2]
    softer = [hit.velocity for hit in snares if not round((hit.ms / 1000 - 0.3) / 0.5) % 2]
    assert len(softer) >= 3
    assert max(softer) < min(louder)


@pytest.mark.parametrize('sound', [np.zeros(0, np.float32), np.zeros(100, np.float32), np.zeros(5 * RATE, np.float32)])
def test_in_silence_there_is_nothing(sound: Sound) -> None:
    assert heard(sound) == []


def test_a_tone_is_no_drum() -> None:
    assert len(heard(tone(220, 8.0))) <= 2


def test_hits_are_in_order_and_within_what_a_map_holds() -> None:
    beat = rock(4)
    among = heard(played(beat, 9.5))
    assert [hit.ms for hit in among] == sorted(hit.ms for hit in among)
    assert all(1 <= hit.velocity <= 127 and 0 < (hit.confidence or 0) <= 1 for hit in among)
    assert len({hit.place for hit in among}) == len(among)


def test_it_is_the_same_however_loud_the_recording_is() -> None:
    beat = played(rock(3), 7.0)
    whole = [(hit.ms, hit.lane) for hit in heard(beat)]
    assert [(hit.ms, hit.lane) for hit in heard(np.asarray(0.02 * beat, np.float32))] == whole
