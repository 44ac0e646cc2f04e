"""Many results in one download, on the History screen: those that are chosen, or all."""

from collections.abc import Sequence
from urllib.parse import urlencode

from nicegui import ui

from app import leveling
from components.vocabulary import wording
from components.vocabulary.elements import block, link, text
from components.vocabulary.job_protocols import Job
from pages.shell.services import run_service


class Together:
    """A bar that is shown while results are chosen: how many, how large, and their archive."""

    def __init__(self) -> None:
        with block('together', role='status', data_testid='together') as self._bar:
            self._said = text('', 'strong', data_testid='chosen')
            self._link = link('Download as ZIP', '', 'button main-action', icon='download', download='')
            self._link.props['data-testid'] = 'archive'
        self._bar.visible = False

    def show(self, chosen: Sequence[Job]) -> None:
        """Show what is chosen now."""
        self._bar.visible = bool(chosen)
        self._said.text = said_of(chosen)
        self._link.visible = len(chosen) <= leveling.MOST_PACKED
        self._link.props['href'] = '/files/archive?' + urlencode([('job', job.id) for job in chosen])


def said_of(chosen: Sequence[Job]) -> str:
    """How many are chosen and how large they are; or that there are too many."""
    count, most = len(chosen), leveling.MOST_PACKED
    if count > most:
        return f'{count} results: one ZIP holds at most {most}. Choose fewer, or download all results at once.'
    return f'{count} result{"" if count == 1 else "s"} · {wording.size(sum(job.result_size or 0 for job in chosen))}'


async def all_link(place: ui.element, user_id: str, search: str) -> None:
    """A link to all results that the search finds, if there are several."""
    count, size = await run_service(leveling.packed_size, user_id, search)
    if count < 2 or place.is_deleted:
        return
    query = urlencode({'everything': 'true', **({'search': search} if search else {})})
    with place:
        label = f'Download all {count} results · {wording.size(size)}'
        link(label, f'/files/archive?{query}', 'button', icon='download', download='', data_testid='archive-all')
