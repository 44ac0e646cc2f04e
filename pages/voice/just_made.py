"""The newest clips, below what makes them."""

from app.voice import queries
from app.voice.queries import ClipView
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from pages.job_rows import Row
from pages.leveling.job_list import JobList
from pages.shell.page_state import PageState
from pages.shell.services import run_service


class JustMade:
    """What a tool has made of late, and how to see all of it; `fill` fetches it.

    Parameters
    ----------
    tool : of which clips are shown; of all, if it is empty.
    every : what the link to all of them says.
    lesson : what to do where there is nothing.
    look : how they stand beside each other.
    """

    def __init__(
        self, user_id: str, page_state: PageState, tool: str, every: str, lesson: str, look: str = 'stack'
    ) -> None:
        self._user_id, self._tool = user_id, tool
        (self._mine,) = page_state.of('voice')
        with block('stack', tag='section', aria_label='Clips'):
            with block('row spread'):
                text('Just made', tag='h2')
                link(every, f'/voice/clips?tool={tool}' if tool else '/voice/clips', 'small')
            with block(look):
                self._jobs = JobList(
                    user_id,
                    [self._mine],
                    takes_new=True,
                    on_count=self._count,
                    fits=lambda job: isinstance(job, ClipView) and tool in ('', job.tool),
                )
                with block() as self._nothing:
                    empty('Nothing here yet', lesson, testid='no-clips')
                self._nothing.visible = False

    async def fill(self, most: int) -> None:
        """Show the newest."""
        recent = await run_service(queries.history, self._user_id, tool=self._tool)
        self._jobs.fill([Row(self._mine, one) for one in recent.found[:most]])

    def _count(self, count: int) -> None:
        self._nothing.visible = count == 0
