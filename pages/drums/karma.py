"""Karma: the ladder with what is missing, every line of it, and who has earned most."""

from collections.abc import Callable

from nicegui import ui

from app import accounts
from app.drums import karma, leaderboards, roles
from app.drums.karma import Entry
from app.drums.leaderboards import Place
from app.drums.roles import Rung
from components.drums.words import map_address, proposal_address
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from components.vocabulary.local_time import LocalTime
from components.vocabulary.pager import pager
from pages.shell.filters import chip
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen

PATH = '/drums/karma'
PERIODS = {'week': 'This week', 'month': 'This month', 'all': 'Ever'}
PLACES: dict[str, Callable[[str], str]] = {'map': map_address, 'proposal': proposal_address}


@screen
async def karma_page(page_state: PageState, period: str = 'month', page: str = '1') -> None:
    """One's own karma, and the board of a period."""
    ui.page_title('Karma – LevelMix')
    user = await run_service(accounts.current_user)
    await run_service(roles.take_up, user.id)
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    history = await run_service(karma.history, user.id, number)
    with block('pagehead'), block():
        with block('row'):
            text(f'{history.score:,}', 'big-number', data_testid='karma-score')
            text('Karma', tag='h1')
        text('You earn it by fixes that are accepted and by decisions. With it you may do more.', tag='p')
    with block('panel stack', tag='section', aria_label='Ladder', data_testid='ladder'):
        for rung in await run_service(roles.ladder, user.id):
            _rung(rung)
    await _board(user.id, period if period in PERIODS else 'month')
    _history(history.entries)
    pager(history.page, history.pages, lambda to: f'{PATH}?page={to}')


def _rung(rung: Rung) -> None:
    with block('rung', data_testid=f'rung-{rung.code}', data_has=str(rung.counts).lower()):
        with block('row'):
            text(rung.label, 'strong')
            if rung.counts:
                text('yours', 'badge-word good')
        with block('row small quiet'):
            text(f'{rung.min_karma:,} karma{" and a verified phone" if rung.needs_phone else ""}')
            if rung.since is not None:
                text('reached')
                LocalTime(rung.since)
        text(rung.does[0].upper() + rung.does[1:] + '.', 'small quiet wide', tag='p')
        if rung.missing:
            bar = block(
                'meter', role='meter', aria_label=f'Karma of a {rung.label}', aria_valuenow=round(rung.share * 100)
            )
            bar.style(f'--share: {rung.share:.3f}')
            with bar:
                block(tag='i')
            with block('row small wide'):
                text(f'Still: {rung.missing}.', data_testid='missing')
                if 'phone' in rung.missing:
                    link('Verify your phone', '/account')


async def _board(user_id: str, period: str) -> None:
    with block('stack', tag='section', aria_label='Who earned most'):
        with block('row spread'):
            text('Who earned most', tag='h2')
            with block('chips', tag='nav', aria_label='Since when'):
                for name, label in PERIODS.items():
                    chip(label, f'{PATH}?period={name}', name, here=name == period)
        found = await run_service(leaderboards.board, period, user_id)
        if not found:
            empty('Nobody yet', 'Suggest a fix to a map, or decide on one: you stand here then.', testid='no-board')
            return
        with block('panel rows', tag='ol', data_testid='board'):
            for place in found:
                _place(place)


def _place(place: Place) -> None:
    with block('line', tag='li', data_testid='place', data_me=str(place.is_me).lower()):
        text(f'{place.rank:,}.', 'number')
        text(f'{place.name} (you)' if place.is_me else place.name, 'strong grow wrap-any')
        if place.badge:
            text(place.badge, 'badge-word')
        text(f'{place.karma:,}', 'number')


def _history(entries: list[Entry]) -> None:
    with block('stack', tag='section', aria_label='History'):
        text('Every line of it', tag='h2')
        if not entries:
            empty('Nothing yet', 'What you earn stands here, line by line, for ever.', testid='no-karma')
            return
        with block('panel rows', tag='ul', data_testid='karma-history'):
            for one in entries:
                _entry(one)


def _entry(one: Entry) -> None:
    with block('line', tag='li', data_testid='karma-entry'):
        text(f'{one.delta:+,}'.replace('-', '−'), 'number strong')
        with block('grow'):
            where = PLACES.get(one.entity)
            if where is not None and one.entity_id:
                link(one.words, where(one.entity_id))
            else:
                text(one.words)
            if one.delta < one.asked:
                short = f'It would have been {one.asked:+}: you two have raised each other enough for now.'
                text(short, 'small quiet', tag='p')
        LocalTime(one.recorded_at)
