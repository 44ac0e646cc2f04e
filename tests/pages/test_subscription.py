"""Following jobs ends with the screen or the page, even if it was gone before the following began."""

import pytest
from nicegui import Client, ui

from pages.shell.subscription import Subscription


@pytest.fixture
def client() -> Client:
    return Client(ui.page('/followed'), request=None)


@pytest.mark.parametrize('goes', ['screen', 'page'])
def test_it_ends_with_its_screen_and_with_its_page(client: Client, goes: str) -> None:
    ended: list[str] = []
    with client, ui.element() as screen:
        Subscription(lambda: ended.append('ended'))
    assert ended == []
    (screen if goes == 'screen' else client).delete()
    assert ended == ['ended']


@pytest.mark.parametrize('gone', ['screen', 'page'])
def test_it_ends_at_once_where_the_visitor_left_before_it_began(client: Client, gone: str) -> None:
    ended: list[str] = []
    with client, ui.element() as screen:
        pass
    (screen if gone == 'screen' else client).delete()
    with screen:
        Subscription(lambda: ended.append('ended'))
    assert ended == ['ended']
