"""Numbers of connected platforms: read once a day with a week of overlap, less often while a platform has trouble."""

import json
import logging
import random
from contextlib import suppress
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, jobs
from app.accounts import audit
from app.artist import import_jobs, insight_jobs, points, posts, profiles, series
from app.artist.connectors import known, tokens
from app.artist.connectors.port import AccountGone, Busy, Pulled, ScopeMissing, Stale, Trouble, Withdrawn
from app.db import reading, transaction
from app.errors import NotFound, Refused, TooManyTries
from models import ArtistTask, DailyMetric, OAuthToken, User
from models.job import ACTIVE
from models.types import utc_now

log = logging.getLogger(__name__)

KIND = 'artist.sync'
STAGES = {'read': 'Reading the platform'}
EVERY = timedelta(hours=23)
OVERLAP, FIRST = timedelta(days=7), timedelta(days=90)
"""So far back is read again each time, because platforms revise; and so far the first time."""
AT_ONCE = 50
TRIES, PAUSE = 5, timedelta(hours=6)
"""After so many failures in a row, a platform is left alone for so long."""
FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 3600.0
LEFT_ALONE = timedelta(minutes=15)
"""What a sync has begun and not ended, whyever, is begun again after this time at the earliest."""
ASKED_EVERY = timedelta(minutes=5)
NO_LONGER = 'This connection does not exist any more, or has to be made again.'


def often() -> None:
    """Each minute: begin what is due."""
    now = utc_now()
    with reading() as session:
        due = list(session.scalars(sa.select(col(OAuthToken.id)).where(*_due(now)).limit(AT_ONCE)))
    for token_id in due:
        with suppress(Refused), transaction() as session:  # whose account is shut, or for whom the area is, waits
            row = session.get(OAuthToken, token_id)
            if row is not None and row.is_active:
                submit(session, row)


def submit(session: Session, row: OAuthToken) -> None:
    """Let a sync wait for a worker, unless one does; in the transaction that calls for it. Raises what `jobs.submit`
    does."""
    waiting = (col(ArtistTask.kind) == KIND, col(ArtistTask.subject_id) == row.id, col(ArtistTask.status).in_(ACTIVE))
    if session.scalar(sa.select(sa.exists().where(*waiting))):
        return
    row.last_used_at = utc_now()
    session.add(row)
    jobs.submit(session, ArtistTask(kind=KIND, user_id=row.user_id, subject_id=row.id))


def ask(user_id: str, token_id: str) -> None:
    """Read a platform now, because its artist wants that.

    Raises
    ------
    NotFound
        It is not theirs, or has to be connected again.
    TooManyTries
        That was done minutes ago, or the platform asked to be left alone.
    """
    now = utc_now()
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(OAuthToken, token_id)
        if row is None or row.user_id != user_id or not row.is_active:
            raise NotFound(NO_LONGER)
        label = known.get(row.platform).label
        if row.paused_until is not None and row.paused_until > now:
            left = (row.paused_until - now).total_seconds()
            raise TooManyTries(f'{label} has asked to be left alone for a while. We try again by ourselves.', left)
        if row.synced_at is not None and row.synced_at > now - ASKED_EVERY:
            left = (row.synced_at + ASKED_EVERY - now).total_seconds()
            raise TooManyTries(f'{label} was read minutes ago, and has no newer numbers.', left)
        submit(session, row)


def sync(token_id: str) -> dict[str, int]:
    """Read one platform and write down what it says; returns what became of the values, in numbers.

    What goes wrong is written into the row, for its owner to read; nothing is lost by it.

    Raises
    ------
    NotFound
        It is not connected any more.
    Trouble
        The platform did not do what it was asked; the row says so as well.
    """
    with reading() as session:
        row = session.get(OAuthToken, token_id)
    if row is None or not row.is_active:
        raise NotFound(NO_LONGER)
    try:
        pulled = _pull(row)
    except Busy as error:
        _failed(token_id, str(error), error.wait_s)
        raise
    except Withdrawn:
        raise  # the row has it, and its owner was told
    except (ScopeMissing, AccountGone) as error:
        tokens.give_up(token_id, _access_column(token_id), f'{error} Connect it again; your numbers are kept.')
        raise
    except Trouble as error:
        _failed(token_id, str(error), None)
        raise
    return _write(token_id, pulled)


