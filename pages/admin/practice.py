"""Pieces to practise that somebody has reported, as the admin decides about them."""

from app.practice import community
from app.practice.community import Report
from app.practice.writer import writing
from components.practice.piece_card import address
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.admin.parts import Live, head
from pages.shell.services import run_service, screen

PATH = '/admin/practice'


@screen
async def practice_page() -> None:
    """What nobody has decided yet, and how the engine is that may write lines."""
    with head(PATH):
        await _writer()
        await _Reports().live.begin()


async def _writer() -> None:
    found = await run_service(writing.health)
    if found is None:
        return
    with block('panel row spread', tag='section', aria_label='Another engine', data_testid='writer'):
        with block('grow'):
            text(f'Lines may be written by “{found.name}”', 'strong wrap-any')
            switch = f'Whom it writes for says the flag {writing.FLAG}; every line passes the checks that ours pass.'
            text(found.what or switch, 'small quiet wrap-any', tag='p')
        said, tone = ('Works', 'completed') if found.ready else ('Does not work', 'failed')
        text(said, f'state {tone}', data_testid='writer-state')
        link('Flags', '/admin/flags', 'small')


class _Reports:
    def __init__(self) -> None:
        self.live = Live(community.open_reports, self._draw)

    def _draw(self, keyed: Keyed, found: list[Report]) -> None:
        if not found:
            keyed.item('none', _nothing)
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul', aria_label='Reports')) as rows:
            for report in found:
                rows.item(report.id, self._line, report)

    def _line(self, report: Report) -> None:
        with block('line', tag='li', data_testid='report'):
            with block('grow'):
                with block('row'):
                    link(report.title, address(report.content_id), 'strong')
                    text(f'by {report.owner or "somebody"}', 'quiet small')
                text(report.reason, 'wrap-any', tag='p')
                with block('row small quiet'):
                    text('reported')
                    LocalTime(report.created_at)
            lost = 'Nobody but its owner sees it any more, and it cannot be published again.'
            ask = (f'Take “{report.title}” down?', lost, 'Take it down')
            down = self.live.deed(community.decide, report.id, True, ask=ask)
            button('Take it down', down, 'bare danger', data_testid='report-down')
            button('Leave it', self.live.deed(community.decide, report.id, False), 'bare', data_testid='report-leave')


def _nothing() -> None:
    lesson = 'What people report of the pieces that others published stands here, until you decide.'
    empty('Nothing is reported', lesson, testid='no-reports')
