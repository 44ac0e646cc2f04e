"""The ruler: loudness as a position on a scale from -40 to 0 LUFS, with the target as a needle."""

from html import escape

from nicegui import ui

from components.vocabulary import wording

QUIETEST, LOUDEST = -40.0, 0.0


def ruler(before: float | None, after: float | None, target: float, *, reached: bool) -> ui.html:
    """Before, after and target on one scale, in LUFS (None: silence)."""
    said = f'Before {wording.lufs(before)}, after {wording.lufs(after)}, target {wording.lufs(target)}.'
    ticks = ''.join(_tick(mark) for mark in range(int(QUIETEST), int(LOUDEST) + 1))
    drawing = (
        f'<div class="ruler show" role="img" aria-label="{escape(said)}"><div class="scale">{ticks}'
        f'<span class="flag" style="left:{_at(target)};top:-106px">Target {wording.number(target)}</span>'
        f'<span class="needle" style="left:{_at(target)}"></span>{_way(before, after)}'
        f'{_mark("Before", before, target, "before", -62)}'
        f'{_mark("After", after, target, "after" if reached else "after missed", -26)}</div></div>'
    )
    return ui.html(drawing, sanitize=False).classes('grow').style('width: 100%')


def mini_ruler(target: float, before: float | None = None, after: float | None = None, *, reached: bool = True) -> None:
    """The same in one thin line, for rows; without numbers, because the row has them."""
    marks = ''
    if before is not None:
        marks += f'<span class="mark" style="left:{_at(before)}"></span>'
    if after is not None:
        marks += f'<span class="mark after{"" if reached else " missed"}" style="left:{_at(after)}"></span>'
    needle = f'<span class="needle" style="left:{_at(target)}"></span>'
    ui.html(f'<div class="mini" aria-hidden="true">{needle}{marks}</div>', sanitize=False).style('display: contents')


def _at(value: float | None) -> str:
    inside = QUIETEST if value is None else min(LOUDEST, max(QUIETEST, value))
    return f'{(inside - QUIETEST) / (LOUDEST - QUIETEST):.3%}'


def _tick(mark: int) -> str:
    if mark % 5:
        return f'<span class="tick" style="left:{_at(mark)}"></span>'
    thin = '' if mark % 10 == 0 else ' thin-out'
    return f'<span class="tick five{thin}" style="left:{_at(mark)}"><span>{wording.number(mark, 0)}</span></span>'


def _mark(label: str, value: float | None, target: float, classes: str, top: int) -> str:
    share = float(_at(value).rstrip('%'))
    left = value is not None and share > 25 and (value <= target or share > 75)
    side = f'right:calc({100 - share:.3f}% + 14px)' if left else f'left:calc({share:.3f}% + 14px)'
    return (
        f'<span class="mark {classes}" style="left:{_at(value)};top:{top}px"></span>'
        f'<span class="mark-label" style="{side};top:{top}px">{label} <b>{wording.number(value)}</b></span>'
    )


def _way(before: float | None, after: float | None) -> str:
    start, end = sorted((float(_at(before).rstrip('%')), float(_at(after).rstrip('%'))))
    return f'<span class="span" style="left:{start:.3f}%;width:{end - start:.3f}%;top:-62px"></span>'