def disconnect(user_id: str, token_id: str, *, keep_numbers: bool) -> str:
    """Take back what opened a platform, there and here; its numbers stay or go, as chosen. Returns the sentence that
    says what was done; raises NotFound where it is not theirs."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(OAuthToken, token_id)
        if row is None or row.user_id != user_id:
            raise NotFound(NO_LONGER)
        row.is_active = False
        session.add(row)
    given_back = revoke(row)
    with transaction() as session:
        user = session.get(User, user_id)
        session.execute(sa.delete(OAuthToken).where(col(OAuthToken.id) == token_id))
        gone = 0 if keep_numbers else _erase_numbers(session, user_id, row.platform)
        write_down(session, user_id)
        if gone:  # what was said of them does not stand any more
            insight_jobs.ask_if_taken(session, user_id)
            import_jobs.waiting_are_outdated(session, user_id)
        after = {'platform': row.platform, 'numbers erased': gone}
        audit.note(
            session,
            'platform.disconnected',
            user,
            target=token_id,
            before={'account': row.platform_username},
            after=after,
        )
    at = known.get(row.platform)
    kept = 'Your numbers are kept.' if keep_numbers else _erased(gone)
    there = '' if given_back else f' Take the permission back at {at.label}, too: {at.apart}'
    return f'{at.label} is disconnected. {kept}{there}'


def _erased(gone: int) -> str:
    if gone == 1:
        return 'The one number that came from there is erased.'
    return f'{gone:,} numbers that came from there are erased.' if gone else 'No numbers had come from there.'


def revoke(row: OAuthToken) -> bool:
    """Give a permission back at the platform; False where it could not be told."""
    access, refresh = tokens.opened(row)
    try:
        at = known.get(row.platform)
        return bool(access or refresh) and at.revoke(known.client(row.platform), refresh or access)
    except (Trouble, NotFound) as error:
        log.warning('The permission of connection %s could not be given back: %s', row.id, error)
        return False


def write_down(session: Session, user_id: str) -> None:
    """Let the profile say which platforms are connected: it follows from the rows."""
    mine = (col(OAuthToken.user_id) == user_id, col(OAuthToken.is_active))
    names = session.scalars(sa.select(col(OAuthToken.platform)).where(*mine).distinct())
    profile = profiles.ensure(session, user_id)
    profile.connected_platforms = json.dumps(sorted(names))
    session.add(profile)


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    row = OAuthToken
    return (
        col(row.is_active).is_(True),
        sa.or_(col(row.paused_until).is_(None), col(row.paused_until) <= now),
        sa.or_(col(row.synced_at).is_(None), col(row.synced_at) <= now - EVERY),
        sa.or_(col(row.last_used_at).is_(None), col(row.last_used_at) <= now - LEFT_ALONE),
    )


def _pull(row: OAuthToken) -> Pulled:
    at, now = known.get(row.platform), utc_now()
    since = _since(row, now)
    access = tokens.access(row.id)
    try:
        return at.pull(access, row.platform_user_id, since, now)
    except Stale:
        fresh = tokens.access(row.id, stale=access)
    try:
        return at.pull(fresh, row.platform_user_id, since, now)
    except Stale as error:
        raise AccountGone(str(error)) from error  # it refuses even what it has just handed out


def _since(row: OAuthToken, now: datetime) -> date:
    return (now - FIRST if row.synced_at is None else row.synced_at - OVERLAP).date()


def _write(token_id: str, pulled: Pulled) -> dict[str, int]:
    now = utc_now()
    with transaction() as session:
        row = session.get(OAuthToken, token_id, populate_existing=True)
        if row is None or not row.is_active:
            raise NotFound(NO_LONGER)
        written = series.write(session, row.user_id, pulled.points, 'connector')
        proved = posts.prove(session, row.user_id, pulled.posts, 'connector', now=now)
        row.platform_username = pulled.name or row.platform_username
        row.synced_at = row.last_used_at = now
        row.error_count, row.last_error, row.last_error_at, row.paused_until = 0, None, None, None
        session.add(row)
        points.earn(session, row.user_id, 'import', f'{row.id}:{now.date()}', now=now)
        write_down(session, row.user_id)
        if written.new or written.changed:
            insight_jobs.ask_if_taken(session, row.user_id)
    return {'new': written.new, 'changed': written.changed, 'equal': written.equal, 'posts': proved}


def _failed(token_id: str, sentence: str, wait_s: float | None) -> None:
    """Note a failure, and for how long the platform is left alone: what it asked for, or ever longer."""
    now = utc_now()
    with transaction() as session:
        row = session.get(OAuthToken, token_id, populate_existing=True)
        if row is None:
            return
        row.error_count += 1
        row.last_error, row.last_error_at = sentence, now
        longer = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** (row.error_count - 1)) * random.uniform(0.75, 1.25)
        wait = PAUSE if row.error_count >= TRIES else timedelta(seconds=max(wait_s or 0.0, longer))
        row.paused_until = now + wait
        session.add(row)


def _access_column(token_id: str) -> str:
    with reading() as session:
        row = session.get(OAuthToken, token_id)
    return row.access_token if row is not None else ''


def _erase_numbers(session: Session, user_id: str, platform: str) -> int:
    """Erase what came from a platform by its connection; what somebody typed or brought by file stays."""
    theirs = (col(DailyMetric.artist_id) == user_id, col(DailyMetric.platform) == platform)
    gone = sa.delete(DailyMetric).where(*theirs, col(DailyMetric.source) == 'connector')
    return len(session.execute(gone.returning(col(DailyMetric.id))).all())
