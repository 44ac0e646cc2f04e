"""A studio with its owner at one page and its client at another, for the stories of its board."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from playwright.sync_api import Locator, Page
from sqlmodel import col

from app.db import reading, transaction
from app.studio import holding, studios
from app.studio.booker import Booker
from app.studio.holding import Wish
from app.studio.studios import StudioView
from models import Booking, Studio, User
from tests.servers import LevelMix
from tests.sites import inside

MARA = 'mara@example.org'


def monday() -> date:
    """The Monday after next: nothing there is over, and nothing is too far ahead."""
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday()) + timedelta(days=14)


@dataclass(frozen=True, slots=True)
class House:
    """A studio on UTC, its owner's page, and its client's."""

    owner: Page
    mara: Page
    site: LevelMix

    def studio(self) -> StudioView:
        with inside(self.site), reading() as session:
            return studios.get(session.scalars(sa.select(col(Studio.id))).one())

    def request(self, hours: int, minutes: int = 180, paid: int = 0, day: date | None = None) -> str:
        """What Mara asks for so many hours after a midnight, with so much paid for it."""
        studio = self.studio()
        start = datetime.combine(day or monday(), datetime.min.time(), UTC) + timedelta(hours=hours)
        with inside(self.site):
            with reading() as session:
                mara = session.scalars(sa.select(col(User.id)).where(col(User.email) == MARA)).one()
            held = holding.hold(Wish(studio.id, start, minutes, Booker('Mara Vale', MARA)), mara)
            with transaction() as session:
                row = session.get_one(Booking, held.id)
                row.status, row.paid_amount, row.actual_deposit_paid = 'pending_approval', paid, paid
                row.remainder_amount = row.total_amount - paid
        return held.id

    def at(self, booking_id: str) -> Booking:
        with inside(self.site), reading() as session:
            return session.get_one(Booking, booking_id)


def entry(page: Page, words: str = 'Mara') -> Locator:
    return page.get_by_test_id('board-entry').filter(has_text=words)
