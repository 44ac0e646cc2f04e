"""The picture of a report: short-term loudness before and after, and what the limiter did, as one drawing.

Curves stretch to whatever width there is; words keep the size of a text, because a drawing that shrinks as a whole
cannot be read on a phone.
"""

from collections.abc import Mapping
from typing import Any

from app.audio.timeline import Timeline
from app.leveling.report_words import clock, number

WIDTH, HEIGHT, WORK = 700.0, 150.0, 34.0
GAP = 6.0
TALL = HEIGHT + GAP + WORK
POINTS = 350
STYLE = """
.picture { display: block; width: 100%; height: 46mm; overflow: visible; font-size: 7.5pt; fill: #545a5e; }
.picture text { paint-order: stroke; stroke: #fff; stroke-width: 3px; }
.picture .line { vector-effect: non-scaling-stroke; fill: none; }
.legend { font-size: 7.5pt; line-height: 1.3; margin-top: 1mm; }
@media screen and (max-width: 600px) { .picture { height: 64mm; } .picture, .legend { font-size: 9.5pt; } }
"""


def picture(told: Mapping[str, Any], timeline: Timeline | None) -> str:
    """The drawing with what it means below; empty where nothing was measured over time."""
    if timeline is None:
        return ''
    shown = timeline.window(0, timeline.duration_s, POINTS)
    known = [v for c in ('before', 'after') if shown[c] for v in shown[c]['high'] if v is not None]
    if not known:
        return ''
    target = told['goal']['target_lufs']
    top = max(max(known) / 100, target) + 1
    bottom = max(top - 30, min(min(known) / 100, target) - 1)
    deepest = max([300, *shown['reduction']])
    gains, most = _gain_line(told, timeline.duration_s)
    drawn = _curves(shown, timeline.duration_s, (top, bottom), target) + gains + _limiter(shown, timeline, deepest)
    end = clock(timeline.duration_s)
    return (
        '<svg class="picture" role="img" aria-label="Short-term loudness before (dashed) and after (solid), limiter '
        f'below"><svg viewBox="0 0 {WIDTH:g} {TALL:g}" preserveAspectRatio="none" width="100%" height="100%">{drawn}'
        f'</svg><g>{_words(top, bottom, target)}</g></svg><p class="quiet legend">0:00 to {end} · dashed before, solid '
        f'after{most}; below: the limiter, {deepest / 100:.1f} dB at full height</p>'
    )


def _y(level: float, top: float, bottom: float) -> float:
    return float((top - max(bottom, min(top, level))) / (top - bottom) * HEIGHT)


def _curves(shown: Mapping[str, Any], duration_s: float, ends: tuple[float, float], target: float) -> str:
    def x(place: int) -> float:
        return float(min(WIDTH, (place + 1) * shown['step_s'] / duration_s * WIDTH))

    def line(curves: Mapping[str, Any] | None, look: str) -> str:
        high = curves['high'] if curves else []
        points = ' '.join(
            f'{x(k):.1f},{_y(value / 100, *ends):.1f}' for k, value in enumerate(high) if value is not None
        )
        return f'<polyline class="line" points="{points}" {look}/>'

    return (
        f'<path class="line" d="M0 {HEIGHT:g}H{WIDTH:g}M0 0V{HEIGHT:g}" stroke="#b9b5a9"/>'
        f'<path class="line" d="M0 {_y(target, *ends):.1f}H{WIDTH:g}" stroke="#00775c" stroke-width=".7"/>'
        + line(shown['before'], 'stroke="#545a5e" stroke-dasharray="4 2"')
        + line(shown['after'], 'stroke="#00775c" stroke-width="1.5"')
    )


def _limiter(shown: Mapping[str, Any], timeline: Timeline, deepest: float) -> str:
    step = shown['step_s'] / timeline.duration_s * WIDTH
    bars = ''.join(
        f'M{min(WIDTH, (k + 1) * step):.1f} {HEIGHT + GAP:g}v{value / deepest * WORK:.1f}'
        for k, value in enumerate(shown['reduction'])
        if value > 1
    )
    return f'<path d="{bars}" stroke="#8a4f00" stroke-width="1.6"/>'


def _words(top: float, bottom: float, target: float) -> str:
    """The ends of the scale, and the target at its height: above its line, or below where that is at the top."""
    at = _y(target, top, bottom)
    base, beside = 100 * HEIGHT / TALL, '1.1em' if at < HEIGHT / 6 else '-.3em'
    return (
        f'<text x="4" y="0" dy="1em">{number(top)} LUFS</text>'
        f'<text x="4" y="{base:.1f}%" dy="-.4em">{number(bottom)} LUFS</text>'
        f'<text x="100%" y="{100 * at / TALL:.1f}%" dy="{beside}" text-anchor="end">target</text>'
    )


def _gain_line(told: Mapping[str, Any], duration_s: float) -> tuple[str, str]:
    """What evening out did over time, as a dotted line around the middle, and the words for its scale."""
    segments, ramps = told['segments'], told['ramps']
    most = max((abs(one['gain_db']) for one in segments), default=0.0)
    if not most or len(ramps) + 1 != len(segments):
        return '', ''
    points = [(0.0, segments[0]['gain_db'])]
    for ramp, before, after in zip(ramps, segments, segments[1:], strict=False):
        points += [(ramp['start_s'], before['gain_db']), (ramp['end_s'], after['gain_db'])]
    points.append((duration_s, segments[-1]['gain_db']))
    middle, tall = HEIGHT / 2, HEIGHT / 4
    line = ' '.join(f'{at / duration_s * WIDTH:.1f},{middle - gain / most * tall:.1f}' for at, gain in points)
    drawn = f'<polyline class="line" points="{line}" stroke="#15181a" stroke-dasharray="1 2"/>'
    return drawn, f', dotted the evening out (±{most:.1f} dB around the middle)'
