"""Which points of a long line are drawn, so that there is one a pixel and no peak is lost."""

from collections.abc import Sequence

MOST = 1000
"""Points: as many as a chart is wide, in pixels."""


def kept(values: Sequence[float], most: int = MOST) -> list[int]:
    """The places of up to `most` values that keep the line's shape: of each stretch its lowest and highest.

    All of them are values as they are; none is an average, so that a chart says what the table says.
    """
    if len(values) <= most:
        return list(range(len(values)))
    stretches = (most - 2) // 2
    found = {0, len(values) - 1}
    for stretch in range(stretches):
        begin, end = len(values) * stretch // stretches, len(values) * (stretch + 1) // stretches
        places = range(begin, end)
        found |= {min(places, key=values.__getitem__), max(places, key=values.__getitem__)}
    return sorted(found)
