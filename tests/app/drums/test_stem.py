"""The drums of a song alone, and the song without them."""

import numpy as np
import pytest

from app.drums import stem
from app.drums.transcriber import Activations, Kind, hear
from tests.app.drums.drafting.sounds import RATE, ROCK, Sound, chords, drums, pattern, steady

SECONDS = 16.0
BEATS = steady(112, 30)


@pytest.fixture(scope='module')
def parts() -> tuple[Sound, Sound, Activations]:
    """Drums, guitars, and what is heard of both together."""
    played = drums(pattern(ROCK, BEATS, 4), SECONDS)
    guitars = 0.8 * (chords(BEATS[::2], 1.2, SECONDS) + chords(BEATS[1::4], 2.0, SECONDS, 147.0))
    return played, guitars, hear(played + guitars)


def better_by(true: Sound, before: Sound, after: Sound) -> float:
    """How many dB less is wrong than before."""
    return float(10 * np.log10(np.square(before - true).sum() / np.square(after - true).sum()))


def whole(pieces: list[tuple[Sound, Sound]], which: int) -> Sound:
    return np.concatenate([piece[which] for piece in pieces])


def test_drums_are_left_and_the_guitars_all_but_gone(parts: tuple[Sound, Sound, Activations]) -> None:
    played, guitars, heard = parts
    pieces = list(stem.split(played + guitars, heard))
    assert better_by(played, played + guitars, whole(pieces, 0)) > 4
    assert better_by(guitars, played + guitars, whole(pieces, 1)) > 4


def test_both_parts_add_up_to_the_song_and_are_as_long(parts: tuple[Sound, Sound, Activations]) -> None:
    song = parts[0] + parts[1]
    pieces = list(stem.split(song, parts[2]))
    assert np.abs(whole(pieces, 0) + whole(pieces, 1) - song).max() < 1e-5


def test_what_stands_on_the_left_stays_there(parts: tuple[Sound, Sound, Activations]) -> None:
    played, guitars, heard = parts
    wide = np.stack([played, 0.25 * played], axis=1) + np.stack([0.2 * guitars, guitars], axis=1)
    alone = whole(list(stem.split(wide, heard)), 0)
    assert alone.shape == wide.shape
    left, right = np.sqrt(np.square(alone).mean(axis=0))
    assert left / right > 2.5


def test_a_song_cut_into_stretches_has_no_seams(
    parts: tuple[Sound, Sound, Activations], monkeypatch: pytest.MonkeyPatch
) -> None:
    song = parts[0] + parts[1]
    at_once = whole(list(stem.split(song, parts[2])), 0)
    monkeypatch.setattr(stem, '_STRETCH', 300 * 512)
    pieces = list(stem.split(song, parts[2]))
    assert len(pieces) == 5
    assert np.abs(whole(pieces, 0) - at_once).max() < 2e-3


def test_where_nothing_is_struck_and_all_is_still_there_is_nothing_to_hear() -> None:
    nothing = Activations(*np.zeros((2, 401, len(Kind)), np.float32))
    ((alone, rest),) = stem.split(np.zeros(4 * RATE, np.float32), nothing)
    assert not alone.any()
    assert not rest.any()
