"""Deliveries: for whom the studio works, what each of them has and has opened, and the way to hand something over."""

from dataclasses import dataclass

from nicegui import ui

from app import accounts
from app.studio import delivery_lists, studios
from app.studio.delivery_lists import ClientView
from app.studio.studios import StudioView
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.fields import text_field
from components.vocabulary.local_time import LocalTime
from pages.shell.addresses import address_of
from pages.shell.filters import chip, name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast
from pages.studio.place import studio_tabs

PATH = '/studio/deliveries'


@dataclass(frozen=True, slots=True)
class _View:
    """What the address asks for."""

    studio: str = ''
    search: str = ''


@screen
async def deliveries_page(page_state: PageState, studio: str = '', search: str = '') -> None:
    """Whom one of the visitor’s studios works for."""
    ui.page_title('Deliveries – LevelMix')
    user = await run_service(accounts.current_user)
    await studio_tabs('/studio/deliveries')
    mine = await run_service(studios.mine, user.id)
    with block('pagehead'), block():
        text('Deliveries', tag='h1')
        text('Hand files over to clients, and see what they have heard, said and approved.', tag='p')
    here = next((one for one in mine if one.id == studio), mine[0] if mine else None)
    if here is None:
        lesson = 'Who works at a studio hands files over here. Yours, if you have any, are under My files.'
        empty('You work at no studio', lesson, action='My files', href='/studio/files', testid='no-studio')
        return
    if len(mine) > 1:
        with block('chips', tag='nav', aria_label='Which studio'):
            for one in mine:
                chip(one.name, f'{PATH}?studio={one.id}', one.slug, here=one.id == here.id)
    said = search.strip()[: delivery_lists.SEARCH_LIMIT]
    found = await run_service(delivery_lists.clients, user.id, here.id, said)
    with block('row spread bottom'):
        _to_somebody(here)
        name_search(said, delivery_lists.SEARCH_LIMIT, lambda words: address_of(PATH, _View(here.id, words)))
    with block('delivered', tag='ul', data_testid='clients'):
        for client in found:
            _draw_client(here, client)
    if not found and said:
        empty('Nobody found', 'No client has this name or address.', action='Show all', href=PATH, testid='no-hits')
    elif not found:
        empty('No clients yet', 'Whoever has booked a session is listed here. Or write an address above.')


def _to_somebody(here: StudioView) -> None:
    """Hand something over to whoever has this address, client or not."""
    with block('row bottom'):
        field = text_field('Deliver to', '', 'deliver-to', 200, placeholder='ann@example.org')

        def go() -> None:
            written = (field.value or '').strip().lower()
            if '@' not in written:
                toast('Write the mail address of whom it is for.', bad=True)
                return
            ui.navigate.to(f'{PATH}/{here.id}/{written}')

        field.on('keydown.enter', go, [])
        button('Open', go, data_testid='deliver-go')


def _draw_client(here: StudioView, one: ClientView) -> None:
    with block(tag='li', data_testid='client', data_client=one.key):
        with block():
            link(one.name, f'{PATH}/{here.id}/{one.key}', 'name')
            with block('meta'):
                for fact in _facts(one):
                    text(fact)
                if one.latest_at is not None:
                    LocalTime(one.latest_at)
        with block('acts'):
            if one.open_comments:
                said = 'comment' if one.open_comments == 1 else 'comments'
                text(f'{one.open_comments} {said}', 'badge-word good', data_testid='client-comments')
            if one.unheard:
                text(f'{one.unheard} not opened', 'badge-word', data_testid='client-unheard')


def _facts(one: ClientView) -> list[str]:
    told = [one.email if one.email != one.name else '', 'guest' if one.is_guest else '']
    told.append('no files' if not one.files else '1 file' if one.files == 1 else f'{one.files} files')
    if one.approved:
        told.append(f'{one.approved} approved')
    return [fact for fact in told if fact]
