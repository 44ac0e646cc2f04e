"""Secret addresses at which a calendar program reads sessions: made, copied this once, made anew, switched off."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.studio import feeds
from app.studio.feeds import Address, Feed
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast_errors
from pages.studio.copying import address_to_copy


@dataclass(frozen=True, slots=True)
class Kind:
    """A calendar that somebody may have: what it is called, what stands in it, and what `feeds` calls it."""

    label: str
    about: str
    scope: str
    studio_id: str = ''
    busy_only: bool = False

    @property
    def key(self) -> str:
        """What names it among the kinds of one person in one studio."""
        return f'{self.scope}-busy' if self.busy_only else self.scope

    def is_made(self, feed: Feed) -> bool:
        """Whether a feed is one of this kind."""
        return (feed.scope, feed.studio_id, feed.busy_only) == (self.scope, self.studio_id, self.busy_only)


class FeedAddresses:
    """The calendars that somebody may read elsewhere, a line each."""

    def __init__(self, user_id: str, kinds: Sequence[Kind]) -> None:
        self._user_id, self._kinds = user_id, kinds
        with block('panel stack', tag='section', aria_label='In your calendar', data_testid='feeds'):
            text('In your calendar', tag='h2')
            lesson = (
                'Your calendar program reads confirmed sessions at an address of your own. Whoever has it reads them, '
                'too: keep it to yourself.'
            )
            text(lesson, 'quiet', tag='p')
            self._list = Keyed(block('rows', tag='ul'))

    async def draw(self, made: Kind | None = None, address: Address | None = None) -> None:
        """Show what there is; an address that was just made is shown this once, below its line."""
        known = await run_service(feeds.mine, self._user_id)
        if self._list.place.is_deleted:
            return
        with self._list as shown:
            for kind in self._kinds:
                shown.item(kind.key, self._line, kind, next((one for one in known if kind.is_made(one)), None))
                if kind == made and address is not None:
                    shown.item('address', _made, kind, address)

    def _line(self, kind: Kind, feed: Feed | None) -> None:
        with block('line', tag='li', data_testid=f'feed-{kind.key}'):
            with block('grow'):
                text(kind.label, 'strong')
                text(kind.about, 'small quiet', tag='p')
                if feed is not None:
                    with block('row small quiet', data_testid='feed-made'):
                        text('There is an address, made')
                        LocalTime(feed.created_at)
            if feed is None:
                named = f'Make an address: {kind.label}'
                button('Make an address', partial(self._make, kind), aria_label=named, data_testid='feed-make')
                return
            anew, off = partial(self._make_anew, kind), partial(self._end, kind, feed)
            named = f'Make a new address: {kind.label}'
            button('Make a new address', anew, 'bare', aria_label=named, data_testid='feed-anew')
            button('Switch off', off, 'bare', aria_label=f'Switch off: {kind.label}', data_testid='feed-end')

    async def _make(self, kind: Kind) -> None:
        with toast_errors():
            make = partial(feeds.make, self._user_id, kind.scope, kind.studio_id, busy_only=kind.busy_only)
            await self.draw(kind, await run_service(make))

    async def _make_anew(self, kind: Kind) -> None:
        lost = 'The one that you have stops working at once. Give the new one to every calendar program that reads it.'
        if await confirm('Make a new address?', lost, 'Make a new address'):
            await self._make(kind)

    async def _end(self, kind: Kind, feed: Feed) -> None:
        lost = 'Calendar programs read nothing at its address any more.'
        if await confirm(f'Switch off: {kind.label}?', lost, 'Switch off'):
            with toast_errors():
                await run_service(feeds.end, self._user_id, feed.id)
                await self.draw()


def _made(kind: Kind, address: Address) -> None:
    with block('line', tag='li', data_testid='feed-shown'), block('note good stack tight grow'):
        text('Copy it now and subscribe to it in your calendar: it is not shown again.', tag='p')
        address_to_copy(address.https, f'The address: {kind.label}', 'feed-address')
        with block('row'):
            link('Open in my calendar program', address.webcal, 'small', data_testid='feed-webcal')
