"""How well a new password would do, while it is typed: the same questions as when it is set, and the same answers."""

from dataclasses import dataclass

from app.accounts import passwords, sessions, tokens
from app.accounts.visitor import visitor
from app.db import reading
from app.errors import NotAllowed, SignedOut
from models import User

SAID = ('', '', 'It will do.', 'Good.', 'Very good.')


@dataclass(frozen=True, slots=True)
class Strength:
    """`level` goes from 1, which would be refused, to 4; `said` may be empty."""

    level: int
    said: str


def strength(password: str, token: str = '') -> Strength:
    """Judge a password for whoever is about to set one: by a mailed link with this token, or signed in.

    Raises
    ------
    SignedOut
        Nobody is: judging a password takes some work, which strangers should not cause.
    """
    about = _whose(token)
    if len(password) < passwords.SHORTEST:
        return Strength(1, '')  # what is missing stands beside the line anyway
    try:
        level = passwords.check(password, *about)
    except NotAllowed as error:
        return Strength(1, str(error))
    return Strength(level, SAID[level])


def _whose(token: str) -> tuple[str, ...]:
    found = sessions.find(visitor().token)
    if found is not None:
        return found[0].email, found[0].display_name or ''
    with reading() as session:
        for purpose in (tokens.RESET, tokens.SIGN_UP, tokens.INVITATION, tokens.FIRST_ADMIN):
            try:
                row = tokens.peek(session, purpose, token)
            except NotAllowed:
                continue
            user = session.get(User, row.user_id) if row.user_id else None
            return (user.email, user.display_name or '') if user else (row.identifier,)
    raise SignedOut('Open the link that was sent to you, or sign in.')
