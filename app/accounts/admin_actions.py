"""Changes of an account by somebody else: the admin, or whoever has the server's command line."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.accounts import audit, mail, second_factor, sessions, standing, tokens
from app.accounts.admins import acting_as, check_by_person, check_no_admin
from app.accounts.mail import Letter
from app.accounts.on_behalf import check_not_ending
from app.accounts.password_sign_in import by_email, checked_email, checked_name, reset_letter
from app.config import settings
from app.db import reading
from app.errors import Invalid, NotAllowed, NotFound
from models import User
from models.types import utc_now

INVITED = timedelta(days=3)
"""How long somebody whose account was made for them has to choose a password; later they ask for another link."""
LONGEST_BAN = timedelta(days=366)
REASON_LIMIT = 300
TIERS = {1: 'free', 2: 'premium', 3: 'premium+'}
"""Names for the command line; `tiers` says what each allows."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the admin sees them; times in UTC."""

    id: str
    email: str
    name: str
    tier: int
    tier_expires_at: datetime | None
    is_admin: bool
    disabled_at: datetime | None
    created_at: datetime
    last_login_at: datetime | None


def everybody() -> list[Person]:
    """All users by address: for the command line."""
    with reading() as session:
        return [to_person(user) for user in session.exec(select(User).order_by(col(User.email)))]


def create(actor: User | str, email: str, *, name: str = '', tier: int = 1, admin: bool = False) -> tuple[str, str]:
    """Make an account, and mail its owner a link with which they choose a password.

    Returns its id, and the link where `send_reset_link` would return it.
    """
    email = checked_email(email)
    check_tier(tier)
    if admin:
        check_by_person()
    with acting_as(actor) as session:
        if by_email(session, email) is not None:
            raise NotAllowed(f'There is an account with the address {email} already.')
        user = User(
            email=email,
            display_name=checked_name(name),
            auth_provider='email',
            subscription_tier=tier,
            is_super_admin=admin,
        )
        session.add(user)
        session.flush()
        after = {'email': email, 'tier': tier, 'admin': admin}
        audit.note(session, 'user.created', actor, target=user.id, after=after)
        letter = _invitation(tokens.issue(session, tokens.RESET, user_id=user.id, lifetime=INVITED))
        return user.id, _send(session, actor, user, letter)


def send_reset_link(actor: User | str, user_id: str) -> str:
    """Send the user a link that sets a new password.

    It is returned for the command line, and where no mail server delivers it; otherwise an admin gets an empty text,
    because whoever reads the link can sign in as that user.
    """
    check_by_person()
    with acting_as(actor) as session:
        user = user_or_404(session, user_id)
        audit.note(session, 'password.link', actor, target=user.id, after={'mailed': bool(settings().smtp_host)})
        return _send(session, actor, user, reset_letter(tokens.issue(session, tokens.RESET, user_id=user.id)))


def set_tier(actor: User | str, user_id: str, tier: int, expires_at: datetime | None = None) -> None:
    """Change what a user may do; after `expires_at` (UTC) they count as free."""
    check_tier(tier)
    with acting_as(actor) as session:
        user = user_to_change(session, user_id)
        before = {'tier': user.subscription_tier, 'expires': user.subscription_expires_at}
        user.subscription_tier, user.subscription_expires_at, user.updated_at = tier, expires_at, utc_now()
        session.add(user)
        audit.note(
            session, 'user.tier', actor, target=user.id, before=before, after={'tier': tier, 'expires': expires_at}
        )


def reset_second_factor(actor: User | str, user_id: str) -> None:
    """Turn a lost second factor off for somebody, and sign them out everywhere."""
    check_by_person()
    with acting_as(actor) as session:
        user = user_or_404(session, user_id)
        before = {'on': user.totp_since is not None}
        second_factor.remove(session, user)
        sessions.end_all(session, user.id)
        audit.note(session, 'second_factor.reset', actor, target=user.id, before=before, after={'on': False})


def set_admin(actor: User | str, user_id: str, admin: bool) -> None:
    """Make a user an admin, or no longer one; the last one stays."""
    check_by_person()
    with acting_as(actor) as session:
        user = user_or_404(session, user_id)
        if not admin:
            keep_one_admin(session, user)
        audit.note(
            session, 'user.admin', actor, target=user.id, before={'admin': user.is_super_admin}, after={'admin': admin}
        )
        user.is_super_admin, user.updated_at = admin, utc_now()
        session.add(user)


def set_disabled(actor: User | str, user_id: str, disabled: bool) -> None:
    """Shut an account, which signs it out everywhere at once, or open it again; nothing of it is deleted.

    Raises NotAllowed for one whose end has begun: it is shut for good.
    """
    with acting_as(actor) as session:
        user = user_to_change(session, user_id)
        check_not_ending(user)
        if disabled:
            keep_one_admin(session, user)
            sessions.end_all(session, user.id)
            tokens.end_all(session, user.id)
        before = {'disabled': user.disabled_at is not None}
        user.disabled_at = utc_now() if disabled else None
        session.add(user)
        action = 'user.disabled' if disabled else 'user.enabled'
        audit.note(session, action, actor, target=user.id, before=before, after={'disabled': disabled})


