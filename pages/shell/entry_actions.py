"""What the buttons of a job do if its area has no actions of its own: cancel it, try it again."""

from collections.abc import Callable

from app.jobs import own_jobs
from app.jobs.progress import HUB
from components.jobs.entry_card import EntryActions
from components.vocabulary.job_protocols import Listed
from pages.shell.services import run_service, toast_errors


def entry_actions(user_id: str, on_change: Callable[[str], None], *_: object) -> EntryActions:
    """The actions for one user; `on_change` is called with the id of a job that has changed."""

    async def cancel(job: Listed) -> None:
        with toast_errors():
            await run_service(own_jobs.cancel, user_id, job.kind, job.id)
            changed(job)

    async def retry(job: Listed) -> None:
        with toast_errors():
            await run_service(own_jobs.retry, user_id, job.kind, job.id)
            changed(job)

    def changed(job: Listed) -> None:
        HUB.poke()
        on_change(job.id)

    return EntryActions(cancel, retry)
