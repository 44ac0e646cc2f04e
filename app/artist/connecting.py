"""To a platform and back: somebody lets us read their numbers there.

They leave with a state that works once, in the session that left, and for a quarter of an hour; the verifier that
proves that it was we who sent them stays here, sealed.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit, sealing, throttle
from app.accounts.tokens import digest, fresh
from app.artist import profiles, syncing
from app.artist.connectors import known, tokens
from app.artist.connectors.oauth import challenge_of
from app.artist.connectors.port import AccountGone, Busy, Grant, Identity, Platform, Trouble, Withdrawn
from app.clocks import is_over
from app.db import transaction
from app.errors import Invalid, NotAllowed, NotFound
from models import OAuthToken, PlatformRequest, User
from models.types import utc_now

LIFETIME = timedelta(minutes=15)
MOST_OPEN = 10
STALE = 'This was begun in another browser, was used already, or is too old. Nothing is connected; begin again.'
BROKEN_OFF = '{label} is not connected: you did not allow it there. Nothing has changed.'
REFUSED_THERE = '{label} is not connected: something went wrong there. Nothing has changed; try again in some minutes.'
NO_ANSWER = '{label} does not answer just now. Nothing is connected; try again in some minutes.'
NOT_TAKEN = '{label} did not take back the permission that it gave, which holds for a moment only. Begin again.'
NOTHING = 'Nothing is connected.'
NOT_ALLOWED_THERE = ('access_denied', 'user_cancelled_login', 'user_cancelled_authorize')
SECOND = 'second account'
"""What `details` of a row says that waits for its owner's choice between two accounts of a platform."""


@dataclass(frozen=True, slots=True)
class Connected:
    """What came of it: the row, and a sentence. `asks` says that two accounts of this platform are there now."""

    token_id: str
    said: str
    asks: bool = False


def begin(user_id: str, platform: str, asked: str = '') -> str:
    """Begin to connect a platform, or connect it again; returns its page of consent.

    Parameters
    ----------
    asked : what the platform `asks` for, as it was typed.

    Raises
    ------
    NotFound
        There is no such platform, or no key for it.
    Invalid
        For `asked`.
    TooManyTries
        This was begun very often lately.
    """
    at, client = known.get(platform), known.client(platform)
    subject = _read_asked(at, asked)
    throttle.count(throttle.PROVIDER_ADDRESS, accounts.visitor().place)
    state, verifier, now = fresh(), fresh() + fresh(), utc_now()
    kept = json.dumps({'verifier': verifier, 'asked': subject})
    with transaction() as session:
        accounts.acting(session, user_id)
        profiles.ensure(session, user_id)
        _forget_old(session, user_id)
        session.add(
            PlatformRequest(
                user_id=user_id,
                platform=platform,
                state_hash=_hash(state),
                sealed_verifier=sealing.seal(kept, sealing.PROVIDER_TOKENS),
                expires_at=now + LIFETIME,
            )
        )
    return at.authorize_url(client, state, challenge_of(verifier), known.redirect_uri(platform))


def come_back(user_id: str, platform: str, state: str, code: str, error: str = '') -> Connected:
    """Finish what `begin` began; without a code it was broken off there, and `error` is by which word.

    Raises
    ------
    NotAllowed
        The state is none of this session, or was used; or it was broken off. Nothing is connected.
    Trouble
        The platform refuses, does not answer, or has no such account.
    """
    at = known.get(platform)
    request = _take(user_id, platform, state)
    if not code:
        said = BROKEN_OFF if error in ('', *NOT_ALLOWED_THERE) else REFUSED_THERE
        raise NotAllowed(said.format(label=at.label))
    kept = json.loads(sealing.unseal(request.sealed_verifier, sealing.PROVIDER_TOKENS) or '{}')
    if 'verifier' not in kept:
        raise NotAllowed(STALE)
    with _nothing_connected(at):
        grant = at.exchange(known.client(platform), code, kept['verifier'], known.redirect_uri(platform))
        account = _account(at, grant, kept.get('asked', ''))
    with transaction() as session:
        user = accounts.acting(session, user_id)
        return _keep(session, user, at, grant, account)


@contextmanager
def _nothing_connected(at: Platform) -> Iterator[None]:
    """What goes wrong on the way is told as what it means here: nobody tries again by themselves."""
    try:
        yield
    except Busy as error:
        raise Busy(NO_ANSWER.format(label=at.label), error.wait_s) from error
    except Withdrawn as error:
        raise Withdrawn(NOT_TAKEN.format(label=at.label)) from error
    except Trouble as error:
        if NOTHING in str(error):
            raise
        raise type(error)(f'{error} {NOTHING}') from error


