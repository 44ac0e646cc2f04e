"""The audit log, as the admin reads it: filtered, a page at a time, or downloaded as a file."""

from datetime import date
from functools import partial

from nicegui import ui

from app.accounts import audit_log
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import date_field, text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.admin.parts import Live, address, head
from pages.shell.services import run_service, screen

PATH = '/admin/log'


@screen
async def log_page(
    who: str = '', what: str = '', whom: str = '', about: str = '', first: str = '', last: str = '',
    before: str = '', after: str = '',
) -> None:  # fmt: skip
    """Who did what to whom."""
    wanted = audit_log.Wanted(who, what, whom, about, _day(first), _day(last))
    with head(PATH):
        _filters(wanted, await run_service(audit_log.actions))
        fetch = partial(audit_log.log, wanted, before=before or None, after=after or None)
        await Live(fetch, partial(_draw, wanted)).begin()


def _draw(wanted: audit_log.Wanted, keyed: Keyed, found: audit_log.Log) -> None:
    if not found.found:
        keyed.item('none', text, 'No entry of the log matches.', 'quiet', tag='p', data_testid='log-empty')
        return
    with keyed.container('panel', lambda: block('panel')) as panel:
        panel.item('lines', lines, found.found)
    keyed.item('pages', _pages, wanted, found.newer, found.older)


def _pages(wanted: audit_log.Wanted, newer: str | None, older: str | None) -> None:
    with block('row spread', tag='nav', aria_label='Pages'):
        if newer is not None:
            link('Newer', _address(wanted, after=newer), 'button', data_testid='newer')
        else:
            block()
        if older is not None:
            link('Older', _address(wanted, before=older), 'button', data_testid='older')


def lines(entries: list[audit_log.Entry]) -> None:
    """Draw entries of the log, one below the other."""
    with block(tag='ul'):
        for entry in entries:
            with block('line', tag='li', data_testid='entry', data_action=entry.action), block('grow'):
                with block('row'):
                    text(entry.action, 'strong')
                    text(entry.actor, 'wrap-any')
                with block('row small quiet'):
                    LocalTime(entry.at)
                    text(entry.address)
                    text(entry.target, 'mono wrap-any')
                change = _change(entry)
                if change:
                    text(change, 'small wrap-any', tag='p')


def _filters(wanted: audit_log.Wanted, actions: list[str]) -> None:
    with block('panel stack', role='search'):
        with block('fields'):
            who = text_field('Who', wanted.who, 'log-who', 254, placeholder='Address, or a part of it')
            what = text_field('What', wanted.what, 'log-what', 60, placeholder='Like user. or session.refused')
            what.props(f'list={what.html_id}-actions')
            with block(tag='datalist', id=f'{what.html_id}-actions'):
                for action in actions:
                    block(tag='option', value=action)
            whom = text_field('To whom or what', wanted.whom, 'log-whom', 254, placeholder='Id or address')
            first = date_field('From (UTC)', _said(wanted.first), 'log-first')
            last = date_field('To (UTC)', _said(wanted.last), 'log-last')

        def look() -> None:
            said = [str(field.value or '').strip() for field in (who, what, whom)]
            asked = audit_log.Wanted(said[0], said[1], said[2], '', _day(first.value), _day(last.value))
            ui.navigate.to(_address(asked))

        for field in (who, what, whom):
            field.on('keydown.enter', look, [])
        with block('row spread'):
            with block('row'):
                button('Search', look, 'main-action', data_testid='search-go')
                if wanted != audit_log.Wanted():
                    link('Everything', PATH, 'button bare', data_testid='log-all')
            with block('row'):
                for form in audit_log.FORMATS:
                    file = _address(wanted, path=f'/files/log/levelmix-log.{form}')
                    link(f'Download as {form.upper()}', file, 'button', download='', data_testid=f'log-{form}')


def _address(wanted: audit_log.Wanted, path: str = PATH, **places: str) -> str:
    query = {name: getattr(wanted, name) for name in ('who', 'what', 'whom', 'about', 'first', 'last')}
    return address(path, **query, **places)


def _said(day: date | None) -> str:
    return day.isoformat() if day else ''


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said or '')
    except ValueError:
        return None


def _change(entry: audit_log.Entry) -> str:
    before, after = entry.before, entry.after
    changed = [
        f'{n}: {before[n]} → {v}' if n in before else f'{n}: {v}' for n, v in after.items() if before.get(n, ...) != v
    ]
    gone = [f'{name}: {value}' for name, value in before.items() if name not in after]
    return ', '.join([*changed, *gone])
