"""How many credits the visitor has, at the top of each screen of voice."""

from nicegui import background_tasks

from app import accounts
from app.accounts import credits
from app.config import settings
from app.jobs.progress import HUB, Snapshot
from components.vocabulary.elements import block, link, text
from pages.shell.services import run_service
from pages.shell.subscription import Subscription


class CreditsChip:
    """Shows the balance, where there are accounts; it looks again when a job ends, which may give some back."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        with block('row') as self._place:
            self._place.visible = settings().accounts == 'on'
            with link('', '/account/plan', 'chip', data_testid='credits'):
                self._number = text('…', 'strong')
                text('credits', 'quiet')
        if settings().accounts == 'on':
            Subscription(HUB.follow_user(user_id, self._hear))

    def _hear(self, now: Snapshot) -> None:
        if not now.active:
            background_tasks.create(self.draw(), name='credits')

    async def draw(self) -> None:
        """Ask for the balance."""
        if settings().accounts == 'on':
            left = await run_service(credits.balance, self._user_id)
            if not self._number.is_deleted:
                self._number.text = f'{left:,}'


def price_told(kind: str) -> str:
    """What a job of this kind costs, in words; empty where nothing costs anything."""
    return f'{credits.cost(kind):,} credits' if settings().accounts == 'on' else ''


def most_characters(user_id: str, what: str, at_most: int) -> int:
    """How much text the visitor may have said at once."""
    if settings().accounts == 'off' or settings().limits == 'soft':
        return at_most
    return accounts.entitlement(user_id, what) or at_most