def ban(actor: User | str, user_id: str, until: datetime | None, reason: str) -> None:
    """Close an account until a moment (UTC), and sign it out everywhere; its owner reads why.

    Raises
    ------
    Invalid
        The moment is none, has passed or is too far away, or there is no reason.
    """
    reason = ' '.join(reason.split())
    with acting_as(actor) as session:
        user = user_to_change(session, user_id)
        check_not_ending(user)
        until = _checked_ban(until, reason)
        keep_one_admin(session, user)
        before = {'until': user.banned_until, 'reason': standing.reason_of(user)}
        user.banned_until, user.updated_at = until, utc_now()
        user.app_metadata = json.dumps(standing.metadata(user) | {standing.REASON: reason})
        session.add(user)
        sessions.end_all(session, user.id)
        tokens.end_all(session, user.id)
        audit.note(
            session, 'user.banned', actor, target=user.id, before=before, after={'until': until, 'reason': reason}
        )
        said = standing.ban_words(user, until, reason)
        mail.post(session, user.email, Letter('Your account is closed for a while', (said,), ending=''))


def lift_ban(actor: User | str, user_id: str) -> None:
    """Open an account before its ban is over."""
    with acting_as(actor) as session:
        user = user_to_change(session, user_id)
        before = {'until': user.banned_until, 'reason': standing.reason_of(user)}
        user.banned_until, user.updated_at = None, utc_now()
        session.add(user)
        audit.note(session, 'user.unbanned', actor, target=user.id, before=before, after={'until': None})


def _checked_ban(until: datetime | None, reason: str) -> datetime:
    now, wrong = utc_now(), dict[str, str]()
    if until is None or not now < until <= now + LONGEST_BAN:
        wrong['until'] = (
            f'Choose a day within the next {LONGEST_BAN.days} days. To close it for good, shut the account.'
        )
    if not reason or len(reason) > REASON_LIMIT:
        wrong['reason'] = f'Say why, in at most {REASON_LIMIT} characters: they read it when they sign in.'
    if wrong or until is None:
        raise Invalid(wrong)
    return until


def sign_out_everywhere(actor: User | str, user_id: str) -> int:
    """End all sessions of a user; returns how many there were."""
    with acting_as(actor) as session:
        user = user_to_change(session, user_id)
        ended = sessions.end_all(session, user.id)
        audit.note(session, 'session.ended_all', actor, target=user.id, after={'sessions': ended})
        return ended


def id_of(email: str) -> str:
    """The id of the user with this address; raises NotFound."""
    with reading() as session:
        user = by_email(session, email.strip().lower())
    if user is None:
        raise NotFound(f'Nobody here has the address {email}. `levelmix user list` shows who there is.')
    return user.id


def user_or_404(session: Session, user_id: str) -> User:
    """The user by id; raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound('This account does not exist any more.')
    return user


def user_to_change(session: Session, user_id: str) -> User:
    """The same for what a program may do, too; raises ConfirmFirst where it asks for the account of an admin."""
    user = user_or_404(session, user_id)
    check_no_admin(user)
    return user


def to_person(user: User) -> Person:
    """A row as the admin sees it."""
    return Person(
        user.id,
        user.email,
        user.display_name or '',
        user.subscription_tier,
        user.subscription_expires_at,
        bool(user.is_super_admin),
        user.disabled_at,
        user.created_at,
        user.last_login_at,
    )


def _send(session: Session, actor: User | str, user: User, letter: Letter) -> str:
    """Mail it where there is a mail server; returns its link for whoever may hand it on."""
    if settings().smtp_host:
        mail.post(session, user.email, letter)
        return '' if isinstance(actor, User) else letter.link
    return letter.link


def _invitation(token: str) -> Letter:
    said = 'You have an account at LevelMix now. Choose a password and sign in. The link works once, within three days.'
    return Letter('Your account at LevelMix', (said,), 'Choose a password', f'/reset#{token}')


def check_tier(tier: int) -> None:
    """Raise NotAllowed for a number that is no tier."""
    if tier not in TIERS:
        raise NotAllowed(f'There is no tier {tier}. There are: {", ".join(f"{n} {t}" for n, t in TIERS.items())}.')


def keep_one_admin(session: Session, user: User) -> None:
    """Raise NotAllowed where this is the only admin who can sign in and is not about to leave."""
    stay = (col(User.is_super_admin), standing.is_open(utc_now()), col(User.delete_after).is_(None))
    if user.is_super_admin and session.exec(select(User.id).where(*stay, col(User.id) != user.id)).first() is None:
        raise NotAllowed('This is the only admin. Make somebody else an admin first.')
