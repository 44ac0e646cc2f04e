"""A list of jobs that stays up to date: it follows the user's jobs through the hub, and draws what has changed."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from nicegui import background_tasks

from app.errors import NotFound
from app.jobs.progress import HUB, Snapshot
from components.jobs.entry_card import EntryCard
from components.vocabulary.elements import block
from components.vocabulary.job_protocols import Job
from pages.job_rows import Row, row
from pages.shell.entry_actions import entry_actions
from pages.shell.screens import Card, Screens
from pages.shell.services import call_together
from pages.shell.subscription import Subscription


class JobList:
    """Cards of jobs, newest first, each as its area draws it.

    It follows the jobs before it is filled, so that nothing is missed in between.

    Parameters
    ----------
    shown : the areas whose jobs belong in this list.
    takes_new : whether jobs that are made from now on belong in this list.
    on_count : called with the number of cards after every change.
    on_choose : called with the results that are chosen; without it, none can be.
    fits : which of the new jobs belong in this list, where not all of them do.
    """

    def __init__(
        self,
        user_id: str,
        shown: Sequence[Screens],
        *,
        takes_new: bool,
        on_count: Callable[[int], None],
        on_choose: Callable[[list[Job]], None] | None = None,
        fits: Callable[[Any], bool] = lambda job: True,
    ) -> None:
        self._user_id, self._takes_new, self._on_count = user_id, takes_new, on_count
        self._shown, self._fits = tuple(shown), fits
        self._cards: dict[str, Card] = {}
        self._made: dict[str, datetime] = {}
        self._missed: set[str] | None = set()
        self._on_choose, self._chosen = on_choose, dict[str, Job]()
        self._one_by_one = asyncio.Lock()
        choose = self._choose if on_choose else None
        self._actions = {
            one.area: one.actions(user_id, self._look_soon, self._look_soon, choose) for one in self._shown
        }
        self._plain = entry_actions(user_id, self._look_soon)
        self._place = block('jobs', tag='ul', data_testid='jobs')
        Subscription(HUB.follow_user(user_id, self._hear))

    def _choose(self, job: Job, chosen: bool) -> None:
        if not chosen:
            self._leave(job.id)
        elif job.id not in self._chosen:
            self._chosen[job.id] = job
            self._tell_chosen()

    def _leave(self, job_id: str) -> None:
        """Remove a job from those that are chosen."""
        if self._chosen.pop(job_id, None) is not None:
            self._tell_chosen()

    def _tell_chosen(self) -> None:
        if self._on_choose is not None:
            self._on_choose(list(self._chosen.values()))

    def fill(self, rows: Sequence[Row]) -> None:
        """Draw the jobs, then whatever has changed meanwhile."""
        for one in rows:
            self._add(one, last=True)
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
        """Fetch a job and draw it; one at a time, so that nothing older is drawn over something newer."""
        async with self._one_by_one:
            try:
                found = await call_together(row, self._shown, self._user_id, job_id)
            except NotFound:
                self._remove(job_id)
                return
            if self._place.is_deleted:
                return
            if job_id in self._cards:
                self._cards[job_id].draw(found.job)
            elif self._fits(found.job):
                self._add(found)
                self._on_count(len(self._cards))

    def _add(self, found: Row, *, last: bool = False) -> None:
        with self._place:
            made_by, actions = found.shown.card, self._actions[found.shown.area]
            card: Card = EntryCard(found.job, self._plain) if found.plain else made_by(found.job, actions)
            self._cards[found.job.id] = card
        made = self._made[found.job.id] = found.job.created_at
        if not last:
            newer = sum(1 for one in self._cards if one != found.job.id and self._made[one] > made)
            card.root.move(target_index=newer)

    def _remove(self, job_id: str) -> None:
        card = self._cards.pop(job_id, None)
        self._made.pop(job_id, None)
        self._leave(job_id)
        if card is not None and not card.root.is_deleted:
            card.root.delete()
            self._on_count(len(self._cards))