def _read_asked(at: Platform, asked: str) -> str:
    try:
        return at.read_asked(asked)
    except NotAllowed as error:
        raise Invalid({'asked': str(error)}) from error


def _hash(state: str) -> str:
    """The state and the session that it belongs to, as they are kept: from another session it is not found."""
    return digest(f'{state}:{accounts.visitor().token}')


def _forget_old(session: Session, user_id: str) -> None:
    """Remove what is too old to come back, and what somebody began so often that it cannot be meant."""
    session.execute(sa.delete(PlatformRequest).where(col(PlatformRequest.expires_at) <= utc_now()))
    mine = sa.select(col(PlatformRequest.id)).where(col(PlatformRequest.user_id) == user_id)
    newest = mine.order_by(col(PlatformRequest.created_at).desc(), col(PlatformRequest.id).desc()).offset(MOST_OPEN - 1)
    session.execute(sa.delete(PlatformRequest).where(col(PlatformRequest.id).in_(list(session.scalars(newest)))))


def _take(user_id: str, platform: str, state: str) -> PlatformRequest:
    """What was begun with this state, once; a wrong one is noted."""
    with transaction() as session:
        wanted = sa.select(PlatformRequest).where(col(PlatformRequest.state_hash) == _hash(state))
        found: PlatformRequest | None = session.scalar(wanted)
        is_good = (
            found is not None
            and (found.user_id, found.platform) == (user_id, platform)
            and not is_over(found.expires_at, utc_now(), LIFETIME)
        )
        if found is not None:
            session.delete(found)
        if not is_good:
            audit.note(session, 'platform.refused', session.get(User, user_id), after={'platform': platform})
    if found is None or not is_good:
        raise NotAllowed(STALE)
    return found


def _account(at: Platform, grant: Grant, asked: str) -> Identity:
    found = at.account(grant.access, asked)
    if not found.id:
        raise AccountGone(f'{at.label} does not say whose account this is. {NOTHING}')
    return found


def _keep(session: Session, user: User, at: Platform, grant: Grant, account: Identity) -> Connected:
    """Write the connection down; of a second account of the same platform its owner decides."""
    now = utc_now()
    theirs = (col(OAuthToken.user_id) == user.id, col(OAuthToken.platform) == at.name)
    rows: list[Any] = list(session.scalars(sa.select(OAuthToken).where(*theirs)))
    row = next((one for one in rows if one.platform_user_id == account.id), None)
    others = [one for one in rows if one.platform_user_id != account.id]
    row = row or OAuthToken(user_id=user.id, platform=at.name, platform_user_id=account.id, access_token='')
    tokens.sealed(grant, row, now)
    row.platform_username, row.scopes = account.name, json.dumps(list(grant.scopes or at.scopes))
    row.error_count, row.last_error, row.last_error_at, row.paused_until = 0, None, None, None
    row.lease_mark, row.lease_until = None, None
    row.is_active, row.details = not others, json.dumps({'waits': SECOND}) if others else None
    session.add(row)
    session.flush()
    after = {'platform': at.name, 'account': account.name}
    audit.note(session, 'platform.connected', user, target=row.id, after=after)
    if others:
        names = ' and '.join(f'“{one.platform_username}”' for one in (*others, row))
        return Connected(row.id, f'{names} are both yours at {at.label}. Which one are your numbers from?', asks=True)
    syncing.write_down(session, user.id)
    syncing.submit(session, row)
    return Connected(row.id, f'{at.label} is connected as “{account.name}”. Your numbers are on their way.')


def choose(user_id: str, token_id: str) -> str:
    """Take the numbers of a platform from this account; the others of it are disconnected, and the numbers stay.

    Returns the sentence that says so. Raises NotFound where it is not theirs.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = session.get(OAuthToken, token_id)
        if row is None or row.user_id != user_id:
            raise NotFound(tokens.GONE)
        theirs = (col(OAuthToken.user_id) == user_id, col(OAuthToken.platform) == row.platform)
        others = list(session.scalars(sa.select(OAuthToken).where(*theirs, col(OAuthToken.id) != row.id)))
        row.is_active, row.details = True, None
        session.add(row)
        for one in others:
            one.is_active = False
            session.add(one)
        audit.note(session, 'platform.chosen', user, target=row.id, after={'account': row.platform_username})
        syncing.submit(session, row)
    for one in others:
        syncing.disconnect(user_id, one.id, keep_numbers=True)
    return f'{known.get(row.platform).label} is connected as “{row.platform_username}”.'
