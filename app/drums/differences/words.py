"""A difference in a few words, and in numbers for who lists many."""

from statistics import median

from app.drums.differences.difference import Difference, Pair

NOTHING = 'nothing changed'


def counts(difference: Difference) -> dict[str, int | bool]:
    """How much of what it changes; stored beside a version."""
    return {
        'added': len(difference.added),
        'removed': len(difference.removed),
        'moved': len(difference.moved),
        'moved_ms': _median_ms(difference),
        'velocity': sum(pair.before.velocity != pair.after.velocity for pair in difference.changed),
        'lane': sum(pair.before.lane != pair.after.lane for pair in difference.changed),
        'timing': difference.timing is not None,
        'sections': difference.sections is not None,
        'head': len(difference.head),
    }


def summary(difference: Difference) -> str:
    """Like “+12 −3, moved 40 by 8 ms”."""
    found = counts(difference)
    parts = [' '.join(_signed(difference))] if difference.added or difference.removed else []
    if difference.moved:
        parts.append(f'moved {len(difference.moved):,} {_distance(difference)}')
    louder = [pair.after.velocity - pair.before.velocity for pair in difference.changed]
    if found['velocity']:
        how = 'louder' if min(louder) >= 0 else 'softer' if max(louder) <= 0 else 'in velocity'
        parts.append(f'{found["velocity"]:,} {how}')
    if found['lane']:
        parts.append(f'{found["lane"]:,} to another drum')
    surer = [pair for pair in difference.changed if _same_but_confidence(pair)]
    if surer:
        parts.append(f'{len(surer):,} looked through')
    if difference.timing:
        parts.append('tempo changed')
    if difference.sections:
        parts.append('sections changed')
    parts += [f'{one.name.partition("_")[0]} changed' for one in difference.head]
    return ', '.join(parts) or NOTHING


def _same_but_confidence(pair: Pair) -> bool:
    return pair.before.lane == pair.after.lane and pair.before.velocity == pair.after.velocity


def _signed(difference: Difference) -> list[str]:
    found = [f'+{len(difference.added):,}'] if difference.added else []
    return [*found, f'−{len(difference.removed):,}'] if difference.removed else found


def _median_ms(difference: Difference) -> int:
    return round(median([pair.ms for pair in difference.moved] or [0]))


def _distance(difference: Difference) -> str:
    """By how much; a minus is earlier."""
    far = sorted(pair.ms for pair in difference.moved)
    if far[0] == far[-1]:
        return f'by {far[0]:,} ms'.replace('-', '−')
    return f'by {far[0]:,} to {far[-1]:,} ms'.replace('-', '−')
