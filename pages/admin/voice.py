"""What speaks, as the admin sees it: each engine, whether it works, and what its tools have cost and failed at."""

from datetime import date
from functools import partial

from app.voice import monitoring, queries
from app.voice.monitoring import EngineSeen, VoiceFigures
from app.voice.queries import ClipView
from components.vocabulary import wording
from components.vocabulary.chart import Line, chart
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from pages.admin.parts import Live, Press, address, filters, head
from pages.shell.services import run_service, screen, toast_errors

PATH = '/admin/voice'
RANGES = {'30': 'A month', '90': 'Three months', '400': 'All of it'}
EVERY_S, FIGURES_EVERY_S = 3.0, 60.0
MAKES = {'speech': 'speech', 'change': 'another voice', 'learning': 'own voices', 'effects': 'sound effects'}
TOOLS = {'speak': 'Speech', 'change': 'Another voice', 'effect': 'Sound effects', 'learn': 'Own voices'}
TONES = {'speak': 'ink', 'change': 'warn', 'effect': 'quiet', 'learn': 'bad'}
STATES = {'ready': ('Works', 'completed'), 'busy': ('Busy', 'processing'), 'missing': ('Does not work', 'failed')}
Seen = list[tuple[EngineSeen, ClipView | None]]


@screen
async def voice_page(days: str = '30') -> None:
    """Engines, failures by tool, credits by day."""
    days = days if days in RANGES else '30'
    with head(PATH):
        await _Engines().live.begin()
        filters('How far back', RANGES, days, lambda chosen: address(PATH, days=chosen))
        await Live(partial(monitoring.figures, int(days)), _draw_figures, FIGURES_EVERY_S).begin()


class _Engines:
    def __init__(self) -> None:
        self._tried: dict[str, str] = {}
        self.live = Live(self._fetch, self._draw, EVERY_S)

    def _fetch(self) -> Seen:
        clips = {clip.id: clip for clip in queries.views(list(self._tried.values()))}
        return [(one, clips.get(self._tried.get(one.name, ''))) for one in monitoring.engines_seen()]

    def _draw(self, keyed: Keyed, found: Seen) -> None:
        with keyed.container('engines', lambda: block('panel rows', tag='ul', aria_label='Engines')) as rows:
            for one, clip in found:
                rows.item(one.name, self._line, one, clip)

    def _line(self, one: EngineSeen, clip: ClipView | None) -> None:
        said, tone = STATES[one.health.state]
        with block('line', tag='li', data_testid='engine', data_engine=one.name, data_state=one.health.state):
            with block('grow'):
                with block('row'):
                    text(one.name, 'strong wrap-any')
                    text(said, f'state {tone}')
                text(_about(one), 'small quiet wrap-any', tag='p')
                if one.health.state != 'ready':
                    text(f'{one.health.what} {one.health.how}'.strip(), 'small wrap-any', tag='p')
                if clip is not None:
                    _outcome(clip)
            if one.tried_as:
                button('Try it', self._try(one.name), data_testid='engine-try')

    def _try(self, name: str) -> Press:
        async def tried() -> None:
            with toast_errors():
                self._tried[name] = await run_service(monitoring.try_engine, name)
                await self.live.refresh()

        return tried


def _about(one: EngineSeen) -> str:
    """What it is for, where it comes from, and what it takes, in one line."""
    known = [
        ', '.join(MAKES[tool] for tool in one.makes),
        'at an address' if one.address else 'on this machine',
        '' if one.voices is None else '1 voice' if one.voices == 1 else f'{one.voices:,} voices',
        f'licence {one.licence}',
        one.health.version,
        f'memory {one.health.memory}' if one.health.memory else '',
    ]
    return ' · '.join(part for part in known if part)


def _outcome(clip: ClipView) -> None:
    with block('row small', data_testid='engine-tried', data_status=str(clip.status)):
        if clip.active:
            text(wording.doing(clip.status, clip.stage_label, clip.cancel_requested), 'quiet')
        elif clip.there:
            took = (clip.completed_at - clip.created_at).total_seconds() if clip.completed_at else 0.0
            text(f'It has answered, {took:.0f} s after it was asked.')
            link('Hear it', f'/voice/clips/{clip.id}')
        else:
            text(clip.error or 'It was not made.', 'wrap-any')


def _draw_figures(keyed: Keyed, found: VoiceFigures) -> None:
    keyed.item('sums', _sums, found.made, found.failed)
    keyed.item('failures', _chart, 'failures', 'Failures by tool', 'failures', found.days, found.failed)
    keyed.item('made', _chart, 'made', 'Clips that were made', 'clips', found.days, found.made)
    keyed.item('credits', _chart, 'credits', 'Credits by tool', 'credits', found.days, found.credits)


def _sums(made: dict[str, list[float]], failed: dict[str, list[float]]) -> None:
    with block('tiles'):
        for tool, service in queries.TOOLS.items():
            bad, good = sum(failed.get(tool, ())), sum(made.get(tool, ()))
            with block('tile', data_testid=f'tile-{tool}', data_service=service):
                text(TOOLS[tool], 'quiet small')
                text(f'{bad:,.0f} of {bad + good:,.0f}', 'big-number')
                text('failed', 'quiet small')


def _chart(name: str, title: str, unit: str, days: list[date], of: dict[str, list[float]]) -> None:
    with block('panel stack', tag='section', aria_label=title, data_testid=f'chart-{name}'):
        with block('row spread'):
            text(title, tag='h2')
            text(f'{unit} a day', 'quiet small')
        lines = [Line(label, of[tool], TONES[tool]) for tool, label in TOOLS.items() if tool in of]
        if not lines:
            text('Nothing in this time.', 'quiet', tag='p')
            return
        chart(title, days, lines, stacked=True)
