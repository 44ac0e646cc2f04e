"""Admin: users, the queue, the log, the outbox. The services decide who may see it."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from nicegui import ui

from app import accounts, leveling
from app.accounts import people
from components import words
from components.elements import block, button, link, text
from components.fields import text_field
from components.local_time import LocalTime
from components.pager import pager
from models import Status
from pages.serving import call, screen, telling, toast

TABS = {'/admin': 'Users', '/admin/queue': 'Queue', '/admin/log': 'Log', '/admin/mail': 'Mail'}
QUEUE_EVERY_S = 2.0


@screen
async def users_page(search: str = '', page: str = '1') -> None:
    """All users."""
    place = _head('/admin', 'Users')
    found = await call(accounts.users, search, None, _number(page))
    stored = await call(leveling.stored_bytes, [person.id for person in found.found])
    with place:
        _search(search, '/admin', 'Address or name')
        with block('panel', tag='ul'):
            for person in found.found:
                with block('line', tag='li', data_testid='user', data_email=person.email):
                    with block('grow'):
                        link(person.email, f'/admin/users/{person.id}', 'strong wrap-any', data_testid='user-link')
                        with block('row small quiet'):
                            text(people.TIERS.get(person.tier, 'free'))
                            text(f'{found.uploads.get(person.id, 0)} this month')
                            text(words.size(stored.get(person.id, 0)))
                            LocalTime(person.created_at)
                    if person.is_admin:
                        text('Admin', 'quiet')
                    if person.disabled_at is not None:
                        text('Shut', 'state failed')
        text('1 user' if found.total == 1 else f'{found.total:,} users', 'quiet small', data_testid='total')
        pager(found.page, found.pages, lambda number: _address('/admin', search, number))


@screen
async def user_page(user_id: str) -> None:
    """One user, and what may be done to him; never as him."""
    place = _head('/admin', 'User')
    await _OneUser(user_id, place).draw()


class _OneUser:
    def __init__(self, user_id: str, place: ui.element) -> None:
        self._id, self._place = user_id, block('stack loose')
        self._place.move(place)

    async def draw(self) -> None:
        person = await call(accounts.one, self._id)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            with block('panel stack'):
                text(person.email, 'wrap-any', tag='h2', data_testid='user-email')
                with block('row quiet'):
                    text(person.name or 'No name')
                    text('Admin' if person.is_admin else 'No admin')
                    text('Shut' if person.disabled_at else 'Open', data_testid='user-state')
            self._tier(person)
            self._deeds(person)

    def _tier(self, person: people.Person) -> None:
        with block('panel stack'):
            text('Tier', tag='h2')
            with block('chips'):
                for number, name in people.TIERS.items():
                    pressed = 'true' if number == person.tier else 'false'
                    chip = block(
                        'chip', tag='button', type='button', aria_pressed=pressed, data_testid=f'tier-{number}'
                    )
                    chip.on('click', self._deed(people.set_tier, number, None), [])
                    with chip:
                        text(name)

    def _deeds(self, person: people.Person) -> None:
        shut = person.disabled_at is not None
        with block('panel stack'), block('row'):
            button('Sign out everywhere', self._deed(people.sign_out_everywhere), data_testid='user-sign-out')
            button('Reset link', self._reset_link, data_testid='user-reset')
            button('Turn the second factor off', self._deed(people.reset_second_factor), data_testid='user-factor')
            admin = 'No longer an admin' if person.is_admin else 'Make an admin'
            button(admin, self._deed(people.set_admin, not person.is_admin), data_testid='user-admin')
            words_shut = 'Open the account' if shut else 'Shut the account'
            button(words_shut, self._deed(people.set_disabled, not shut), 'danger', data_testid='user-shut')

    def _deed(self, deed: Callable[..., object], *args: object) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            with telling():
                await call(accounts.act, deed, self._id, *args)
                toast('Done.')
                await self.draw()

        return do

    async def _reset_link(self) -> None:
        with telling():
            way = await call(accounts.act, people.send_reset_link, self._id)
            with self._place, block('note good'):
                text('This link sets a new password, once, within an hour:', tag='p')
                text(str(way), 'mono wrap-any', data_testid='reset-link')


@screen
async def queue_page() -> None:
    """What runs, waits and failed."""
    place = _head('/admin/queue', 'Queue')
    await call(accounts.require_admin)
    with place:
        shown = _Queue(block('stack'))
        await shown.draw()
        ui.timer(QUEUE_EVERY_S, shown.draw)


class _Queue:
    def __init__(self, place: ui.element) -> None:
        self._place, self._drawn = place, ''

    async def draw(self) -> None:
        found = await call(leveling.queue_now)
        if self._place.is_deleted or repr(found) == self._drawn:
            return
        self._drawn = repr(found)
        self._place.clear()
        with self._place:
            if not found:
                text('Nothing runs, waits or failed.', 'quiet', tag='p', data_testid='queue-empty')
                return
            with block('panel', tag='ul'):
                for job in found:
                    self._line(job)

    def _line(self, job: leveling.Overseen) -> None:
        with block('line', tag='li', data_testid='queue-job', data_status=job.status.value):
            with block('grow'):
                with block('row'):
                    text(words.STATES[job.status], f'state {job.status.value}')
                    text(job.owner, 'wrap-any')
                with block('row small quiet'):
                    text(words.length(job.duration_s))
                    text(
                        f'{job.percent} % {job.stage}'
                        if job.status == Status.PROCESSING
                        else f'priority {job.priority}'
                    )
                    LocalTime(job.created_at)
                    text(job.error, 'wrap-any')
            if job.status == Status.QUEUED:
                earlier = self._deed(leveling.oversee_priority, job.id, min(100, job.priority + 10))
                button('Earlier', earlier, 'bare', data_testid='queue-earlier')
            if job.status == Status.FAILED:
                button('Try again', self._deed(leveling.oversee_retry, job.id), 'bare', data_testid='queue-retry')
            else:
                button('Cancel', self._deed(leveling.oversee_cancel, job.id), 'bare danger', data_testid='queue-cancel')

    def _deed(self, deed: Callable[..., object], *args: object) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            with telling():
                await call(deed, *args)
                await self.draw()

        return do


@screen
async def log_page(search: str = '', page: str = '1') -> None:
    """Who did what."""
    place = _head('/admin/log', 'Log')
    found = await call(accounts.log, search, _number(page))
    with place:
        _search(search, '/admin/log', 'Who, what or whom')
        with block('panel', tag='ul'):
            for entry in found.found:
                with block('line', tag='li', data_testid='entry', data_action=entry.action), block('grow'):
                    with block('row'):
                        text(entry.action, 'strong')
                        text(entry.actor, 'wrap-any')
                    with block('row small quiet'):
                        LocalTime(entry.at)
                        text(entry.address)
                        text(entry.target, 'mono wrap-any')
                        text(_change(entry.before, entry.after), 'wrap-any')
        pager(found.page, found.pages, lambda number: _address('/admin/log', search, number))


@screen
async def mail_page() -> None:
    """The outbox."""
    place = _head('/admin/mail', 'Mail')
    found = await call(accounts.outbox)
    with place:
        if not found:
            text('No mail was written yet.', 'quiet', tag='p')
            return
        with block('panel', tag='ul'):
            for letter in found:
                _letter(letter)


def _letter(letter: accounts.Letter) -> None:
    with block('line', tag='li', data_testid='mail'):
        with block('grow') as words_of_it:
            text(letter.subject, 'strong wrap-any')
            with block('row small quiet'):
                text(letter.to, 'wrap-any')
                LocalTime(letter.created_at)
                text('waits' if letter.waits else 'sent')
                text(letter.error, 'wrap-any')

        async def look() -> None:
            with telling():
                said = await call(accounts.open_letter, letter.id)
                with words_of_it:
                    text(said, 'mono wrap-any lines', tag='p', data_testid='mail-text')

        if letter.waits:
            button('Open', look, 'bare', data_testid='mail-open')


def _head(current: str, title: str) -> ui.element:
    ui.page_title(f'{title} – Admin – LevelMix')
    with block('pagehead'), block():
        text('Admin', tag='h1')
    with block('chips', tag='nav', aria_label='Admin'):
        for path, name in TABS.items():
            link(
                name, path, 'chip', aria_current='true' if path == current else None, data_testid=f'tab-{name.lower()}'
            )
    return block('stack')


def _search(search: str, path: str, hint: str) -> None:
    with block('row bottom', role='search'):
        field = text_field(hint, search, 'search', 100)

        def look() -> None:
            ui.navigate.to(_address(path, (field.value or '').strip()))

        field.on('keydown.enter', look, [])
        button('Search', look, data_testid='search-go')


def _address(path: str, search: str, page: int = 1) -> str:
    said = urlencode({n: v for n, v in (('search', search), ('page', str(page) if page > 1 else '')) if v})
    return f'{path}?{said}' if said else path


def _number(page: str) -> int:
    return int(page) if page.isdecimal() and len(page) < 9 else 1


def _change(before: dict[str, object], after: dict[str, object]) -> str:
    return ', '.join(
        f'{name}: {before[name]} → {value}' if name in before else f'{name}: {value}' for name, value in after.items()
    )
