"""What people change in their own account: password, address; exporting their data; ending it."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.accounts import audit, mail, passwords, reauthentication, sessions, throttle, tokens
from app.accounts.admin_actions import keep_one_admin
from app.accounts.mail import Letter
from app.accounts.on_behalf import acting
from app.accounts.own_time import day_of
from app.accounts.password_sign_in import PASSWORD_CHANGED, by_email, checked_email
from app.accounts.visitor import visitor
from app.db import in_pages, reading, transaction
from app.errors import NotAllowed
from app.unchanged import still
from models import BlogPost, MapEditProposal, MapVerificationDecision, MapVersion, Post, Song, SongMap, User
from models.types import utc_now

UNDO = timedelta(days=7)
SECRET_COLUMNS = frozenset(
    {
        *('password_hash', 'token_hash', 'session_token', 'token', 'api_key', 'totp_secret', 'totp_step', 'code_hash'),
        'claim_token_hash',
        *('access_token', 'refresh_token', 'id_token', 'session_state', 'sealed_body'),
        *('secret', 'old_secret'),
        *('state_hash', 'sealed_verifier', 'lease_mark'),
    }
)
"""What is never handed out, not even to its owner: it opens accounts and tells nothing."""
SHARED: dict[type[SQLModel], str] = {
    Song: 'created_by',
    SongMap: 'created_by',
    MapVersion: 'created_by',
    MapEditProposal: 'proposer_id',
    MapVerificationDecision: 'verifier_id',
}
"""What belongs to all, with the column that says who has made it."""


def change_password(user_id: str, current: str, password: str) -> None:
    """Change the password, knowing the old one; all other devices are signed out.

    Raises
    ------
    NotAllowed
        The old one is wrong, or the new one is weak.
    """
    user = _who_knows(user_id, current)
    passwords.check(password, user.email, user.display_name or '')
    password_hash = passwords.hashed(password)
    with transaction() as session:
        user = _still_knowing(session, user)
        user.password_hash, user.updated_at = password_hash, utc_now()
        session.add(user)
        ended = sessions.end_all(session, user_id, but=visitor().token)
        tokens.end_all(session, user_id)
        audit.note(session, 'password.changed', user, target=user_id, after={'sessions ended': ended})
        mail.post(session, user.email, PASSWORD_CHANGED)


def begin_change_of_email(user_id: str, email: str) -> None:
    """Ask to change the address: the old one approves by a mail, then the new one confirms by another.

    Raises
    ------
    NotAllowed
        This is no address.
    ConfirmFirst
        It is a while since they signed in.
    """
    email = checked_email(email)
    throttle.count(throttle.MAIL_ADDRESS, visitor().place)
    throttle.count(throttle.MAIL_ACCOUNT, email)
    with transaction() as session:
        user = acting(session, user_id)
        reauthentication.check(session)
        tokens.end(session, user_id, tokens.CHANGE_NEW)  # to an address that was asked for before
        token = tokens.issue(session, tokens.CHANGE_OLD, user_id=user_id, new_value=email)
        user.email_change, user.email_change_confirm_status, user.updated_at = email, 0, utc_now()
        session.add(user)
        said = f'The address of your account is to become {email}. Do you approve? Then that address is asked, too.'
        mail.post(session, user.email, Letter('Change your address?', (said,), 'Approve', f'/change-email#{token}'))
        audit.note(session, 'email.asked', user, target=user_id, before={'email': user.email}, after={'email': email})


def confirm_change_of_email(token: str) -> str:
    """Take one of the two steps; returns a sentence that says what comes next."""
    throttle.count(throttle.LINK_ADDRESS, visitor().place)
    with transaction() as session:
        try:
            step = tokens.redeem(session, tokens.CHANGE_OLD, token)
        except NotAllowed:
            return _take_over(session, tokens.redeem(session, tokens.CHANGE_NEW, token))
        email = step.new_value or ''
        session.get_one(User, step.user_id).email_change_confirm_status = 1
        fresh = tokens.issue(session, tokens.CHANGE_NEW, user_id=step.user_id, email=email, new_value=email)
        said = 'Confirm that this is your address, and your account at LevelMix will have it.'
        letter = Letter('Confirm your new address', (said,), 'Confirm', f'/change-email#{fresh}')
        mail.post(session, email, letter)
        return f'Approved. We have sent a mail to {email}: open its link to finish.'


def _take_over(session: Session, step: Any) -> str:
    user = session.get_one(User, step.user_id)
    if by_email(session, step.new_value) is not None:
        raise NotAllowed('This address cannot be used. Nothing has changed.')
    before, user.email = user.email, step.new_value
    user.email_verified_at = user.updated_at = utc_now()
    user.email_change, user.email_change_confirm_status = None, 0
    session.add(user)
    tokens.end_all(session, user.id)  # links that went to the old address
    audit.note(session, 'email.changed', user, target=user.id, before={'email': before}, after={'email': user.email})
    mail.post(session, before, Letter('Your address was changed', (f'Your account has the address {user.email} now.',)))
    return f'Done: your account has the address {user.email} now.'


def ask_to_end(user_id: str, email: str) -> None:
    """End the account in 7 days, and sign it out everywhere; whoever signs in until then can keep it.

    Raises
    ------
    NotAllowed
        The address typed is another one, or this is the only admin.
    ConfirmFirst
        It is a while since they signed in.
    """
    with transaction() as session:
        user = acting(session, user_id)
        if email.strip().lower() != user.email:
            raise NotAllowed(f'Type {user.email} to end this account.')
        reauthentication.check(session)
        keep_one_admin(session, user)
        user.deleted_at = utc_now()
        user.delete_after = user.deleted_at + UNDO
        session.add(user)
        sessions.end_all(session, user_id)
        ends = {'ends': user.delete_after}
        audit.note(session, 'user.ending', user, target=user_id, before={'ends': None}, after=ends)
        said = f'Your account and all its mixes will be deleted on {day_of(user, user.delete_after)}, as you asked.'
        letter = Letter(
            'Your account will be deleted', (said, 'Until then, sign in to keep it.'), 'Keep my account', '/account'
        )
        mail.post(session, user.email, letter)


def keep(user_id: str) -> None:
    """Keep an account that was about to end.

    Raises
    ------
    NotAllowed
        Its end has begun: files are being deleted already.
    """
    with transaction() as session:
        user = acting(session, user_id)
        before, user.delete_after, user.deleted_at = user.delete_after, None, None
        session.add(user)
        audit.note(session, 'user.kept', user, target=user_id, before={'ends': before}, after={'ends': None})


def due_to_end() -> list[str]:
    """Users whose seven days are over, or whose end has begun, whatever a clock says by now."""
    due = sa.or_(col(User.delete_after) <= utc_now(), col(User.ending_since).is_not(None))
    with reading() as session:
        return list(session.exec(select(User.id).where(due)))


def take_over(user_id: str) -> bool:
    """Begin the end of an account, before its files go: from here on nobody keeps it, signs in to it, or adds to it.

    False if it is not due, because it was kept meanwhile.
    """
    with transaction() as session:
        user = session.get(User, user_id)
        if user is None or user.ending_since is not None:
            return user is not None
        now = utc_now()
        if user.delete_after is None or user.delete_after > now:
            return False
        audit.note(session, 'user.taken', 'upkeep', target=user_id, before={'ends': user.delete_after}, after={})
        user.ending_since, user.disabled_at = now, user.disabled_at or now
        session.add(user)
        sessions.end_all(session, user_id)
        tokens.end_all(session, user_id)
        return True


def end(user_id: str) -> None:
    """Delete the rows of an account that was taken over; areas have removed the files. Jobs stay, without an owner."""
    with transaction() as session:
        user = session.get(User, user_id)
        if user is not None and user.ending_since is not None:
            audit.note(session, 'user.deleted', 'upkeep', target=user_id, before={'email': user.email})
            session.execute(sa.delete(User).where(col(User.id) == user_id))


def everything(user_id: str) -> dict[str, list[dict[str, Any]]]:
    """All rows that are about a user, by table, without what is secret: for the export.

    The schema says which: a table with a `user_id` or `artist_id`, and what depends on such rows and would be deleted
    with them.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    with transaction() as session:
        audit.note(session, 'data.exported', session.get(User, user_id), target=user_id, after={'form': 'zip'})
    with reading() as session:
        for table, mine in _about(user_id).items():
            rows = in_pages(session, sa.select(table).where(mine), *table.primary_key)
            shown = [column for column in table.c if column.name not in SECRET_COLUMNS]
            found[table.name] = [{column.name: row._mapping[column] for column in shown} for row in rows]
    return found


