"""Scale patterns are the shapes that their titles name, over every chord."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from app.practice.music.chords import is_dominant, sounds
from app.practice.options import Kind, Style
from app.practice.score import Key, Score
from app.practice.tones import Chord
from tests.app.practice.exercises import changes, made, runs, title, tones

pytestmark = pytest.mark.nightly

SEEDS = 90
Shape = Callable[[Sequence[int], Sequence[int]], bool]


def steps(chord: Chord, key: Key, midis: Sequence[int]) -> list[int]:
    """How many steps of the chord's scale each note stands above its root."""
    scale = sounds(chord, key)
    ladder = [m for m in range(12, 120) if m % 12 in scale.scale]
    root = next(i for i, m in enumerate(ladder) if m % 12 == scale.root)
    return [ladder.index(midi) - root for midi in midis]


def walked(*row: int, again: tuple[int, ...] = ()) -> Shape:
    """These steps from a root, as far as there is room; `again` is what may stand where the chord goes on."""

    def there(taken: Sequence[int], before: Sequence[int]) -> bool:
        above = [one - taken[0] + row[0] for one in taken]
        rooted = (taken[0] - row[0]) % 7 == 0
        first = rooted and above[: len(row)] == list(row[: len(above)])
        return first or (bool(before) and [one - taken[0] + again[0] for one in taken][: len(again)] == list(again))

    return there


def in_thirds(taken: Sequence[int], _: Sequence[int]) -> bool:
    return all(abs(a - b) == 2 for a, b in zip(taken[::2], taken[1::2], strict=False))


def in_groups(taken: Sequence[int], _: Sequence[int]) -> bool:
    """Four steps in a row, and then four from the next one."""
    way = taken[1] - taken[0]
    return all(b - a == (way if place % 4 else -2 * way) for place, (a, b) in enumerate(pairwise(taken[:8]), 1))


def of_the_whole_scale(taken: Sequence[int], _: Sequence[int]) -> bool:
    return len({one % 7 for one in taken}) == 7 and {abs(a - b) for a, b in pairwise(taken[:8])} == {1}


def in_pairs(taken: Sequence[int], _: Sequence[int]) -> bool:
    """A triad, and the one a step higher or lower."""
    first, second = sorted(taken[:3]), sorted(taken[3:6])
    return all(b - a == 2 for three in (first, second) for a, b in pairwise(three)) and abs(first[0] - second[0]) == 1


def under_a_hand(taken: Sequence[int], _: Sequence[int]) -> bool:
    return set(taken) == set(range(min(taken), min(taken) + 5))


SHAPES: dict[str, Shape] = {
    'The scale of each chord': of_the_whole_scale,
    'The scale in thirds': in_thirds,
    'Five notes under five fingers': under_a_hand,
    'Groups of four': in_groups,
    'Pairs of triads a step apart': in_pairs,
    '1-2-3-5 on each chord': walked(0, 1, 2, 4),
    '1-2-3-5 and back from the octave': walked(0, 1, 2, 4, 7, 6, again=(0, 1, 2, 4)),
    'Arpeggio up to the ninth': walked(0, 2, 4, 6, 8, 7, again=(4, 3, 2, 1)),
    '3-5-7-9 and down by the scale': walked(2, 4, 6, 8, 7),
    'Stacks of fourths': walked(0, 3, 6, again=(6, 3, 0)),
}


def holds(score: Score, shape: Shape) -> bool:
    before: Chord | None = None
    for chord, midis in runs(score):
        taken = steps(chord, score.key, midis)
        if not shape(taken, taken if chord == before else ()):
            return False
        before = chord
    return True


def bebop(score: Score) -> bool:
    """A chord tone on each beat, where a sixth stands for a major seventh; and a note between that no scale has."""
    outside = 0
    for chord, midis in runs(score):
        root, *_, top = tones(chord)
        sixth = (root + 9) % 12 if top == (root + 11) % 12 and not is_dominant(chord) else top
        if not {midi % 12 for midi in midis[::2]} <= {*tones(chord)[:3], sixth}:
            return False
        outside += sum(midi % 12 not in sounds(chord, score.key).scale for midi in midis)
    return outside > 0 and score.time.unit == 4


def enclosed(score: Score) -> bool:
    """Over each chord: a step above, a half step below, and the tone that they mean."""
    return all(
        any(
            0 < above - goal <= 3 and goal - below == 1 and goal % 12 in tones(chord)
            for above, below, goal in zip(midis, midis[1:], midis[2:], strict=False)
        )
        for chord, midis in runs(score)
    )


def broken(score: Score) -> bool:
    return all(midi % 12 in tones(chord) and len(set(midis)) == 4 for chord, midis in runs(score) for midi in midis)


TRUE: dict[str, Callable[[Score], bool]] = {
    'Bebop scales': bebop,
    'Chord tones enclosed from above and below': enclosed,
    'Broken four-note chords': broken,
}


@pytest.mark.slow
def test_a_title_says_what_the_fingers_do() -> None:
    seen = set()
    for score in made(Kind.SCALE_PATTERN, SEEDS):
        said = title(score)
        seen.add(said)
        assert holds(score, SHAPES[said]) if said in SHAPES else TRUE[said](score), (said, score.options)
    assert seen == {*SHAPES, *TRUE}, 'every shape came'


@pytest.mark.slow
def test_the_last_dominant_of_a_pattern_falls_to_its_last_chord() -> None:
    for score in made(Kind.SCALE_PATTERN, SEEDS):
        found = changes(score)
        dominants = [place for place, one in enumerate(found) if is_dominant(one)]
        if score.style in (Style.BLUES, Style.FUNK, Style.MODAL) or len(score.bars) == 1:
            continue
        assert dominants
        assert (tones(found[dominants[-1]])[0] - tones(found[-1])[0]) % 12 == 7, score.options
        assert len({tones(one)[0] for one in found[dominants[-1] + 1 :]}) == 1
