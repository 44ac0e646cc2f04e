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


def keys(first: Key, way: str, count: int) -> list[Key]:
    """The keys one after the other; the first stays as it is written."""
    step = WAYS[way][0]
    return [
        first if i * step % 12 == 0 else usual_key(first.tonic.pitch_class + i * step, first.minor)
        for i in range(count)
    ]


def cycled(text: str, first: Key, way: str, bars: int, time: Time) -> tuple[Chart, list[Key]]:
    """`text` in one key after the other until the bars are full, each bar with its key; the end is the first key's
    I.
    """
    one: list[list[str]] = []
    for bar in text.split('|'):
        one.append(one[-1] if bar.strip() == '%' else bar.split())
    order = keys(first, way, bars // len(one) + 1)
    chart: Chart = []
    owners: list[Key] = []
    for key in order:
        for words in one:
            chart.append(list(zip([by_degree(word, key) for word in words], lengths(len(words), time), strict=True)))
            owners.append(key)
    last = (
        one[-1][0]
        if one[-1][0][0] == 'I' and not one[-1][0].startswith(('II', 'IV'))
        else ('Im6' if first.minor else 'I6')
    )
    chart, owners = chart[:bars], owners[:bars]
    chart[-1] = [(by_degree(last, first), int(time.bar * 12))]
    owners[-1] = first
    return chart, owners
