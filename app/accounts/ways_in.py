"""How many ways to sign in somebody has: the last one is never removed."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import providers
from app.errors import NotAllowed
from models import Account, Passkey, User

LAST = 'This is your only way to sign in. Set a password or connect another one first.'


def provider_key(at: providers.Provider) -> str:
    """Our word for an issuer; for the generic one its address, because the settings may name another one later."""
    return at.id if at.id != 'oidc' else at.discovery.removesuffix('/.well-known/openid-configuration')


def check_one_left(session: Session, user: User) -> None:
    """Raise NotAllowed, which takes back what the transaction has done, where no way in is left.

    Of identities, those count whose provider can be asked today.
    """
    session.flush()
    if user.password_hash is not None:
        return
    known = [provider_key(at) for at in providers.configured_providers()]
    if user.auth_provider_id and user.auth_provider in known:
        return
    identities = sa.select(col(Account.id)).where(col(Account.user_id) == user.id, col(Account.provider).in_(known))
    passkeys = sa.select(col(Passkey.id)).where(col(Passkey.user_id) == user.id)
    if session.scalar(sa.select(sa.or_(identities.exists(), passkeys.exists()))):
        return
    raise NotAllowed(LAST)
