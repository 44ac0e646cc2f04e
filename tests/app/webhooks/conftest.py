"""A receiver on this machine, and webhooks that lead to it."""

from collections.abc import Callable, Iterator

import pytest

from app import areas, webhooks
from tests.app.webhooks_support import EVENTS, WORKING, Made
from tests.receivers import Receiver, receiver, resolved

HOST = 'hooks.example.org'


@pytest.fixture
def there(
    owner: str, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Receiver]:
    """A receiver that may be reached, and the area of the tests."""
    change_setting('outbound_allow', f'{HOST},slow.example.org')
    resolved(monkeypatch, hooks__example__org='127.0.0.1', slow__example__org='127.0.0.1')
    monkeypatch.setitem(areas._areas, 'test', WORKING)
    with receiver() as made:
        yield made


@pytest.fixture
def hook(there: Receiver, owner: str) -> Made:
    """Makes webhooks there, of the owner's unless somebody else is named."""

    def make(
        user_id: str = '', path: str = '/hook', events: tuple[str, ...] = EVENTS, only: tuple[str, ...] = ()
    ) -> tuple[str, str]:
        made, secret = webhooks.create(user_id or owner, there.url(path, HOST), events, only)
        return made.id, secret

    return make
