"""The numbers by which the models know sounds, and when each of them is heard."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.styles import LONGEST

# The table of Kokoro: sounds and signs from the number in front.
_RUNS = (
    (1, ';:,.!?'),
    (9, '—…"()“” ̃ʣʥʦʨᵝꭧAI'),
    (31, 'O'),
    (33, 'Q'),
    (35, 'ST'),
    (39, 'W'),
    (41, 'Yᵊabcdef'),
    (50, 'hijklmnopqrstuvwxyzɑɐɒæ'),
    (75, 'βɔɕç'),
    (80, 'ɖðʤə'),
    (85, 'ɚɛɜ'),
    (90, 'ɟ'),
    (92, 'ɡ'),
    (99, 'ɥ'),
    (101, 'ɨɪʝ'),
    (110, 'ɯɰŋɳɲɴ'),
    (118, 'ɸθœ'),
    (116, 'ø'),
    (123, 'ɹ'),
    (125, 'ɾɻ'),
    (128, 'ʁɽʂʃʈʧ'),
    (135, 'ʊʋ'),
    (138, 'ʌɣɤ'),
    (142, 'χʎ'),
    (147, 'ʒʔ'),
    (156, 'ˈˌː'),
    (162, 'ʰ'),
    (164, 'ʲ'),
    (169, '↓'),
    (171, '→↗↘'),
    (177, 'ᵻ'),
)
NUMBERS = {sign: first + place for first, signs in _RUNS for place, sign in enumerate(signs)}


def known(sounds: str) -> tuple[list[int], list[int]]:
    """The numbers of the sounds that there are numbers for, and the places where these stand."""
    places = [place for place, sign in enumerate(sounds) if sign in NUMBERS][:LONGEST]
    return [NUMBERS[sounds[place]] for place in places], places


def times(lengths: NDArray[np.floating], places: Sequence[int], count: int) -> NDArray[np.int64]:
    """Where each of `count` sounds begins, and where the last ends, in samples.

    Parameters
    ----------
    lengths : of the numbers that the model was given, in samples, with the silence before and behind them.
    places : which sounds these numbers stand for; the others take no time.
    """
    begins = np.cumsum(lengths)  # behind the silence, and behind each of the numbers
    found = np.empty(count + 1, np.int64)
    at = 0
    for place in range(count):
        found[place] = round(float(begins[min(at, len(places))]))
        if at < len(places) and places[at] == place:
            at += 1
    found[count] = round(float(begins[len(places)]))
    return found