def _about(user_id: str) -> dict[sa.Table, sa.ColumnElement[bool]]:
    """The tables that can be about a user, and which of their rows are."""
    found: dict[sa.Table, sa.ColumnElement[bool]] = {}
    owners: dict[sa.Table, Any] = {_table(User): col(User.id), _table(Post): col(Post.created_by_id)}
    owners[_table(BlogPost)] = col(BlogPost.author_id)
    for table in SQLModel.metadata.sorted_tables:  # a table comes after those that it depends on
        owner = owners.get(table, table.c.get('user_id', table.c.get('artist_id')))
        if owner is not None:
            found[table] = owner == user_id
            continue
        hangs = [_hangs_on(key, found[key.referred_table]) for key in _cascading(table) if key.referred_table in found]
        if hangs:
            found[table] = sa.or_(*hangs)
    # What somebody has made together with others is theirs to take along; what hangs on it is of the others, too.
    shared = {_table(model): by for model, by in SHARED.items()}
    return found | {table: table.c[by] == user_id for table, by in shared.items()}


def _table(model: type[SQLModel]) -> Any:
    return sa.inspect(model).local_table


def _cascading(table: sa.Table) -> list[sa.ForeignKeyConstraint]:
    """What a table's rows depend on and are deleted with; that a row names a user does not make it theirs."""
    keys = sorted(table.foreign_key_constraints, key=lambda key: tuple(key.column_keys))
    return [key for key in keys if key.ondelete == 'CASCADE' and key.referred_table is not _table(User)]


def _hangs_on(key: sa.ForeignKeyConstraint, mine: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    parents = sa.select(*(part.column for part in key.elements)).where(mine)
    return sa.tuple_(*key.columns).in_(parents)


def _who_knows(user_id: str, password: str) -> User:
    """The user, if this is their password: before what would let a stranger at an open browser take the account."""
    throttle.count(throttle.PASSWORD_AGAIN, user_id)
    with reading() as session:
        user = session.get_one(User, user_id)
    if not passwords.fits(user.password_hash, password):
        raise NotAllowed('Your current password is not right.')
    throttle.forget(throttle.PASSWORD_AGAIN, user_id)
    return user


def _still_knowing(session: Session, user: User) -> User:
    """The same in the transaction that acts on it: the password they know is still theirs, and so is the address."""
    acting(session, user.id)
    return still(session, user, 'password_hash', 'email')
