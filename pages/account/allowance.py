"""The line that says how much is left, kept up to date while the screen is open."""

import asyncio

from nicegui import background_tasks

from app import accounts, areas
from app.billing import offers
from app.config import settings
from app.jobs.progress import HUB, Snapshot
from components.account.allowance import allowance, meter
from components.vocabulary.elements import block
from models import Status, User
from pages.shell.services import run_service
from pages.shell.subscription import Subscription


async def allowance_line(user: User, *, every: bool = False) -> None:
    """Draw it if there are accounts; the only user of an installation has no limits.

    `every` adds a line for everything else that the tier limits.
    """
    if settings().accounts == 'off':
        return
    line = _Line(user, every)
    Subscription(HUB.follow_user(user.id, line.hear))  # before it is drawn, so that nothing is missed between
    await line.draw()


class _Line:
    def __init__(self, user: User, every: bool) -> None:
        self._user, self._every = user, every
        self._place = block()
        self._seen: dict[str, Status] = {}
        self._one_by_one = asyncio.Lock()

    async def draw(self) -> None:
        """Draw how much is left now; one at a time, so that nothing older is drawn over something newer."""
        async with self._one_by_one:
            left = await run_service(accounts.allowance, self._user)
            others = await run_service(accounts.meters, self._user.id) if self._every else []
            if self._place.is_deleted:
                return
            self._place.clear()
            with self._place:
                day = accounts.day(left.resets_on)
                area = areas.label(accounts.UPLOADS.partition('.')[0]) if self._every and len(areas.each()) > 1 else ''
                allowance(left.tier, left.used, left.limit, day, hard=left.hard, expired=left.expired, area=area)
                for one in others:
                    area = areas.label(one.what.partition('.')[0])
                    meter(area, offers.what(one.what, one.limit), one.used, one.limit)

    def hear(self, now: Snapshot) -> None:
        """A job that was made, or that ended, may have changed what is left."""
        if self._seen.get(now.id) != now.status:
            self._seen[now.id] = now.status
            background_tasks.create(self.draw(), name='draw the allowance')
