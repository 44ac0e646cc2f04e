"""Sessions: one row per signed-in browser; the cookie carries a random token of which only the hash is kept."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import audit, faces, mail, own_time, standing, tokens
from app.accounts.mail import NOT_YOU, Letter
from app.accounts.visitor import SignedIn, Visitor, visitor
from app.clocks import bring_back, is_recent
from app.config import settings
from app.db import reading, transaction
from app.errors import NotFound
from models import AuditEntry, User, UserSession
from models.types import utc_now

TOUCH_EVERY = timedelta(seconds=60)
"""How fresh `last_seen_at` is kept: a write per request would make every reader a writer."""
AGENT_LIMIT, LATELY = 300, 100
MOST_MARKS = 8
PASSKEY = 'passkey'


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its owner sees it."""

    id: str
    name: str
    address: str
    method: str
    created_at: datetime
    last_seen_at: datetime
    here: bool


def begin(session: Session, user: User, method: str) -> str:
    """Sign the visitor in as `user`, inside a transaction; returns the token for the cookie.

    The token is always a new one, and the session that the browser had before ends: nobody can prepare one for others.

    Raises
    ------
    NotAllowed
        They are banned; whoever comes here has shown who they are, so they are told until when and why.
    """
    standing.check_ban(user)
    who = visitor()
    if who.token:
        session.execute(sa.delete(UserSession).where(col(UserSession.session_token) == tokens.digest(who.token)))
    token, now = tokens.fresh(), utc_now()
    session.add(
        UserSession(
            user_id=user.id,
            session_token=tokens.digest(token),
            method=method,
            user_agent=who.agent[:AGENT_LIMIT],
            address=who.address,
            expires=now + timedelta(days=settings().session_days),
        )
    )
    user.last_login_at = now
    session.add(user)
    if _from_elsewhere(session, user.id, who):
        mail.post(session, user.email, _letter(who))
    audit.note(session, 'session.opened', user, target=user.id, after={'method': method})
    return token


def landing(user: User, go: str) -> str:
    """Where a user goes after signing in: where they wanted, or where they can still keep an account that will end."""
    return '/account' if user.delete_after is not None else go


def browser_marks(token: str) -> str:
    """What a browser keeps after a sign-in: a mark of this user, and of those who signed in with it before."""
    found = find(token)
    mine = [] if found is None else [_mark(found[0].id)]
    return '.'.join([*mine, *(mark for mark in visitor().marks.split('.') if mark and mark not in mine)][:MOST_MARKS])


def _mark(user_id: str) -> str:
    """Only we can make it, and it tells nothing."""
    return hmac.new(settings().sealing_key('known browser'), user_id.encode(), 'sha256').hexdigest()


def _from_elsewhere(session: Session, user_id: str, who: Visitor) -> bool:
    """Whether somebody signs in from an address they have not used lately, with a browser that does not know them, and
    it is not the first time at all. What a browser calls itself proves nothing: most of them are Chrome on Windows."""
    if _mark(user_id) in who.marks.split('.'):
        return False
    mine = (col(AuditEntry.user_id) == user_id, col(AuditEntry.action) == 'session.opened')
    lately = select(AuditEntry.ip_address).where(*mine).order_by(col(AuditEntry.id).desc())
    known = session.exec(lately.limit(LATELY)).all()
    return bool(known) and who.address not in known


def _letter(who: Visitor) -> Letter:
    said = f'Somebody signed in to your account with {device_name(who.agent)}, from the address {who.address}.'
    return Letter('A sign-in from a new place', (said,), 'Look at your devices', '/account', NOT_YOU)


def find(token: str) -> tuple[User, UserSession] | None:
    """The valid session of a token and its user, if they may sign in; notes that it was seen."""
    if not token:
        return None
    with reading() as session:
        found = of(session, token)
    if found is None:
        return None
    seen, now = found[1], utc_now()
    if not is_recent(seen.last_seen_at, now, TOUCH_EVERY):
        with transaction() as session:
            session.execute(
                sa.update(UserSession)
                .where(col(UserSession.id) == seen.id)
                .values(last_seen_at=now, address=visitor().address or seen.address)
            )
    return found


def of(session: Session, token: str) -> tuple[User, UserSession] | None:
    """The valid session of a token and its user, as they are in this transaction."""
    row = session.exec(
        select(UserSession, User)
        .join(User, col(User.id) == col(UserSession.user_id))
        .where(col(UserSession.session_token) == tokens.digest(token), *_alive(utc_now()))
    ).first()
    return None if row is None else (row[1], row[0])


def by_passkey(token: str) -> bool:
    """Whether a session began with a passkey, which is two factors at once."""
    found = find(token)
    return found is not None and found[1].method == PASSKEY


