"""Signing in by e-mail and password: sign-up, sign-in, a forgotten password, the first admin.

Nothing here tells whether an address has an account: the answers are the same, and the mail goes to its owner alone.
Signing up asks for the address first and for the password behind the link, so nobody can prepare an account for
somebody else's address.
"""

import re
from contextlib import suppress
from urllib.parse import urlencode

from sqlmodel import Session, col, select

from app.accounts import audit, invited, mail, passwords, second_factor, sessions, standing, throttle, tokens
from app.accounts.mail import Letter
from app.accounts.request_user import local_owner
from app.accounts.visitor import visitor
from app.config import settings
from app.db import reading, transaction
from app.errors import Changed, NotAllowed
from app.unchanged import still
from models import User, VerificationToken
from models.types import utc_now

ADDRESS = re.compile(r'[^@\s<>()\[\],;:"\\]+@[^@\s<>()\[\],;:"\\.]+(\.[^@\s<>()\[\],;:"\\.]+)+')
EMAIL_LIMIT, NAME_LIMIT = 254, 80
PASSWORD = 'password'
WRONG = 'This address and this password do not match. Check both, or set a new password.'


def sign_in(email: str, password: str, go: str = '/') -> tuple[str | None, str]:
    """Check a password; returns the token for the cookie (None where a second step follows) and where to go on.

    `go` is the path that the visitor wants to see.

    Raises
    ------
    NotAllowed
        The address or the password is wrong, or the account is disabled: nobody is told which.
    TooManyTries
        Too often lately, for this account or from this address.
    """
    email = email.strip().lower()
    throttle.count(throttle.SIGN_IN_ADDRESS, visitor().place)
    throttle.count(throttle.SIGN_IN_PAIR, email, visitor().place)
    throttle.count(throttle.SIGN_IN_ACCOUNT, email)
    with reading() as session:
        user = by_email(session, email)
    fits = passwords.fits(user.password_hash if user else None, password[: passwords.LONGEST + 1])
    entered = _let_in(user, password, go) if fits and user is not None and _may_enter(user) else None
    if entered is None:
        with transaction() as session:
            audit.note(session, 'session.refused', email, target=user.id if user else None, after={'method': PASSWORD})
        raise NotAllowed(WRONG)
    throttle.forget(throttle.SIGN_IN_PAIR, email, visitor().place)
    throttle.give_back(throttle.SIGN_IN_ADDRESS, visitor().place)
    throttle.give_back(throttle.SIGN_IN_ACCOUNT, email)
    return entered


def _let_in(user: User, password: str, go: str) -> tuple[str | None, str] | None:
    """Sign in somebody whose password was right; None if it was changed, or the account shut, while it was hashed."""
    outdated = passwords.outdated(user.password_hash or '')
    renewed = passwords.hashed(password) if outdated else user.password_hash
    with suppress(Changed), transaction() as session:
        user = still(session, user, 'password_hash', 'disabled_at')
        user.password_hash = renewed
        return enter(session, user, PASSWORD, go)
    return None


def enter(session: Session, user: User, method: str, go: str) -> tuple[str | None, str]:
    """Sign in a user whose first factor was right: at once, or by a second step."""
    standing.check_ban(user)
    second = second_factor.ask(session, user)
    if second is not None:
        return None, f'/second-step?{urlencode({"next": go})}#{second}'
    return sessions.begin(session, user, method), sessions.landing(user, go)


def admit_mail(email: str, *, signing_up: bool = False) -> str:
    """Check that a mail may be asked for, and return the address as it is stored; who has an account plays no part.

    Raises
    ------
    NotAllowed
        Sign-up is closed, or this is not an address.
    TooManyTries
        Too many mails lately, to this address or for this visitor.
    """
    if signing_up and settings().sign_up == 'closed':
        raise NotAllowed('New accounts are made by the admin here. Ask for one.')
    email = checked_email(email)
    throttle.count(throttle.MAIL_ADDRESS, visitor().place)
    throttle.count(throttle.MAIL_ACCOUNT, email)
    return email


def mail_sign_up(email: str) -> None:
    """Send a link that finishes the sign-up; somebody who has an account already is reminded of it instead."""
    with transaction() as session:
        if by_email(session, email) is not None:
            mail.post(session, email, _HAS_ACCOUNT)
        else:
            mail.post(session, email, _sign_up_letter(tokens.issue(session, tokens.SIGN_UP, email=email)))


def finish_sign_up(token: str, name: str, password: str) -> str:
    """Make the account that a mailed link stands for; returns the token for the cookie."""
    throttle.count(throttle.LINK_ADDRESS, visitor().place)
    with reading() as session:
        link = _sign_up_link(session, token)
    email = link.identifier
    passwords.check(password, email, name)
    password_hash = passwords.hashed(password)
    with transaction() as session:
        tokens.redeem(session, link.purpose, token)
        if by_email(session, email) is not None:
            raise NotAllowed('There is an account with this address already. Sign in.')
        user = User(
            email=email,
            display_name=checked_name(name),
            password_hash=password_hash,
            auth_provider='email',
            email_verified_at=utc_now(),
        )
        session.add(user)
        session.flush()
        audit.note(session, 'user.created', user, target=user.id, after={'email': email})
        if link.purpose == tokens.INVITATION:
            invited.accept(session, user, link)
        return sessions.begin(session, user, PASSWORD)


