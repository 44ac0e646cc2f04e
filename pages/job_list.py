"""A list of jobs that stays true: it follows the user's jobs through the hub, and draws what has changed."""

import asyncio
from collections.abc import Callable, Sequence

from nicegui import background_tasks

from app import leveling
from app.errors import NotFound
from app.leveling import JobView
from app.progress import HUB, Snapshot
from components.elements import block
from components.job_card import JobActions, JobCard
from components.jobs import Job
from pages.following import Following
from pages.job_actions import JobDeeds
from pages.serving import call_together


class JobList:
    """Cards of jobs, newest first.

    It follows from its beginning and is filled later, so that nothing is missed between.

    Parameters
    ----------
    takes_new : whether jobs that are made from now on belong in this list.
    on_count : hears how many cards there are, after every change.
    on_choose : hears which results are chosen; without it there is nothing to choose.
    """

    def __init__(
        self,
        user_id: str,
        *,
        takes_new: bool,
        on_count: Callable[[int], None],
        on_choose: Callable[[list[Job]], None] | None = None,
    ) -> None:
        self._user_id, self._takes_new, self._on_count = user_id, takes_new, on_count
        self._cards: dict[str, JobCard] = {}
        self._missed: set[str] | None = set()
        self._on_choose, self._chosen = on_choose, dict[str, Job]()
        self._one_by_one = asyncio.Lock()
        deeds = JobDeeds(user_id, on_change=self._look_soon, on_new=self._look_soon)
        self._actions = JobActions(
            deeds.cancel, deeds.retry, deeds.rerun, deeds.delete, self._choose if on_choose else None
        )
        self._place = block('jobs', tag='ul', data_testid='jobs')
        Following(HUB.follow_user(user_id, self._hear))

    def _choose(self, job: Job, chosen: bool) -> None:
        if chosen == (job.id in self._chosen):
            return
        if chosen:
            self._chosen[job.id] = job
        else:
            del self._chosen[job.id]
        if self._on_choose is not None:
            self._on_choose(list(self._chosen.values()))

    def fill(self, jobs: Sequence[JobView]) -> None:
        """Draw the jobs, then whatever has moved meanwhile."""
        for job in jobs:
            self._add(job, last=True)
        missed, self._missed = self._missed or set(), None
        for job_id in missed:
            self._look_soon(job_id)
        self._on_count(len(self._cards))

    def _hear(self, now: Snapshot) -> None:
        if self._missed is not None:
            self._missed.add(now.id)
            return
        card = self._cards.get(now.id)
        if now.gone:
            self._look_soon(now.id)
        elif card is not None and card.job.active and card.job.status == now.status:
            card.show(now)
        elif card is None or card.job.status != now.status:
            self._look_soon(now.id)

    def _look_soon(self, job_id: str) -> None:
        if not self._place.is_deleted and (self._takes_new or job_id in self._cards):
            background_tasks.create(self._look(job_id), name=f'look at job {job_id}')

    async def _look(self, job_id: str) -> None:
        """See how a job is; a look that takes long never draws how it was when a later one has drawn already."""
        async with self._one_by_one:
            try:
                job = await call_together(leveling.get, self._user_id, job_id)
            except NotFound:
                self._remove(job_id)
                return
            if self._place.is_deleted:
                return
            if job_id in self._cards:
                self._cards[job_id].draw(job)
            else:
                self._add(job)
                self._on_count(len(self._cards))

    def _add(self, job: JobView, *, last: bool = False) -> None:
        with self._place:
            card = self._cards[job.id] = JobCard(job, self._actions)
        if not last:
            card.root.move(target_index=0)

    def _remove(self, job_id: str) -> None:
        card = self._cards.pop(job_id, None)
        if card is not None:
            self._choose(card.job, False)
        if card is not None and not card.root.is_deleted:
            card.root.delete()
            self._on_count(len(self._cards))
