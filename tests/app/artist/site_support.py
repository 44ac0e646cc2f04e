"""The house's site for stories: posts that are out, visitors without an account, and their forms."""

import re
import time
from datetime import datetime
from typing import Any

from fastapi.testclient import TestClient

from app import accounts, api
from app.accounts import Visitor
from app.artist import blog, blog_posting, contact_guard
from app.artist.blog_views import PostView
from app.db import transaction
from models import BlogPost

ASKED = {'name': 'Gus', 'email': 'gus@example.org', 'message': 'Do you have a free evening in June for a trio?'}


def published(editor: str, title: str, content: str = 'Hello *there*.', at: datetime | None = None) -> PostView:
    """A post that is out, since a moment if one is given."""
    made = blog.create(editor, title=title, content=content)
    found = blog_posting.publish(editor, made.id)
    if at is not None:
        with transaction() as session:
            row = session.get_one(BlogPost, made.id)
            row.published_at = row.updated_at = at
    return found


def stranger(address: str = '203.0.113.9') -> TestClient:
    """Somebody without an account."""
    accounts.let_in(Visitor(address=address))
    return TestClient(api.create(), follow_redirects=False)


def waited(seconds: float = 10) -> str:
    """The seal of a form that somebody has looked at for a while."""
    return contact_guard.seal(time.time() - seconds)


def asked(client: TestClient, path: str = '/contact', **given: Any) -> Any:
    """Send a contact form as a person does who took their time."""
    return client.post(path, data={'form': waited(), **ASKED, **given})


def field(html: str, name: str) -> str:
    """What a form has filled in already."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', html)
    assert found is not None
    return found[1]
