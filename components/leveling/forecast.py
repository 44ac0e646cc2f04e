"""What every preset would make of a mix: a table with small pictures, to choose from before anything is rendered."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from html import escape
from typing import Any, Protocol

from nicegui import ui

from components.vocabulary import wording
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed

EASE = {
    'untouched': ('good', 'Untouched', 'One gain, and no peak is touched.'),
    'clean': ('good', 'Clean', 'The limiter alone, within 6 dB at its deepest and 1 dB on average.'),
    'hard': ('warn', 'Hard', 'The peaks are clipped before the limiter: you may hear it.'),
    'unreachable': (
        'bad',
        'Out of reach',
        'You would get this loudness instead, the nearest that keeps its peaks below the ceiling.',
    ),
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
    """One preset on this mix; `app.leveling.Expected` has these fields."""

    @property
    def preset(self) -> _Preset: ...
    @property
    def found(self) -> dict[str, Any]: ...
    @property
    def plays(self) -> Sequence[_Playback]: ...
    @property
    def peak_to_loudness_lu(self) -> float | None: ...


Choose = Callable[[Any], Awaitable[None]]


class Told(Protocol):
    """What is known about a mix so far; `app.leveling.Told` has these fields."""

    @property
    def plain(self) -> Sequence[Expected] | None: ...
    @property
    def matched(self) -> Sequence[Expected] | None: ...
    @property
    def even_percent(self) -> float: ...


class ForecastSwitch:
    """All presets on one mix, either as it is or with its tracks evened, whichever is selected.

    Parameters
    ----------
    on_choose : called with the preset that was pressed.
    chosen_word : what is written beside the preset that is chosen already.
    """

    def __init__(self, on_choose: Choose, chosen_word: str = 'Chosen') -> None:
        self._on_choose, self._word = on_choose, chosen_word
        self._shows_matched = self._matching_chosen = False
        self._told: Told | None = None
        self._current = (0.0, 0.0)
        self._pieces = Keyed(block('stack'))

    def show(self, told: Told, current: tuple[float, float], matching_chosen: bool) -> None:
        """Draw what is known so far; `current` (LUFS, dBTP) and `matching_chosen` are what is wanted."""
        if self._told is None or matching_chosen != self._matching_chosen:
            self._shows_matched = matching_chosen
        self._told, self._current, self._matching_chosen = told, current, matching_chosen
        self._draw()

    def _draw(self) -> None:
        assert self._told is not None
        plain, matched = self._told.plain, self._told.matched
        both = plain is not None and matched is not None
        shown = matched if both and self._shows_matched else plain
        with self._pieces as keyed:
            if both:
                keyed.item('switch', self._switch, self._shows_matched, self._told.even_percent)
            if shown is None:
                waits = 'Working out every preset …'
                keyed.item('waits', text, waits, 'quiet', aria_live='polite', data_testid='forecast-waits')
                return
            as_chosen = not both or self._shows_matched == self._matching_chosen
            self._table(keyed, shown, self._current if as_chosen else None)
            keyed.item('explained', text, EXPLAINED, 'quiet small', tag='p')

    def _table(self, keyed: Keyed, expected: Sequence[Expected], current: tuple[float, float] | None) -> None:
        """All presets, one a row; `current` (LUFS, dBTP) is what is chosen, the others can be."""
        platforms = [play.platform for play in next((one.plays for one in expected if one.plays), ())]
        with keyed.container('scroll', lambda: block('scroll')) as scroll, scroll.container('table', _table) as table:
            table.item('head', _head, platforms)
            with table.container('body', lambda: block(tag='tbody')) as rows:
                for place, one in enumerate(expected):
                    with rows.container(place, lambda: block(tag='tr', data_testid='forecast-row')) as row:
                        row.place.props['data-preset'] = one.preset.name
                        row.place.props['data-ease'] = one.found['ease']
                        row.item('numbers', _numbers, one, len(platforms))
                        chosen = (one.preset.lufs, one.preset.ceiling_dbtp) == current
                        row.item('use', self._use, one.preset, chosen=chosen)

    def _use(self, preset: _Preset, *, chosen: bool) -> None:
        with block(tag='td'):
            if chosen:
                text(self._word, 'quiet small', data_testid='forecast-chosen')
            else:
                use = partial(self._on_choose, preset)
                button('Use', use, data_testid='forecast-use', title='Costs no upload')

    def _switch(self, matched: bool, even_percent: float) -> None:
        labels = {False: 'As it is', True: 'Tracks evened' + ('' if even_percent == 100 else f' {even_percent:g} %')}
        with block('chips', role='radiogroup', aria_label='Which forecast'):
            for value, label in labels.items():
                testid = 'forecast-evened' if value else 'forecast-plain'
                chip = text(label, 'chip', tag='button', type='button', role='radio', data_testid=testid)
                chip.props['aria-checked'] = chip.props['aria-pressed'] = 'true' if value == matched else 'false'
                chip.on('click', partial(self._look_at, value), [])

    def _look_at(self, matched: bool) -> None:
        self._shows_matched = matched
        self._draw()


EXPLAINED = (
    'Limiter: deepest and mean reduction in dB, and the share of time at which the clipper is at work, measured on '
    'pieces of the mix; a job reports it for all of it. Services: by how much they turn the result up or down when '
    'they play it, in dB, at their usual settings.'
)


def _table() -> ui.element:
    return block('numbers forecast', tag='table', data_testid='forecast')


def _head(platforms: Sequence[str]) -> None:
    with block(tag='thead'), block(tag='tr'):
        for label in ('Preset', 'Result', 'Gain', 'Limiter', 'LRA', 'PLR', *platforms, ''):
            text(label, tag='th', scope='col', title=_MEANS.get(label))


def _numbers(one: Expected, platforms: int) -> None:
    found = one.found
    look, ease, meaning = EASE[found['ease']]
    with block(tag='th', scope='row'):
        text(one.preset.name, 'strong')
        text(f' {wording.number(one.preset.lufs)}', 'quiet')
    with block(tag='td'):
        text(wording.number(found['loudness_lufs']), data_testid='forecast-lufs')
        text(ease, f'ease {look}', title=meaning)
    text(wording.number(found['gain_db'], sign=True), tag='td', data_testid='forecast-gain')
    text(_work(found), tag='td', title='Deepest and mean reduction, dB; share of time at which the clipper is at work')
    text(_or_dash(found['range_lu']), tag='td')
    text(_or_dash(one.peak_to_loudness_lu), tag='td')
    for play in one.plays:
        with block(tag='td', data_platform=play.platform):
            ui.html(_picture(play), sanitize=False, tag='span')
    for _ in range(platforms - len(one.plays)):
        text('–', tag='td')


def _work(found: dict[str, Any]) -> str:
    if found['ease'] in ('untouched', 'nothing'):
        return '–'
    clipped = f', {100 * found["clipped_share"]:.0f} %' if found['clipped_share'] else ''
    return f'−{found["deepest_db"]:.1f} / −{found["mean_db"]:.1f}{clipped}'


def _or_dash(value: float | None) -> str:
    return '–' if value is None else wording.number(value)


def _picture(play: _Playback) -> str:
    """A bar down or up from the middle, and the number; a cap if the peaks limit how far it is turned up."""
    tall = min(1.0, abs(play.change_db) / _MOST_DB) * 11
    down = play.change_db < -0.05
    up = play.change_db > 0.05
    said = (
        f'turned down by {-play.change_db:.1f} dB'
        if down
        else f'turned up by {play.change_db:.1f} dB'
        if up
        else 'as is'
    )
    if play.held_by_peaks:
        said += ', limited by the peaks'
    bar = f'<rect x="5" y="{12 if down else 12 - tall:.1f}" width="6" height="{max(tall, 1):.1f}" class="bar"/>'
    cap = f'<path d="M2 {12 - tall - 1.5:.1f}h12" class="cap"/>' if play.held_by_peaks else ''
    shown = wording.number(play.change_db, sign=True) if down or up else '0'
    return (
        f'<span class="play" role="img" title="{escape(play.platform)}: {said}" aria-label="{said}">'
        '<svg width="16" height="24" viewBox="0 0 16 24" aria-hidden="true">'
        f'<path d="M0 12h16" class="zero"/>{bar}{cap}</svg>{shown}</span>'
    )
