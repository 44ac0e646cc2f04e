"""What the stories of the booking page share: a visitor who looks and sends forms, in a studio that is open all day."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any, Protocol

from fastapi.testclient import TestClient

from app import api
from app.studio import area as area  # so that its pages are there
from app.studio import form_guard


class Page(Protocol):
    """An answer with a text."""

    @property
    def text(self) -> str: ...


def browser() -> TestClient:
    """Somebody with a browser that runs no scripts."""
    return TestClient(api.create(), follow_redirects=False)


def text(page: Page, testid: str) -> str:
    """What an element of a page says."""
    found = re.search(rf'<(\w+)[^>]*data-testid="{testid}"[^>]*>(.*?)</\1>', page.text, re.DOTALL)
    return ' '.join(unescape(re.sub('<[^>]+>', '', found[2])).split()) if found else ''


def keys(page: Page) -> list[str]:
    """The starts that a page offers, as its links name them."""
    return [unescape(one).replace('%3A', ':').replace('%2B', '+') for one in re.findall(r'start=([^&"#]+)', page.text)]


def form_of(page: Page, **changed: str) -> dict[str, str]:
    """What the form of a page sends, filled in by a guest, and old enough to come from a person."""
    sent = page.text.partition('data-testid="book-form"')[2]
    hidden = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', sent)}
    filled: dict[str, Any] = {'name': 'Ann Lee', 'email': 'ann@example.org', 'form': aged()}
    return hidden | filled | changed


def aged(seconds: float = 60) -> str:
    """The seal of a form that was shown so long ago."""
    return form_guard.seal(datetime.now(UTC).timestamp() - seconds)
