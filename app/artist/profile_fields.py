"""What artists write into the fields of their page, as it is stored; each raises NotAllowed with a sentence."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.artist import addresses, links, themes
from app.errors import Invalid, NotAllowed

NAME_MOST, TAGLINE_MOST, PLACE_MOST, BIO_MOST = 80, 120, 80, 5000
PHOTOS = 3


def line(given: Any, most: int, what: str, least: int = 0) -> str:
    """One line, without the blanks around it."""
    found = ' '.join(str(given).split())
    if not least <= len(found) <= most or not found.isprintable():
        raise NotAllowed(f'{what} has {least or "up"} to {most} characters, in one line.')
    return found


def prose(given: Any, most: int, what: str) -> str:
    """A text of several lines; it may be empty."""
    found = '\n'.join(one.rstrip() for one in str(given).strip().splitlines()).replace('\x00', '')
    if len(found) > most:
        raise NotAllowed(f'{what} has up to {most:,} characters; this one has {len(found):,}.')
    return found


def truth(given: Any) -> bool:
    """On or off."""
    if not isinstance(given, bool):
        raise NotAllowed('This is on or off.')
    return given


def _slug(given: Any) -> str:
    slug = addresses.written(str(given))
    if str(given).strip() and not slug:
        raise NotAllowed(addresses.ASK)
    return slug


def _theme(given: Any) -> str:
    if given not in themes.THEMES:
        raise NotAllowed('There is no such look. Choose one of the four.')
    return str(given)


def _picture(given: Any) -> str | None:
    return str(given) if given else None


def _photos(given: Any) -> list[str | None]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > PHOTOS:
        raise NotAllowed(f'A page has up to {PHOTOS} photos.')
    return [*(_picture(one) for one in given), *[None] * (PHOTOS - len(given))]


def _links(given: Any) -> dict[str, str]:
    """Links by service, in the order in which they are shown; raises Invalid with a sentence for each wrong one."""
    if not isinstance(given, Mapping):
        raise NotAllowed('Links are given by service.')
    found, wrong = dict[str, str](), dict[str, str]()
    for service in links.PAGE:
        try:
            if link := links.read(str(given.get(service.name) or ''), service.name):
                found[service.name] = link
        except NotAllowed as error:
            wrong[service.name] = str(error)
    if unknown := given.keys() - links.BY_NAME.keys():
        wrong['links'] = f'No link is known by the name {", ".join(sorted(str(one) for one in unknown))[:80]}.'
    if wrong:
        raise Invalid(wrong)
    return found


READERS: dict[str, Callable[[Any], Any]] = {
    'name': lambda given: line(given, NAME_MOST, 'A name'),
    'slug': _slug,
    'tagline': lambda given: line(given, TAGLINE_MOST, 'A tagline'),
    'place': lambda given: line(given, PLACE_MOST, 'A place'),
    'bio': lambda given: prose(given, BIO_MOST, 'A text about you'),
    'theme': _theme,
    'picture': _picture,
    'photos': _photos,
    'links': _links,
    'public': truth,
}
