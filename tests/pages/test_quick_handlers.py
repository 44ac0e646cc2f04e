"""Elements are made without reading the same signatures again and again, and handlers still get what they take."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from nicegui import Client, helpers, ui
from nicegui.helpers import functions

import pages
from components.vocabulary import packing, quick_handlers


class Things:
    def nothing(self) -> None: ...

    def one(self, event: object) -> None: ...

    def perhaps(self, event: object = None, *more: object, **rest: object) -> None: ...

    @classmethod
    def of_all(cls, event: object) -> None: ...

    def __call__(self, event: object) -> None: ...


@pytest.mark.parametrize(
    'handler',
    [
        Things().nothing,
        Things().one,
        Things().perhaps,
        Things.of_all,
        Things(),
        lambda: None,
        lambda event: None,
        partial(Things().one, 1),
        [].append,
    ],
)
def test_it_says_what_nicegui_says(handler: Callable[..., Any]) -> None:
    for _ in range(2):
        assert quick_handlers.expects_arguments(handler) is functions.expects_arguments(handler)


def test_a_server_gets_it_ready_for_all_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helpers, 'expects_arguments', functions.expects_arguments)
    monkeypatch.setattr(packing, 'pack_all', lambda: None)
    pages.prepare()
    assert helpers.expects_arguments is quick_handlers.expects_arguments


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(helpers, 'expects_arguments', helpers.expects_arguments)
    quick_handlers.remember()
    client = Client(ui.page('/open'), request=None)
    with client:
        yield client
    client.delete()


def test_the_second_element_reads_no_signatures(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ui.element('div')
    read: list[object] = []

    def reading(function: Callable[..., Any]) -> inspect.Signature:
        read.append(function)
        return inspect.signature(function)

    monkeypatch.setattr(functions, 'signature', reading)
    ui.element('div').classes('quiet').props('role=note')
    assert read == []
