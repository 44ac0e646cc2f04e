"""What the scopes of API keys mean. They are words: `read` and `write` hold for all areas, `leveling:read` and
`leveling:write` for one of them, `admin:read` and `admin:write` for what only admins do: no other word includes these.
"""

from collections.abc import Collection

from app import areas
from app.errors import NotAllowed, WrongKey

READ, WRITE = 'read', 'write'
ANY_AREA = '*'
"""For what belongs to no area yet, or to several: a key for any of them opens it."""
ADMIN = 'admin'
"""Stands where areas do, for what admins do; only their keys have it, and only if they chose it."""


def may(scopes: str, deed: str, area: str) -> bool:
    """Whether these scopes allow to read or write in an area; what is of no area, '', needs a key for all of them."""
    words = scopes.split()
    if area == ADMIN:
        return f'{ADMIN}:{deed}' in words
    if area == ANY_AREA:
        return any(word.rpartition(':')[2] == deed for word in words if not word.startswith(f'{ADMIN}:'))
    return deed in words or (area != '' and f'{area}:{deed}' in words)


def check(scopes: str, *, writes: bool, area: str = '') -> None:
    """Raise WrongKey where a key with these scopes may not read, or not write, in this area."""
    if area == ADMIN and not may(scopes, READ, area):
        raise WrongKey('This API key is not for what admins do. An admin makes one for this on their account page.')
    if not may(scopes, READ, area):
        raise WrongKey('This API key is for another part of LevelMix. Make one for this on your account page.')
    if writes and not may(scopes, WRITE, area):
        raise WrongKey('This API key may only read. Make one that may write on your account page.')


def checked(scopes: Collection[str]) -> list[str]:
    """Scopes in their order, each once; to write includes to read.

    Raises
    ------
    NotAllowed
        One of them is none.
    """
    known = {area.name for area in areas.each()} | {ADMIN}
    for word in scopes:
        area, _, deed = word.rpartition(':')
        if deed not in (READ, WRITE) or (word != deed and area not in known):
            raise NotAllowed(
                'There is no such part of LevelMix to limit a key to. Load the page again, and choose another.'
            )
    reads = {word.removesuffix(WRITE) + READ for word in scopes if word.endswith(WRITE)}
    return sorted({*scopes, *reads}, key=lambda word: (word.rpartition(':')[0], word))


def words(only: Collection[str], *, writes: bool) -> list[str]:
    """The scopes of a key that may read, or write, too, in these areas; in all, where none is named."""
    deeds = (READ, WRITE) if writes else (READ,)
    return [f'{area}:{deed}' for area in sorted(only) for deed in deeds] or list(deeds)


def told(scopes: Collection[str]) -> str:
    """What a key may, in words: where to read, where to write, too."""
    reach: dict[str, list[str]] = {}
    for word in scopes:
        reach.setdefault(word.rpartition(':')[0], []).append(word.rpartition(':')[2])
    ways: dict[str, list[str]] = {}
    for area, deeds in reach.items():
        ways.setdefault(' and '.join(deeds), []).append(area)
    said = []
    for way, places in ways.items():
        only = [place for place in places if place]
        said.append(f'{way} for you' + (f', in {", ".join(only)} only' if only and '' not in places else ''))
    return '; '.join(said)


def limits(scopes: str) -> tuple[str, ...]:
    """The areas that a key is limited to; none where it holds for all."""
    return tuple(sorted({word.partition(':')[0] for word in scopes.split() if ':' in word} - {ADMIN}))
