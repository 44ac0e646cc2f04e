"""What opens a connected platform: kept sealed, refreshed by one at a time, given up where it is withdrawn.

Many refresh tokens work once, and a second use of one makes the platform end everything that came of it. So whoever
refreshes holds a lease on the row (30 seconds, by the database's clock); the others wait and read what came of it.
"""

import secrets
import time
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, notifications
from app.accounts import audit, sealing
from app.artist.connectors import known
from app.artist.connectors.port import Busy, Grant, Withdrawn
from app.clocks import is_over
from app.db import DB_NOW, reading, transaction
from app.errors import NotFound
from models import NotificationMail, OAuthToken, User
from models.types import utc_now

EARLY = timedelta(seconds=60)
"""An access token that runs out so soon is refreshed before it is used."""
LEASE_S, WAIT_S = 30.0, 0.2
MOST_WAITED_S = 2 * LEASE_S
RECONNECT = 'artist.reconnect'
NOTIFICATIONS = {RECONNECT: 'A connected platform has to be connected again'}
GONE = 'This connection does not exist any more.'
SEALED_ANEW = 'The secret of this server has changed, so what opened the platform cannot be read. Connect it again.'


def sealed(grant: Grant, row: OAuthToken, now: datetime) -> None:
    """Write what was handed out into a row; without a new refresh token the old one stays."""
    row.access_token = sealing.seal(grant.access, sealing.PROVIDER_TOKENS)
    if grant.refresh:
        row.refresh_token = sealing.seal(grant.refresh, sealing.PROVIDER_TOKENS)
        row.refresh_token_expires_at = _until(now, grant.refresh_expires_s)
    row.token_type, row.expires_at, row.last_refresh_at = grant.type, _until(now, grant.expires_s), now


def opened(row: OAuthToken) -> tuple[str, str]:
    """Access and refresh token of a row; empty where there is none, or it was sealed with another secret."""
    access = sealing.unseal(row.access_token, sealing.PROVIDER_TOKENS)
    return access or '', sealing.unseal(row.refresh_token, sealing.PROVIDER_TOKENS) or ''


def access(token_id: str, *, stale: str = '') -> str:
    """An access token that can be used now, refreshed if it must be, by whoever comes first.

    Parameters
    ----------
    stale : an access token that the platform has just refused, whatever its date says.

    Raises
    ------
    NotFound
        It is not connected, or not any more.
    Withdrawn
        It has to be connected again, and its owner was told.
    Trouble
        The platform does not answer; nothing is lost.
    """
    patience = time.monotonic() + MOST_WAITED_S
    while time.monotonic() < patience:
        row = _row(token_id)
        found, refresh = opened(row)
        if found and found != stale and not _runs_out(row):
            return found
        if not found or not refresh:
            said = SEALED_ANEW if not found else f'{known.get(row.platform).label} wants to be asked again.'
            give_up(token_id, row.access_token, said)
            raise Withdrawn(said)
        mark = _lease(token_id, row.refresh_token or '')
        if mark:
            return _refresh(row, refresh, mark)
        time.sleep(WAIT_S)
    raise Busy('Somebody else has been refreshing this connection for a minute. We try again by ourselves.')


def give_up(token_id: str, seen_access: str, sentence: str) -> bool:
    """Deactivate a connection that does not work any more, and tell its owner, once; False if it has changed since
    `seen_access` was read: then somebody else has refreshed it."""
    now = utc_now()
    with transaction() as session:
        still = (col(OAuthToken.id) == token_id, col(OAuthToken.access_token) == seen_access, col(OAuthToken.is_active))
        ended = sa.update(OAuthToken).where(*still)
        values: dict[str, Any] = {'is_active': False, 'last_error': sentence, 'last_error_at': now}
        values |= {'lease_mark': None, 'lease_until': None, 'error_count': OAuthToken.error_count + 1}
        done = session.execute(
            ended.values(**values).returning(col(OAuthToken.id)).execution_options(synchronize_session=False)
        )
        if done.first() is None:
            return False
        row = session.get_one(OAuthToken, token_id, populate_existing=True)
        audit.note(session, 'platform.lost', 'upkeep', target=row.id, after={'platform': row.platform})
        _tell(session, row, sentence)
    return True


def _row(token_id: str) -> OAuthToken:
    with reading() as session:
        row = session.get(OAuthToken, token_id)
    if row is None or not row.is_active:
        raise NotFound(GONE)
    return row


def _runs_out(row: OAuthToken) -> bool:
    return row.expires_at is not None and row.expires_at - EARLY <= utc_now()


def _lease(token_id: str, seen_refresh: str) -> str:
    """Take the lease of a row, if nobody has it and its refresh token is still the one that was read; the mark of who
    holds it, or nothing."""
    mark = secrets.token_hex(8)
    over = is_over(col(OAuthToken.lease_until), sa.literal_column(DB_NOW), LEASE_S)
    free = sa.or_(col(OAuthToken.lease_until).is_(None), over)
    mine = (col(OAuthToken.id) == token_id, col(OAuthToken.is_active), col(OAuthToken.refresh_token) == seen_refresh)
    taken = sa.update(OAuthToken).where(*mine, free)
    values = {'lease_mark': mark, 'lease_until': sa.literal_column(f'{DB_NOW} + {LEASE_S}')}
    with transaction() as session:
        done = session.execute(
            taken.values(**values).returning(col(OAuthToken.id)).execution_options(synchronize_session=False)
        )
        return mark if done.first() is not None else ''


def _refresh(row: OAuthToken, refresh: str, mark: str) -> str:
    """Refresh under the lease; no transaction is open meanwhile."""
    try:
        grant = known.get(row.platform).refresh(known.client(row.platform), refresh)
    except Withdrawn as error:
        if give_up(row.id, row.access_token, f'{error} Connect it again; your numbers are kept.'):
            raise
        return access(row.id)  # somebody whose lease ran out was slower than we thought, and did it
    except BaseException:
        _release(row.id, mark)
        raise
    with transaction() as session:
        now_there = session.get(OAuthToken, row.id, populate_existing=True)
        if now_there is None:
            raise NotFound(GONE)
        if now_there.refresh_token == row.refresh_token:
            sealed(grant, now_there, utc_now())
        if now_there.lease_mark == mark:
            now_there.lease_mark, now_there.lease_until = None, None
        session.add(now_there)
    return grant.access


def _release(token_id: str, mark: str) -> None:
    with transaction() as session:
        mine = (col(OAuthToken.id) == token_id, col(OAuthToken.lease_mark) == mark)
        free = sa.update(OAuthToken).where(*mine).values(lease_mark=None, lease_until=None)
        session.execute(free.execution_options(synchronize_session=False))


def _until(now: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)


def _tell(session: Session, row: OAuthToken, sentence: str) -> None:
    """One notice, and one mail: by the notice, if they want such by mail, or else by itself."""
    label = known.get(row.platform).label
    title, href = f'Connect {label} again', '/artist/platforms'
    notifications.notify(
        session, row.user_id, RECONNECT, title, body=sentence, href=href, entity='platform', entity_id=row.id
    )
    user = session.get(User, row.user_id)
    by_notice = session.get(NotificationMail, (row.user_id, RECONNECT)) is not None
    if user is not None and not by_notice and user.email_verified_at is not None and not accounts.is_hidden(user):
        accounts.mail.post(session, user.email, accounts.mail.Letter(title, (sentence,), 'Open', href))