def _sign_up_link(session: Session, token: str) -> VerificationToken:
    """What a mailed link that makes an account stands for: an invitation, or what somebody asked for themselves."""
    with suppress(NotAllowed):
        return tokens.peek(session, tokens.INVITATION, token)
    return tokens.peek(session, tokens.SIGN_UP, token)


def mail_reset(email: str) -> None:
    """Send a link that sets a new password, if the address has an account."""
    with transaction() as session:
        user = by_email(session, email)
        if user is not None and _may_enter(user):
            mail.post(session, email, reset_letter(tokens.issue(session, tokens.RESET, user_id=user.id)))
            audit.note(session, 'password.asked', email, target=user.id, after={'mailed to': email})


def finish_reset(token: str, password: str) -> None:
    """Set a new password by a mailed link, and sign the account out everywhere."""
    throttle.count(throttle.LINK_ADDRESS, visitor().place)
    with reading() as session:
        user = session.get_one(User, tokens.peek(session, tokens.RESET, token).user_id)
    passwords.check(password, user.email, user.display_name or '')
    password_hash = passwords.hashed(password)
    with transaction() as session:
        tokens.redeem(session, tokens.RESET, token)
        user = session.get_one(User, user.id)
        user.password_hash = password_hash
        user.email_verified_at = user.email_verified_at or utc_now()
        user.updated_at = utc_now()
        session.add(user)
        ended = sessions.end_all(session, user.id)
        tokens.end_all(session, user.id)
        audit.note(session, 'password.reset', user, target=user.id, after={'sessions ended': ended})
        mail.post(session, user.email, PASSWORD_CHANGED)


def first_admin_link() -> str | None:
    """A link that makes the first admin, or None if there is one; an older link stops working."""
    with transaction() as session:
        if _has_admin(session):
            return None
        return f'{settings().address}/welcome#{tokens.issue(session, tokens.FIRST_ADMIN)}'


def make_first_admin(token: str, email: str, password: str) -> str:
    """Make the first account, which is the admin's; returns the token for the cookie.

    Whoever used the installation without accounts before is this admin: jobs and presets stay theirs.
    """
    throttle.count(throttle.LINK_ADDRESS, visitor().place)
    email = checked_email(email)
    with reading() as session:
        tokens.peek(session, tokens.FIRST_ADMIN, token)
    passwords.check(password, email)
    password_hash = passwords.hashed(password)
    with transaction() as session:
        tokens.redeem(session, tokens.FIRST_ADMIN, token)
        if _has_admin(session):  # somebody was made one on the command line meanwhile
            raise NotAllowed('There is an admin already. Sign in.')
        owner, other = local_owner(session), by_email(session, email)
        if other is not None and (owner is None or other.id != owner.id):
            raise NotAllowed('There is an account with this address already. Use another one.')
        user = owner or User(email=email, auth_provider='email', subscription_tier=3)
        user.email, user.password_hash, user.is_super_admin = email, password_hash, True
        user.email_verified_at = utc_now()
        session.add(user)
        session.flush()
        audit.note(session, 'admin.first', user, target=user.id, after={'email': email, 'admin': True})
        return sessions.begin(session, user, PASSWORD)


def _has_admin(session: Session) -> bool:
    admins = select(User.id).where(col(User.is_super_admin), col(User.disabled_at).is_(None))
    return session.exec(admins).first() is not None


def by_email(session: Session, email: str) -> User | None:
    """The user with this address."""
    return session.exec(select(User).where(col(User.email) == email)).first()


def checked_email(email: str) -> str:
    """An address as it is stored; raises NotAllowed for anything else."""
    email = email.strip().lower()
    if len(email) > EMAIL_LIMIT or not ADDRESS.fullmatch(email) or not email.isprintable():
        raise NotAllowed('This does not look like an e-mail address. Write it like ann@example.org.')
    return email


def checked_name(name: str) -> str | None:
    """A name as it is shown, or None where there is none."""
    name = ' '.join(''.join(c for c in name if c.isprintable()).split())
    if len(name) > NAME_LIMIT:
        raise NotAllowed(f'Keep the name under {NAME_LIMIT} characters.')
    return name or None


def reset_letter(token: str) -> Letter:
    """The mail with which a password is set."""
    return Letter(
        'Set a new password',
        ('With this link you set a new password for LevelMix. It works once, within an hour.',),
        'Set a new password',
        f'/reset#{token}',
    )


PASSWORD_CHANGED = Letter(
    'Your password was changed',
    ('The password of your account was changed, and you are signed out on all other devices.',),
    'Set another password',
    '/forgot',
    'If this was not you, set another password at once.',
)
_HAS_ACCOUNT = Letter(
    'You have an account already',
    ('Somebody, probably you, wanted to sign up at LevelMix with this address. It has an account: just sign in.',),
    'Sign in',
    '/sign-in',
)


def _sign_up_letter(token: str) -> Letter:
    said = 'One more step: choose a password, and your account is ready. The link works once, within a day.'
    return Letter('Finish your sign-up', (said,), 'Choose a password', f'/confirm#{token}')


def _may_enter(user: User | None) -> bool:
    return user is not None and user.disabled_at is None