def recognise(who: Visitor) -> SignedIn | None:
    """Who a visitor is, by their cookie."""
    found = find(who.token)
    if found is None:
        return None
    user, seen = found
    name, picture = user.display_name or '', faces.address(user)
    is_admin, zone = bool(user.is_super_admin), own_time.zone_of(user)
    return SignedIn(seen.id, user.id, user.email, name, is_admin, picture, zone, user.locale)


def alive(session_ids: Collection[str]) -> set[str]:
    """Those of the sessions that still hold."""
    with reading() as session:
        return set(
            session.exec(
                select(UserSession.id)
                .join(User, col(User.id) == col(UserSession.user_id))
                .where(col(UserSession.id).in_(session_ids), *_alive(utc_now()))
            )
        )


def leaving(user_ids: Collection[str]) -> set[str]:
    """Those of the users who have asked for the end of their account."""
    with reading() as session:
        asked = select(User.id).where(col(User.id).in_(user_ids), col(User.delete_after).is_not(None))
        return set(session.exec(asked))


def devices(user_id: str) -> list[Device]:
    """Where the user is signed in, the latest first."""
    with reading() as session:
        rows = session.exec(
            select(UserSession)
            .join(User, col(User.id) == col(UserSession.user_id))
            .where(col(UserSession.user_id) == user_id, *_alive(utc_now()))
            .order_by(col(UserSession.last_seen_at).desc())
        )
        here = visitor().token and tokens.digest(visitor().token)
        return [
            Device(
                row.id,
                device_name(row.user_agent),
                row.address,
                row.method,
                row.created_at,
                row.last_seen_at,
                row.session_token == here,
            )
            for row in rows
        ]


def end(user_id: str, session_id: str) -> None:
    """Sign one browser of the user out.

    Raises
    ------
    NotFound
        It is signed out already, or it is somebody else's.
    """
    with transaction() as session:
        row = session.get(UserSession, session_id)
        if row is None or row.user_id != user_id:
            raise NotFound('This device is signed out already.')
        session.delete(row)
        before = {'device': device_name(row.user_agent), 'address': row.address}
        audit.note(session, 'session.ended', session.get(User, user_id), target=user_id, before=before)


def end_others(user_id: str) -> None:
    """Sign the user out everywhere but here."""
    with transaction() as session:
        ended = end_all(session, user_id, but=visitor().token)
        audit.note(session, 'session.ended_all', session.get(User, user_id), target=user_id, after={'sessions': ended})


def end_all(session: Session, user_id: str, *, but: str = '') -> int:
    """Sign the user out everywhere, except where the browser has the token `but`; returns from how many."""
    ending = sa.delete(UserSession).where(col(UserSession.user_id) == user_id)
    if but:
        ending = ending.where(col(UserSession.session_token) != tokens.digest(but))
    return len(session.execute(ending.returning(col(UserSession.id))).all())


def sign_out() -> None:
    """End the visitor's own session."""
    found = find(visitor().token)
    if found is not None:
        with transaction() as session:
            session.execute(sa.delete(UserSession).where(col(UserSession.id) == found[1].id))
            before = {'device': device_name(found[1].user_agent), 'address': found[1].address}
            audit.note(session, 'session.ended', found[0], target=found[0].id, before=before)


def sweep(session: Session) -> None:
    """Remove what has run out."""
    bring_back(session, UserSession, 'created_at', 'expires')
    bring_back(session, UserSession, 'last_seen_at')
    idle = utc_now() - timedelta(hours=settings().session_idle_hours)
    session.execute(
        sa.delete(UserSession).where(
            sa.or_(col(UserSession.expires) <= utc_now(), col(UserSession.last_seen_at) <= idle)
        )
    )


def device_name(agent: str) -> str:
    """What a browser calls itself, in words: 'Firefox on Linux'."""
    browsers = {'Edg/': 'Edge', 'OPR/': 'Opera', 'Firefox/': 'Firefox', 'Chrome/': 'Chrome', 'Safari/': 'Safari'}
    systems = {
        'iPhone': 'iPhone',
        'iPad': 'iPad',
        'Android': 'Android',
        'Windows': 'Windows',
        'Mac OS X': 'macOS',
        'CrOS': 'ChromeOS',
        'Linux': 'Linux',
    }
    browser = next((name for mark, name in browsers.items() if mark in agent), '')
    system = next((name for mark, name in systems.items() if mark in agent), '')
    return ' on '.join(part for part in (browser, system) if part) or agent[:40] or 'An unknown device'


def _alive(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    idle = now - timedelta(hours=settings().session_idle_hours)
    return (
        col(UserSession.expires) > now,
        col(UserSession.last_seen_at) > idle,
        standing.is_open(now),
    )
