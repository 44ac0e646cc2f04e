"""Signing in with a provider: begin, come back, and find out whose account it is.

An identity is (provider, subject). The e-mail only helps to find an account that is there already, and only where both
sides have verified it.
"""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import audit, invited, mail, providers, reauthentication, sealing, throttle, tokens, ways_in
from app.accounts.mail import NOT_YOU, Letter
from app.accounts.on_behalf import acting
from app.accounts.password_sign_in import by_email, checked_email, checked_name, enter
from app.accounts.providers import Claims, Provider
from app.accounts.request_user import session_user
from app.accounts.visitor import visitor
from app.accounts.ways_in import provider_key as provider_key
from app.clocks import is_over
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed
from models import Account, OAuthFlow, User
from models.types import utc_now

LIFETIME = timedelta(minutes=15)
STALE = 'This sign-in was begun in another browser, was used already, or is too old. Begin again.'


@dataclass(frozen=True, slots=True)
class Method:
    """A way to sign in that a user has; `id` names it when it is disconnected."""

    id: str
    provider: str
    label: str
    email: str


def begin(provider_id: str, browser: str, go: str, *, linking: bool = False, confirming: bool = False) -> str:
    """Begin at a provider; returns the address to send the visitor to.

    Parameters
    ----------
    browser : the secret of this browser's own cookie, so that nobody comes back with somebody else's sign-in.
    go : the path where it goes on afterwards.
    linking : connect the identity to whoever is signed in, in a browser: a program with a key may not. One that is
        connected already confirms that it is them.
    confirming : let the provider ask who it is, even if it knows.
    """
    at = providers.provider(provider_id)
    throttle.count(throttle.PROVIDER_ADDRESS, visitor().place)
    state, nonce, verifier = tokens.fresh(), tokens.fresh(), tokens.fresh() + tokens.fresh()
    url = providers.authorization_url(at, state, nonce, verifier, again=confirming)
    user_id = session_user().id if linking else None
    with transaction() as session:
        if user_id is not None:
            acting(session, user_id)
        session.add(
            OAuthFlow(
                state_hash=tokens.digest(state),
                browser_hash=tokens.digest(browser),
                provider=at.id,
                nonce=nonce,
                verifier=verifier,
                go=go,
                link_user_id=user_id,
                expires_at=utc_now() + LIFETIME,
            )
        )
    return url


def come_back(provider_id: str, browser: str, state: str, code: str, name: str = '') -> tuple[str | None, str]:
    """Finish what `begin` began; returns the token for the cookie (None where there is none yet) and where to go on.

    Raises
    ------
    NotAllowed
        The state is not one of this browser, or was used; or this identity may not sign in, and the text says why.
    ProviderFailed
        The provider did not confirm it.
    """
    at = providers.provider(provider_id)
    with transaction() as session:
        flow = session.get(OAuthFlow, tokens.digest(state))
        if flow is not None:
            session.delete(flow)
    if flow is None or flow.provider != at.id or not _same(flow, browser):
        raise NotAllowed(STALE)
    if is_over(flow.expires_at, utc_now(), LIFETIME):
        raise NotAllowed(STALE)
    claims = providers.redeem(at, code, flow.nonce, flow.verifier, name)
    throttle.give_back(throttle.PROVIDER_ADDRESS, visitor().place)
    if flow.link_user_id is not None and session_user().id != flow.link_user_id:
        raise NotAllowed(STALE)
    with transaction() as session:
        if flow.link_user_id is not None:
            _link(session, at, claims, flow.link_user_id)
            return None, flow.go
        user = _find(session, at, claims) or _adopt(session, at, claims) or _make(session, at, claims)
        if user.disabled_at is not None:
            raise NotAllowed('This account is shut. Ask whoever runs this server.')
        _remember(session, at, claims, user)
        return enter(session, user, at.label, flow.go)


def methods(user_id: str) -> list[Method]:
    """The identities that are connected to a user, the first one first."""
    with reading() as session:
        return methods_of(session, session.get_one(User, user_id))


def methods_of(session: Session, user: User) -> list[Method]:
    """The same, inside a session."""
    labels = {provider_key(at): at.label for at in providers.configured_providers()}
    found = []
    if user.auth_provider_id and user.auth_provider:
        found.append(
            Method('first', user.auth_provider, labels.get(user.auth_provider, user.auth_provider), user.email)
        )
    rows = select(Account).where(col(Account.user_id) == user.id).order_by(col(Account.created_at))
    for row in session.exec(rows):
        if (row.provider, row.provider_account_id) == (user.auth_provider, user.auth_provider_id):
            continue  # it keeps the tokens of the first one
        found.append(Method(row.id, row.provider, labels.get(row.provider, row.provider), row.email or ''))
    return found


def disconnect(user_id: str, method_id: str) -> None:
    """Disconnect an identity; the last way to sign in stays.

    Raises
    ------
    NotAllowed
        No way to sign in would be left.
    """
    with transaction() as session:
        user = acting(session, user_id)
        before = _disconnected(session, user, method_id)
        ways_in.check_one_left(session, user)
        audit.note(session, 'identity.disconnected', user, target=user.id, before={'provider': before})
        mail.post(session, user.email, _letter(f'A way to sign in was removed from your account: {before}.'))


