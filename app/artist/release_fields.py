"""What artists write into the fields of a release, as it is stored; each raises NotAllowed with a sentence."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.artist import addresses, links
from app.artist.profile_fields import line, prose, truth
from app.errors import Invalid, NotAllowed

KINDS = {
    'single': 'Single',
    'ep': 'EP',
    'album': 'Album',
    'mixtape': 'Mixtape',
    'live': 'Live recording',
    'remix': 'Remix',
    'compilation': 'Compilation',
}
TITLE_MOST, DESCRIPTION_MOST, LABEL_MOST = 120, 4000, 40
MOST_TRACKS, MOST_CUSTOM = 60, 12
LONGEST_TRACK_S = 24 * 3600
FIRST, LAST = date(1900, 1, 1), date(2100, 1, 1)


def kind(given: Any) -> str:
    """What sort of release it is."""
    if given not in KINDS:
        raise NotAllowed(f'A release is one of: {", ".join(KINDS.values())}.')
    return str(given)


def day(given: Any) -> date | None:
    """When it comes out; None is not known yet. Text is read as 2027-06-14."""
    if not given:
        return None
    try:
        found = given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError as error:
        raise NotAllowed('Write the day as 2027-06-14.') from error
    if not FIRST <= found <= LAST:
        raise NotAllowed('This is no day on which a release comes out.')
    return found


def service_links(given: Any) -> dict[str, str]:
    """Links by service; raises Invalid with a sentence for each wrong one, by the name of its service."""
    if not isinstance(given, Mapping):
        raise NotAllowed('Links are given by service.')
    names = [one.name for one in links.STREAMING]
    found, wrong = dict[str, str](), dict[str, str]()
    for name in names:
        try:
            if link := links.read(str(given.get(name) or ''), name):
                found[name] = link
        except NotAllowed as error:
            wrong[name] = str(error)
    if unknown := sorted(str(one) for one in given.keys() - set(names)):
        wrong['links'] = f'No service is known by the name {", ".join(unknown)[:80]}.'
    if wrong:
        raise Invalid(wrong)
    return found


def custom_links(given: Any) -> list[dict[str, str]]:
    """More links, each with what it is called. Their ids stay, so that clicks are counted on through new names."""
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_CUSTOM:
        raise NotAllowed(f'A release has up to {MOST_CUSTOM} more links.')
    found = list[dict[str, str]]()
    for one in given:
        url = links.read(str(one.get('url') or ''))
        if not url:
            continue
        label = line(one.get('label') or links.host_of(url), LABEL_MOST, 'What a link is called', 1)
        kept = str(one.get('id') or '')
        is_ours = kept.startswith('c-') and kept[2:].isalnum() and len(kept) <= 12
        found.append({'id': kept if is_ours else f'c-{secrets.token_hex(4)}', 'label': label, 'url': url})
    return found


def tracks(given: Any) -> list[dict[str, Any]]:
    """What is on it: titles, and lengths in seconds where they are known."""
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_TRACKS:
        raise NotAllowed(f'A release has up to {MOST_TRACKS} tracks.')
    return [one for one in map(_track, given) if one]


def written_tracks(text: str) -> list[dict[str, Any]]:
    """The same as somebody writes it: a track a line, its length behind it, like `Glasshouse 3:41`."""
    found = list[dict[str, Any]]()
    for one in text.splitlines():
        title, _, last = one.strip().rpartition(' ')
        seconds = _seconds(last)
        found.append({'title': title.rstrip(' -–—·\t'), 'seconds': seconds} if seconds and title else {'title': one})
    return tracks([one for one in found if str(one['title']).strip()])


def as_lines(found: Sequence[Mapping[str, Any]]) -> str:
    """Tracks as somebody writes them."""
    return '\n'.join(
        f'{one["title"]} {length(one["seconds"])}' if one.get('seconds') else one['title'] for one in found
    )


def length(seconds: float) -> str:
    """A length as people read it: 3:41, or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02}:{rest:02}' if hours else f'{minutes}:{rest:02}'


def _track(given: Any) -> dict[str, Any] | None:
    title = line(given.get('title') or '', TITLE_MOST, 'The title of a track')
    seconds = given.get('seconds')
    if seconds is not None and (
        isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_TRACK_S
    ):
        raise NotAllowed('A track is up to a day long.')
    if not title:
        return None
    return {'title': title} if seconds is None else {'title': title, 'seconds': round(seconds)}


def _seconds(text: str) -> int:
    """The seconds of a length like 3:41 or 1:02:03; 0 for what is none."""
    parts = text.strip('()').split(':')
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return 0
    total = 0
    for part in parts:
        total = 60 * total + int(part)
    return total


READERS: dict[str, Callable[[Any], Any]] = {
    'title': lambda given: line(given, TITLE_MOST, 'A title', 1),
    'kind': kind,
    'description': lambda given: prose(given, DESCRIPTION_MOST, 'A text about a release'),
    'cover': lambda given: str(given) if given else None,
    'date': day,
    'links': service_links,
    'custom': custom_links,
    'tracks': tracks,
    'slug': lambda given: addresses.written(str(given)),
    'links_early': truth,
    'public': truth,
}
