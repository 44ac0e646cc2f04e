"""What every preset would make of this mix: a table with small pictures, to choose from before anything is rendered."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from html import escape
from typing import Any, Protocol

from nicegui import ui

from components import words
from components.elements import block, button, text

EASE = {
    'untouched': ('good', 'Untouched', 'One gain, and no peak is touched.'),
    'clean': ('good', 'Clean', 'The limiter alone, within 6 dB at its deepest and 1 dB on average.'),
    'hard': ('warn', 'Hard', 'The peaks are clipped before the limiter: you may hear it.'),
    'unreachable': ('bad', 'Out of reach', 'You would get the loudest clean level instead.'),
    'nothing': ('', 'Silence', 'There is no loudness to level by.'),
}
_MOST_DB = 12.0
_MEANS = {'LRA': 'Loudness range, LU', 'PLR': 'Peak to loudness ratio, LU', 'Limiter': 'Deepest and mean reduction, dB'}


class _Preset(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def lufs(self) -> float: ...
    @property
    def ceiling_dbtp(self) -> float: ...


class _Playback(Protocol):
    @property
    def platform(self) -> str: ...
    @property
    def change_db(self) -> float: ...
    @property
    def held_by_peaks(self) -> bool: ...


class Expected(Protocol):
    """One preset on this mix; `app.leveling.Expected` fits without knowing."""

    @property
    def preset(self) -> _Preset: ...
    @property
    def found(self) -> dict[str, Any]: ...
    @property
    def plays(self) -> Sequence[_Playback]: ...
    @property
    def peak_to_loudness_lu(self) -> float | None: ...


def forecast_table(
    expected: Sequence[Expected], current: tuple[float, float], on_choose: Callable[[Any], Awaitable[None]]
) -> None:
    """All presets, one a row; `current` (LUFS, dBTP) is what this job was asked for, the others can be chosen."""
    platforms = [play.platform for play in next((one.plays for one in expected if one.plays), ())]
    with block('scroll'), block('numbers forecast', tag='table', data_testid='forecast'):
        with block(tag='thead'), block(tag='tr'):
            for label in ('Preset', 'Result', 'Gain', 'Limiter', 'LRA', 'PLR', *platforms, ''):
                text(label, tag='th', scope='col', title=_MEANS.get(label))
        with block(tag='tbody'):
            for one in expected:
                _row(one, (one.preset.lufs, one.preset.ceiling_dbtp) == current, len(platforms), on_choose)


def _row(one: Expected, current: bool, platforms: int, on_choose: Callable[[Any], Awaitable[None]]) -> None:
    found = one.found
    look, ease, meaning = EASE[found['ease']]
    with block(tag='tr', data_testid='forecast-row', data_preset=one.preset.name, data_ease=found['ease']):
        with block(tag='th', scope='row'):
            text(one.preset.name, 'strong')
            text(f' {words.number(one.preset.lufs)}', 'quiet')
        with block(tag='td'):
            text(words.number(found['loudness_lufs']), data_testid='forecast-lufs')
            text(ease, f'ease {look}', title=meaning)
        text(words.number(found['gain_db'], sign=True), tag='td', data_testid='forecast-gain')
        text(_work(found), tag='td', title='Deepest and mean reduction, dB; share of time that is clipped')
        text(_or_dash(found['range_lu']), tag='td')
        text(_or_dash(one.peak_to_loudness_lu), tag='td')
        for play in one.plays:
            with block(tag='td', data_platform=play.platform):
                ui.html(_picture(play), sanitize=False, tag='span')
        for _ in range(platforms - len(one.plays)):
            text('–', tag='td')
        with block(tag='td'):
            if current:
                text('This job', 'quiet small')
            else:
                button('Use', partial(on_choose, one.preset), data_testid='forecast-use', title='Costs no upload')


def _work(found: dict[str, Any]) -> str:
    if found['ease'] in ('untouched', 'nothing'):
        return '–'
    clipped = f', {100 * found["clipped_share"]:.0f} %' if found['clipped_share'] else ''
    return f'−{found["deepest_db"]:.1f} / −{found["mean_db"]:.1f}{clipped}'


def _or_dash(value: float | None) -> str:
    return '–' if value is None else words.number(value)


def _picture(play: _Playback) -> str:
    """A bar down or up from the middle, and the number; a cap where the peaks hold the lift back."""
    tall = min(1.0, abs(play.change_db) / _MOST_DB) * 11
    down = play.change_db < -0.05
    up = play.change_db > 0.05
    said = (
        f'turned down by {-play.change_db:.1f} dB' if down else f'lifted by {play.change_db:.1f} dB' if up else 'as is'
    )
    if play.held_by_peaks:
        said += ', held back by the peaks'
    bar = f'<rect x="5" y="{12 if down else 12 - tall:.1f}" width="6" height="{max(tall, 1):.1f}" class="bar"/>'
    cap = f'<path d="M2 {12 - tall - 1.5:.1f}h12" class="cap"/>' if play.held_by_peaks else ''
    shown = words.number(play.change_db, sign=True) if down or up else '0'
    return (
        f'<span class="play" role="img" title="{escape(play.platform)}: {said}" aria-label="{said}">'
        '<svg width="16" height="24" viewBox="0 0 16 24" aria-hidden="true">'
        f'<path d="M0 12h16" class="zero"/>{bar}{cap}</svg>{shown}</span>'
    )
