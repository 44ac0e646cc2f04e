"""How a run came out, in one sentence for the reader."""

from .analysis import Analysis
from .planning import Plan
from .types import LimiterWork, Measurement


def missed(renders: int, miss: float, over: float) -> str:
    """What the best of several renders still lacks."""
    return (
        f'After {renders} renders the result is {miss:+.2f} LU from what was planned, '
        f'and its true peak {over:+.2f} dB from the ceiling.'
    )


def told_of(analysis: Analysis) -> str:
    """That there is more to read: no verdict stands alone where the original is not as it should be."""
    return ' This is with warnings about the original.' if analysis.measurement.warnings else ''


def explain(analysis: Analysis, made: Plan, output: Measurement, work: LimiterWork) -> str:
    """What was done, or why it was not."""
    so = 'you get the original back' if output is analysis.measurement else 'its loudness was left as it is'
    if made.verdict == 'silent':
        return f'There is nothing to level by: the file is silent, so {so}.'
    if made.verdict == 'too_short':
        return f'Shorter than 0.4 seconds, it has no loudness to level by, so {so}.'
    if made.verdict == 'unchanged':
        return f'Already at {output.integrated_lufs:.1f} LUFS and below the ceiling: you get the original, untouched.'
    if made.verdict == 'unreachable':
        what = 'the loudest clean level' if made.loudest_clean_lufs is not None else 'the nearest that was found'
        return (
            f'{made.goal.target_lufs:g} LUFS within {made.goal.ceiling_dbtp:g} dBTP is out of reach for this programme '
            f'in this format; this is {what}, {output.integrated_lufs:.1f} LUFS. {made.cost}'
        )
    done = f'{made.route.gain_db:+.1f} dB brought it to {output.integrated_lufs:.1f} LUFS'
    if made.route.ceiling_dbtp is None:
        return f'{done}, without touching a single peak.'
    held = f'the peaks were held below {made.goal.ceiling_dbtp:g} dBTP ({work.max_reduction_db:.1f} dB at most)'
    return f'{done}; {held}.'
