"""Who asks, and whether their key is for this: every route says in its signature which scope it needs.

A program brings a key; a browser's session opens nothing here, so that no other site can use it. Where there are no
accounts, the owner of the installation asks, and needs no key.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from app import accounts, areas
from app.accounts import api_keys
from app.accounts.api_keys import ADMIN, ANY_AREA, READ, WRITE
from app.api.v1 import rates, short_reads
from app.config import settings
from app.errors import SignedOut, WrongKey
from models import User

ANY = 'any'
"""What stands for `ANY_AREA` in the document: a key for any area opens the route."""
NO_KEY = 'Send the header “Authorization: Bearer …” with an API key. You make one on your account page.'

BEARER = HTTPBearer(
    scheme_name='key',
    bearerFormat='lmx_…',
    auto_error=False,
    description='An API key, made on the account page. The words beside each route are the scopes that it needs: '
    '`read` and `write` hold for all areas, `leveling:read` for one of them, `any:read` for whichever the key has; '
    'only keys of admins have `admin:read` and `admin:write`. Without accounts there is no key.',
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the user, and what the key may that was used. `scopes` is None where no key is needed: all."""

    user: User
    key_id: str = ''
    scopes: str | None = None

    @property
    def id(self) -> str:
        """The user's id."""
        return self.user.id

    def check(self, deed: str, area: str) -> None:
        """Raise WrongKey where the key is not for this; what turns out only later what area it is of is asked here."""
        if self.scopes is not None:
            api_keys.check(self.scopes, writes=deed == WRITE, area=area)

    def areas(self, deed: str = READ) -> frozenset[str] | None:
        """The areas that the key may read or write in; None is all, also those that other versions had."""
        if self.scopes is None or api_keys.may(self.scopes, deed, ''):
            return None
        return frozenset(area.name for area in areas.each() if api_keys.may(self.scopes, deed, area.name))

    def among(self, area: str) -> frozenset[str] | None:
        """The areas that a list tells of: this one alone if it is named, and never one that the key is not for."""
        allowed = self.areas()
        if not area:
            return allowed
        return frozenset({area}) if allowed is None else allowed & {area}


async def caller(
    request: Request,
    needed: SecurityScopes,
    sent: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
) -> Caller:
    """Who asks, once all scopes that the route needs were found with their key."""
    turn = sent.credentials if sent is not None else accounts.visitor().place
    return await short_reads.call(turn, identify, request, needed, sent)


def identify(request: Request, needed: SecurityScopes, sent: HTTPAuthorizationCredentials | None) -> Caller:
    """The same for whoever is in a thread already."""
    if settings().accounts == 'off':
        return _asks(request, Caller(accounts.current_user(ANY_AREA)))
    key = sent.credentials if sent is not None else ''
    try:
        if not key:
            raise SignedOut(NO_KEY)
        user, scopes, key_id = api_keys.known(key)
    except SignedOut:
        rates.count(request, f'from {accounts.visitor().place}')  # so nobody tries keys without end
        raise
    rates.count(request, key_id)
    who = Caller(user, key_id, scopes)
    for scope in needed.scopes:
        area, _, deed = scope.rpartition(':')
        who.check(deed, ANY_AREA if area == ANY else area)
    if not user.is_super_admin and any(scope.startswith(f'{ADMIN}:') for scope in needed.scopes):
        raise WrongKey('Whoever made this API key is no admin any more.')
    return _asks(request, who)


def _asks(request: Request, who: Caller) -> Caller:
    request.state.caller = who
    return who


def needs(deed: str, area: str = '') -> Any:
    """The dependency of a route that only such keys open; without an area they must hold for all of them."""
    word = ANY if area == ANY_AREA else area
    return Security(caller, scopes=[f'{word}:{deed}' if word else deed])


Reads = Annotated[Caller, needs(READ)]
"""A route that reads what is of no area: keys that read everything open it."""
Writes = Annotated[Caller, needs(WRITE)]
ReadsAny = Annotated[Caller, needs(READ, ANY_AREA)]
"""A route over all areas: it tells, or takes, what is of those that the key is for."""
WritesAny = Annotated[Caller, needs(WRITE, ANY_AREA)]
ReadsAdmin = Annotated[Caller, needs(READ, ADMIN)]
WritesAdmin = Annotated[Caller, needs(WRITE, ADMIN)]
