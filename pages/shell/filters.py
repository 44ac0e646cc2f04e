"""Filters above a list of all areas: chips that are links, and a field to search by name."""

from collections.abc import Callable, Sequence

from nicegui import ui

from components.vocabulary.elements import block, button, link
from pages.shell.screens import Screens


def chip(label: str, address: str, testid: str, *, here: bool) -> None:
    """One choice; `here` marks the one that the list shows now."""
    current = 'true' if here else None
    link(label, address, 'chip', aria_current=current, data_testid=f'filter-{testid}')


def area_chips(open_now: Sequence[Screens], area: str, address: Callable[[str], str]) -> None:
    """Narrow a list to one area, where there are several; `address` is where the list of an area is, '' for all."""
    if len(open_now) > 1:
        with block('chips', tag='nav', aria_label='Filter by area'):
            chip('All areas', address(''), 'area-all', here=not area)
            for one in open_now:
                chip(one.label, address(one.area), f'area-{one.area}', here=area == one.area)


def name_search(value: str, most: int, address: Callable[[str], str]) -> None:
    """Search by name, at most `most` characters; `address` says where the list of what was found is."""
    with block('row', role='search').style('flex-wrap: nowrap'):
        field = ui.input(value=value, placeholder='Search by name')
        field.props('outlined clearable=false data-testid=search aria-label="Search by name"')
        field.props(f'maxlength={most}')

        def look() -> None:
            ui.navigate.to(address((field.value or '').strip()))

        field.on('keydown.enter', look, [])
        button('Search', look, data_testid='search-go')
