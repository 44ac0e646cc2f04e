"""Chords for exercises: one cadence or chord after the other, in keys that follow each other by an interval."""

from app.practice.generator.charts import Chart, by_degree, lengths
from app.practice.music.keys import usual_key
from app.practice.score import Key, Time

WAYS = {
    'fourths': (5, 'in the circle of fourths'),
    'whole steps': (10, 'down by whole steps'),
    'half steps': (1, 'up by half steps'),
    'minor thirds': (3, 'up by minor thirds'),
    'home': (0, 'in one key'),
}
TURN = ['VI7']
"""What turns round to a II that follows, and not home."""
Words = list[list[str]]
"""Bars, each with its chords by degree."""


def keys(first: Key, way: str, count: int) -> list[Key]:
    """The keys one after the other; the first stays as it is written."""
    step = WAYS[way][0]
    return [
        first if i * step % 12 == 0 else usual_key(first.tonic.pitch_class + i * step, first.minor)
        for i in range(count)
    ]


def cycled(text: str, first: Key, way: str, bars: int, time: Time) -> tuple[Chart, str]:
    """`text` in one key after the other until the bars are full, and in words how the keys follow each other.

    Each key is left by its own I, the last one, too: what has no room for the whole text has its end, and a single bar
    that is left over holds the I before it.
    """
    one: Words = []
    for bar in text.split('|'):
        one.append(one[-1] if bar.strip() == '%' else bar.split())
    rounds, left = divmod(bars, len(one))
    order = keys(first, way, max(1, rounds + (left > 1)))
    said = [(key, words) for key in order[:rounds] for words in one]
    said += [(order[-1], words) for words in _ending(one, left)]
    said[-1] = (order[-1], [_home(one)]) if not _is_home(said[-1][1]) else said[-1]
    if rounds and 0 < left < len(one) - 1 and one[-1] == TURN:
        said[-1 - left] = (order[rounds - 1], [_home(one)])
    chart: Chart = [
        list(zip([by_degree(word, key) for word in words], lengths(len(words), time), strict=True))
        for key, words in said
    ]
    return chart, WAYS[way if len({key.tonic.pitch_class for key in order}) > 1 else 'home'][1]


def _is_home(words: list[str]) -> bool:
    """Whether a bar has the I alone."""
    return len(words) == 1 and words[0].startswith('I') and not words[0].startswith(('II', 'IV'))


def _home(one: Words) -> str:
    """The I that a text comes home to."""
    return next(words[0] for words in reversed(one) if _is_home(words))


def _ending(one: Words, count: int) -> Words:
    """The last bars of a text as far as its I, so many of them."""
    after = max(place for place, words in enumerate(one) if _is_home(words))
    while after and _is_home(one[after - 1]):
        after -= 1
    return one[max(0, after + 1 - count) : after + 1][-count:] if count else []