def _disconnected(session: Session, user: User, method_id: str) -> str:
    """Forget an identity of a user with its tokens; returns whose it was."""
    mine = col(Account.user_id) == user.id
    if method_id == 'first' and user.auth_provider_id and user.auth_provider:
        before = user.auth_provider
        same = (col(Account.provider) == before, col(Account.provider_account_id) == user.auth_provider_id)
        session.execute(sa.delete(Account).where(mine, *same))
        user.auth_provider, user.auth_provider_id = 'email', None
        session.add(user)
        return before
    row = session.exec(select(Account).where(mine, col(Account.id) == method_id)).first()
    if row is None:
        raise NotAllowed('This way to sign in is not connected any more.')
    session.delete(row)
    return row.provider


def sweep(session: Session) -> None:
    """Remove sign-ins that were never finished."""
    session.execute(sa.delete(OAuthFlow).where(is_over(col(OAuthFlow.expires_at), utc_now(), LIFETIME)))


def _same(flow: OAuthFlow, browser: str) -> bool:
    return bool(browser) and flow.browser_hash == tokens.digest(browser)


def _find(session: Session, at: Provider, claims: Claims) -> User | None:
    key = provider_key(at)
    first = (col(User.auth_provider) == key, col(User.auth_provider_id) == claims.subject)
    further = (col(Account.provider) == key, col(Account.provider_account_id) == claims.subject)
    user = session.exec(select(User).where(*first)).first()
    if user is None:
        user = session.exec(select(User).join(Account, col(Account.user_id) == col(User.id)).where(*further)).first()
    return user


def _adopt(session: Session, at: Provider, claims: Claims) -> User | None:
    """The account with the same address, where both sides have verified it."""
    user = by_email(session, claims.email) if claims.email else None
    if user is None:
        return None
    if not claims.email_verified or user.email_verified_at is None:
        raise NotAllowed(
            f'There is an account with this address already. Sign in to it first, then connect {at.label} there.'
        )
    _attach(session, at, claims, user)
    return user


def _make(session: Session, at: Provider, claims: Claims) -> User:
    invitation = invited.waiting_for(session, claims.email or '') if claims.email_verified else None
    if invitation is None and (not at.sign_up or settings().sign_up == 'closed'):
        raise NotAllowed('New accounts are made by the admin here. Ask for one.')
    if claims.email is None or not claims.email_verified:
        raise NotAllowed(f'{at.label} has verified no e-mail address of yours, and an account needs one.')
    user = User(
        email=checked_email(claims.email),
        display_name=checked_name(claims.name[:80]),
        auth_provider=provider_key(at),
        auth_provider_id=claims.subject,
        email_verified_at=utc_now(),
    )
    session.add(user)
    session.flush()
    after = {'email': user.email, 'provider': at.label}
    audit.note(session, 'user.created', user, target=user.id, after=after)
    if invitation is not None:
        invited.accept(session, user, invitation)
        session.delete(invitation)
    return user


def _link(session: Session, at: Provider, claims: Claims, user_id: str) -> None:
    """Connect an identity to the user who began this; one that is theirs already shows that it is them."""
    user, other = acting(session, user_id), _find(session, at, claims)
    if other is not None and other.id != user_id:
        raise NotAllowed(f'This {at.label} identity belongs to another account here.')
    if other is None:
        reauthentication.check(session)
        _attach(session, at, claims, user)
    else:
        _remember(session, at, claims, user)
        reauthentication.note(session, user, at.label)


def _attach(session: Session, at: Provider, claims: Claims, user: User) -> None:
    _remember(session, at, claims, user)
    audit.note(session, 'identity.connected', user, target=user.id, after={'provider': at.label})
    mail.post(session, user.email, _letter(f'Signing in with that {at.label} identity now opens your account.'))


def _remember(session: Session, at: Provider, claims: Claims, user: User) -> None:
    """Keep what the provider has just handed over, sealed; what it hands over only once stays."""
    one = (col(Account.provider) == provider_key(at), col(Account.provider_account_id) == claims.subject)
    row = session.exec(select(Account).where(*one)).first()
    if row is None:
        row = Account(user_id=user.id, provider=provider_key(at), provider_account_id=claims.subject)
    row.email = claims.email or row.email
    handed = claims.tokens
    for column, token in (('access_token', handed.access), ('refresh_token', handed.refresh), ('id_token', handed.id)):
        if token:
            setattr(row, column, sealing.seal(token, sealing.PROVIDER_TOKENS))
    row.token_type, row.scope = handed.type or row.token_type, handed.scope or row.scope
    row.expires_at = handed.expires_at
    session.add(row)
    session.flush()


def _letter(said: str) -> Letter:
    return Letter(
        'The ways to sign in to your account have changed', (said,), 'Look at your account', '/account', NOT_YOU
    )
