"""Harmony exercises hold what their titles say, and come home in the key of their last cadence."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from app.practice.generator.charts import Chart
from app.practice.generator.cycles import WAYS, cycled
from app.practice.music.chords import is_dominant
from app.practice.music.keys import read_key, read_time
from app.practice.options import Hands, Kind
from app.practice.score import Score
from app.practice.tones import Quality
from tests.app.practice.exercises import changes, made, stacks, title, tones

SEEDS = 90
FOUR = read_time('4/4')


def drop_2(midis: list[int]) -> bool:
    """The lowest note an octave higher is the second from the top of a chord in close position."""
    lowest, *rest = midis
    close = sorted((*rest, lowest + 12))
    return len(close) == 4 and close[-1] - close[0] < 12 and close[2] == lowest + 12


def guided(score: Score) -> bool:
    return all({midi % 12 for midi in midis} == {tones(one)[1], tones(one)[3]} for one, midis in stacks(score))


def inverted(score: Score, voices: int) -> bool:
    """Chords of so many notes, in close position, with more than one of their tones below."""
    close = all(len(midis) == voices and midis[-1] - midis[0] < 12 for _, midis in stacks(score))
    tonal = all(midi % 12 in tones(one) for one, midis in stacks(score) for midi in midis)
    return close and tonal and len({tones(one).index(midis[0] % 12) for one, midis in stacks(score)}) > 1


def rootless(score: Score, but: tuple[Quality, ...] = ()) -> bool:
    return all(tones(one)[0] not in {m % 12 for m in midis} for one, midis in stacks(score) if one.quality not in but)


def half(score: Score) -> bool:
    return any(one.quality == Quality.HALF_DIMINISHED for one in changes(score))


def altered(score: Score) -> bool:
    return all('alt' in one.extensions for one in changes(score) if is_dominant(one))


def tritone(score: Score) -> bool:
    """A dominant that falls by a half step, and none that falls by a fifth."""
    falls = {(tones(a)[0] - tones(b)[0]) % 12 for a, b in pairwise(changes(score)) if is_dominant(a)}
    return 1 in falls and 7 not in falls


def fourths(midis: list[int]) -> bool:
    """With a third on top, if anything but fourths."""
    gaps = [b - a for a, b in pairwise(midis)]
    return all(gap in (5, 6) for gap in gaps[:2]) and all(gap in (3, 4, 5, 6) for gap in gaps)


HALF = (Quality.HALF_DIMINISHED,)
TRUE: dict[str, Callable[[Score], bool]] = {
    'Thirds and sevenths': guided,
    'Guide tones': guided,
    'Triads and their inversions': lambda score: inverted(score, 3),
    'Four-note chords in inversions': lambda score: inverted(score, 4),
    'Rootless voicings': lambda score: rootless(score) and not half(score),
    'Rootless voicings and half-diminished inversions': lambda score: rootless(score, HALF) and half(score),
    'Altered dominants in rootless voicings': lambda score: rootless(score, HALF) and altered(score),
    'Drop-2 voicings': lambda score: all(drop_2(midis) for _, midis in stacks(score)),
    'Drop-2 voicings with tritone substitutes': lambda score: (
        tritone(score) and all(drop_2(midis) for _, midis in stacks(score))
    ),
    'Voicings in fourths': lambda score: all(fourths(midis) for _, midis in stacks(score)),
}
ALONE = ('A triad', 'A four-note chord', 'A rootless voicing', 'A drop-2 voicing', 'A voicing in fourths')
"""Of a single bar."""


@pytest.mark.nightly
@pytest.mark.slow
def test_a_title_says_what_the_chords_are() -> None:
    seen = set()
    for score in made(Kind.HARMONY_EXERCISE, SEEDS):
        said = title(score)
        if len(score.bars) == 1:
            assert said in (*ALONE, 'Guide tones')
            continue
        assert (score.hands == Hands.BOTH) or 'over the root' not in said, 'one hand has no root below'
        said = said.removesuffix(' over the root')
        seen.add(said)
        assert TRUE[said](score), (said, score.options)
    assert seen == set(TRUE), 'every way of voicing came'


@pytest.mark.nightly
@pytest.mark.slow
def test_the_last_cadence_comes_home_to_the_last_chord() -> None:
    """A fifth down or a half step; in a blues from the IV; by a step in fourths."""
    for score in made(Kind.HARMONY_EXERCISE, SEEDS):
        found = changes(score)
        away = [one for one in found if one.root != found[-1].root]
        fall = (tones(away[-1])[0] - tones(found[-1])[0]) % 12 if away else 0
        wanted = (0, 1, 2, 10) if 'in fourths' in title(score) else (0, 1, 5, 7)
        assert fall in wanted, ([str(one) for one in found], score.options)
        assert away or len(score.bars) == 1
        way = next(name for name, (_, words) in WAYS.items() if words in score.description)
        moved = (tones(found[-1])[0] - score.key.tonic.pitch_class) % 12
        assert moved in {WAYS[way][0] * times % 12 for times in range(12)}


def said(chart: Chart) -> str:
    return ' | '.join(' '.join(str(chord) for chord, _ in bar) for bar in chart)


@pytest.mark.parametrize(
    ('bars', 'chords', 'words'),
    [
        (1, 'Cmaj7', 'in one key'),
        (2, 'G7 | Cmaj7', 'in one key'),
        (4, 'Dm7 | G7 | Cmaj7 | Cmaj7', 'in one key'),
        (5, 'Dm7 | G7 | Cmaj7 | Cmaj7 | Cmaj7', 'in one key'),
        (6, 'Dm7 | G7 | Cmaj7 | Cmaj7 | C7 | Fmaj7', 'in the circle of fourths'),
        (7, 'Dm7 | G7 | Cmaj7 | A7 | Gm7 | C7 | Fmaj7', 'in the circle of fourths'),
        (8, 'Dm7 | G7 | Cmaj7 | A7 | Gm7 | C7 | Fmaj7 | Fmaj7', 'in the circle of fourths'),
    ],
)
def test_a_cadence_that_has_no_room_is_heard_to_its_end(bars: int, chords: str, words: str) -> None:
    chart, told = cycled('IIm7 | V7 | Imaj7 | VI7', read_key('C'), 'fourths', bars, FOUR)
    assert (said(chart), told) == (chords, words)


def test_a_text_that_ends_at_home_stays_as_it_is() -> None:
    chart, _ = cycled('IIm9 V13 | Imaj9', read_key('C'), 'whole steps', 5, FOUR)
    assert said(chart) == 'Dm9 G13 | Cmaj9 | Cm9 F13 | Bbmaj9 | Bbmaj9'
    chart, _ = cycled('I7 | IV7 | I7 | V7', read_key('F'), 'home', 8, FOUR)
    assert said(chart) == 'F7 | Bb7 | F7 | C7 | F7 | Bb7 | F7 | F7'
