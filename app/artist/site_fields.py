"""What is typed into the forms of the site, as it is stored; each raises NotAllowed with a sentence."""

from typing import Any

from app.artist import markdown
from app.artist.profile_fields import line as line
from app.artist.profile_fields import prose
from app.artist.profile_fields import truth as truth
from app.errors import NotAllowed

TITLE_MOST, EXCERPT_MOST, META_MOST, SHORT_MOST, QUOTE_MOST = 200, 500, 200, 120, 2000


def title(given: Any) -> str:
    """A title; a draft may have none yet."""
    return line(given, TITLE_MOST, 'A title')


def excerpt(given: Any) -> str:
    """What a list says of a post."""
    return ' '.join(prose(given, EXCERPT_MOST, 'An excerpt').split())


def meta(given: Any) -> str:
    """What search engines are told."""
    return line(given, META_MOST, 'What search engines show')


def short(given: Any) -> str:
    """A client, a role, a category."""
    return line(given, SHORT_MOST, 'This')


def text(given: Any) -> str:
    """Markdown."""
    return markdown.checked(str(given)).strip('\n')


def number(least: int, most: int, given: Any) -> int | None:
    """A whole number, or none."""
    if given in (None, ''):
        return None
    told = str(given).strip()
    if not told.lstrip('-').isdecimal() or len(told) > 9 or not least <= int(told) <= most:
        raise NotAllowed(f'This is a whole number from {least:,} to {most:,}, or nothing.')
    return int(told)
