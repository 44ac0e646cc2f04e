"""How a page would look with what stands in its form now: shown beside it, before anything is saved."""

import re
from dataclasses import replace
from typing import Any

from app.artist import front, profile_fields, profiles, public_html, public_pages
from app.db import reading
from app.errors import NotAllowed

_SCRIPTS = re.compile(r'<script\b[^>]*>.*?</script>', re.DOTALL)
_VIEW = {'name', 'tagline', 'place', 'bio', 'theme', 'links'}


def page(user_id: str, **given: Any) -> str:
    """An artist's page as HTML without scripts, with drafts of releases; what cannot be taken is as it was."""
    artist = profiles.of(user_id)
    values = {name: value for name, value in _taken(given).items() if name in _VIEW}
    with reading() as session:
        found = front.of(session, user_id)
        assert found is not None, 'it was made a moment ago'
        shown = public_pages.composed(session, replace(artist, **values), found.today, drafts=True)
    return _SCRIPTS.sub('', public_html.artist(shown, preview=True))


def release(user_id: str, release_id: str) -> str:
    """The page of a release as it is saved, public or not; raises NotFound."""
    profiles.of(user_id)
    with reading() as session:
        found = front.of(session, user_id)
        assert found is not None, 'it was made a moment ago'
    return _SCRIPTS.sub('', public_html.release(public_pages.release_page(found, release_id, drafts=True)))


def _taken(given: dict[str, Any]) -> dict[str, Any]:
    found = dict[str, Any]()
    for name, value in given.items():
        try:
            found[name] = profile_fields.READERS[name](value)
        except NotAllowed:
            continue
    return found
