"""The admin's list of users."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from nicegui import ui

from app import accounts
from app.accounts import admin_actions
from app.accounts.admin_queries import WHICH
from app.ops import space_used
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.pager import pager
from pages.admin.invitations import Invitations
from pages.admin.parts import Live, address, filters, head, number, search
from pages.shell.services import run_service, screen, toast_errors

NAMES = {
    'all': 'All',
    'free': 'Free',
    'premium': 'Premium',
    'premium+': 'Premium+',
    'expired': 'Expired',
    'admins': 'Admins',
    'shut': 'Shut',
    'banned': 'Banned',
}
EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class _Found:
    people: accounts.People
    stored: dict[str, int]


@screen
async def users_page(find: str = '', which: str = 'all', page: str = '1') -> None:
    """The users that match, a page at a time."""
    which = which if which in WHICH else 'all'
    with head('/admin/users'):
        search(find, 'Address or name', lambda said: address('/admin/users', find=said, which=which))
        filters('Filter', NAMES, which, lambda chosen: address('/admin/users', find=find, which=chosen))
        _new_account()
        await Invitations().draw()

        def turn(page: int, pages: int) -> None:
            pager(page, pages, lambda at: address('/admin/users', find=find, which=which, page=at))

        view = Live(partial(_look, find, which, number(page)), partial(_draw, turn), EVERY_S)
        await view.begin()


def _new_account() -> None:
    with block(tag='details'):
        text('Make an account for somebody', tag='summary', data_testid='new-account')
        with block('stack'):
            with block('row bottom'):
                email = text_field('E-mail', '', 'new-email', 254)
                name = text_field('Name', '', 'new-name', 80)

                async def make() -> None:
                    with toast_errors():
                        made = await run_service(
                            accounts.admin_action, admin_actions.create, email.value or '', name=name.value or ''
                        )
                        email.value = name.value = ''
                        told.clear()
                        with told:
                            _made(*made)

                button('Make it', make, data_testid='new-save')
            told = block()


def _made(user_id: str, way: str) -> None:
    with block('note good stack tight'):
        link('The account is made.', f'/admin/users/{user_id}', data_testid='new-made')
        if way:
            text('This link chooses its password, once, within three days:', tag='p')
            text(way, 'mono wrap-any', data_testid='new-link')
        else:
            text('A mail with a link is on its way; its owner chooses a password behind it.', tag='p')


def _look(find: str, which: str, page: int) -> _Found:
    found = accounts.users(find, which, page)
    return _Found(found, space_used.stored_bytes([person.id for person in found.found]))


def _draw(turn: Callable[[int, int], None], keyed: Keyed, found: _Found) -> None:
    page = found.people
    total = '1 user' if page.total == 1 else f'{page.total:,} users'
    keyed.item('total', text, total, 'quiet small', data_testid='total')
    if not page.found:
        keyed.item('nobody', text, 'No user matches.', 'quiet', tag='p')
        return
    with keyed.container('panel', lambda: block('panel')) as panel, panel.container('table', _table) as table:
        table.item('head', _head)
        with table.container('body', lambda: block(tag='tbody')) as rows:
            for person in page.found:
                uploads, stored = page.uploads.get(person.id, 0), found.stored.get(person.id, 0)
                rows.item(person.id, _row, person, uploads, stored)
    keyed.item('pager', turn, page.page, page.pages)


def _table() -> ui.element:
    return block('table', tag='table')


def _head() -> None:
    captions = {'User': '', 'Tier': '', 'This month': 'num', 'Stored': 'num', 'Last sign-in': 'num'}
    with block(tag='thead'), block(tag='tr'):
        for caption, kind in captions.items():
            text(caption, kind, tag='th', scope='col')


def _row(person: admin_actions.Person, uploads: int, stored: int) -> None:
    with block(tag='tr', data_testid='user', data_email=person.email):
        with block(tag='td'):
            link(person.email, f'/admin/users/{person.id}', 'strong wrap-any', data_testid='user-link')
            with block('row small quiet'):
                if person.name:
                    text(person.name, 'wrap-any')
                if person.is_admin:
                    text('Admin', 'ease')
                if person.disabled_at is not None:
                    text('Shut', 'ease bad')
        with block(tag='td', data_label='Tier'):
            text(tier_words(person.tier, person.tier_expires_at))
        text(f'{uploads:,}', 'num', tag='td', data_label='This month')
        text(wording.size(stored), 'num', tag='td', data_label='Stored')
        with block('num', tag='td', data_label='Last sign-in'):
            if person.last_login_at is None:
                text('never', 'quiet')
            else:
                LocalTime(person.last_login_at)


def tier_words(tier: int, expires_at: datetime | None) -> str:
    """The tier, and until when."""
    name = admin_actions.TIERS.get(tier, 'free')
    return f'{name} until {expires_at:%Y-%m-%d}' if expires_at else name
