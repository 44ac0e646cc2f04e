"""Passkeys (WebAuthn): a device or a password manager signs what we ask, after it has made sure who holds it.

That is two factors at once, so no second step follows. The challenge is a one-time token: it is kept as a hash, works
once and not for long.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts import audit, mail, reauthentication, sessions, throttle, tokens, ways_in
from app.accounts.mail import NOT_YOU, Letter
from app.accounts.on_behalf import acting
from app.accounts.visitor import visitor
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.unchanged import still
from models import Passkey, User
from models.types import utc_now

METHOD = sessions.PASSKEY
MOST, NAME_LIMIT, CLIENT_DATA_LIMIT = 20, 60, 8192
MALFORMED = (KeyError, TypeError, ValueError, RecursionError)
"""What reading a credential raises that no browser has made, down to brackets nested without an end."""
WRONG = 'This passkey is not known here, or it took too long. Try again, or sign in another way.'


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey as its owner sees it; times in UTC."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


def begin_making(user_id: str, origin: str) -> dict[str, Any]:
    """What the browser's `navigator.credentials.create` takes, for the page at `origin`."""
    with transaction() as session:
        user = acting(session, user_id)
        reauthentication.check(session)
        known = session.exec(select(Passkey.credential_id).where(col(Passkey.user_id) == user_id)).all()
        if len(known) >= MOST:
            raise NotAllowed(f'You have {MOST} passkeys, which is the most. Remove one first.')
        challenge = tokens.issue(session, tokens.PASSKEY_MADE, user_id=user_id)
    options = webauthn.generate_registration_options(
        rp_id=_host(origin),
        rp_name='LevelMix',
        user_id=user.id.encode(),
        user_name=user.email,
        user_display_name=user.display_name or user.email,
        challenge=base64url_to_bytes(challenge),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return _plain(options)


def finish_making(user_id: str, origin: str, credential: dict[str, Any]) -> None:
    """Save the public half of what the browser made.

    Raises
    ------
    NotAllowed
        It is not what we asked for, or not from here.
    """
    _, challenge = _said(credential)
    with transaction() as session:
        if tokens.redeem(session, tokens.PASSKEY_MADE, challenge).user_id != user_id:
            raise NotAllowed(WRONG)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise NotAllowed(
            'This passkey could not be saved: what the browser sent does not answer this request. Try again.'
        ) from error
    except MALFORMED as error:
        raise NotAllowed(WRONG) from error
    name = sessions.device_name(visitor().agent)[:NAME_LIMIT]
    row = Passkey(
        user_id=user_id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
    )
    try:
        with transaction() as session:
            user = acting(session, user_id)  # a reset, say, may have signed them out while we verified
            session.add(row)
            session.flush()
            audit.note(session, 'passkey.made', user, target=user_id, after={'name': name})
            mail.post(session, user.email, _letter(f'A passkey was made for your account, with {name}.'))
    except IntegrityError as error:
        raise NotAllowed('This passkey is known already.') from error


def begin_entering(origin: str) -> dict[str, Any]:
    """What the browser's `navigator.credentials.get` takes: any passkey for this site, whosever it is."""
    throttle.count(throttle.PASSKEY_ADDRESS, visitor().place)
    with transaction() as session:
        challenge = tokens.issue_to_anybody(session, tokens.PASSKEY_USED)
    options = webauthn.generate_authentication_options(
        rp_id=_host(origin),
        challenge=base64url_to_bytes(challenge),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options)


def enter(origin: str, credential: dict[str, Any], go: str = '/') -> tuple[str, str]:
    """Sign the owner of a passkey in; returns the token for the cookie, and where to go on: to `go` if it can be.

    Raises
    ------
    NotAllowed
        It is not known, not signed for us and now, or its owner's account is shut: nobody is told which.
    """
    known, count = _verified(origin, credential)
    with transaction() as session:
        row = still(session, known, 'user_id', 'public_key', 'sign_count', or_else=NotAllowed(WRONG))
        user = session.get_one(User, row.user_id)
        if user.disabled_at is not None:
            raise NotAllowed(WRONG)
        _used(session, row, count)
        entered = sessions.begin(session, user, METHOD), sessions.landing(user, go)
    throttle.give_back(throttle.PASSKEY_ADDRESS, visitor().place)
    return entered


def confirm(user_id: str, origin: str, credential: dict[str, Any]) -> None:
    """Let a passkey of the visitor confirm that it is them; raises as `enter` does."""
    known, count = _verified(origin, credential)
    with transaction() as session:
        row = still(session, known, 'user_id', 'public_key', 'sign_count', or_else=NotAllowed(WRONG))
        if row.user_id != user_id:
            raise NotAllowed('This is a passkey of another account. Choose one of yours.')
        _used(session, row, count)
        reauthentication.note(session, session.get_one(User, user_id), METHOD)
    throttle.give_back(throttle.PASSKEY_ADDRESS, visitor().place)


def passkeys(user_id: str) -> list[Key]:
    """The user's passkeys, the first one first."""
    with reading() as session:
        rows = session.exec(select(Passkey).where(col(Passkey.user_id) == user_id).order_by(col(Passkey.created_at)))
        return [Key(row.id, row.name, row.created_at, row.last_used_at) for row in rows]


def remove(user_id: str, key_id: str) -> None:
    """Remove a passkey; the last way to sign in stays.

    Raises
    ------
    NotFound
        It is gone, or somebody else's.
    NotAllowed
        No way to sign in would be left.
    """
    with transaction() as session:
        row = session.get(Passkey, key_id)
        if row is None or row.user_id != user_id:
            raise NotFound('This passkey is removed already.')
        user = acting(session, user_id)
        session.delete(row)
        ways_in.check_one_left(session, user)
        audit.note(session, 'passkey.removed', user, target=user_id, before={'name': row.name})
        mail.post(session, user.email, _letter(f'A passkey was removed from your account: {row.name}.'))


def _verified(origin: str, credential: dict[str, Any]) -> tuple[Passkey, int]:
    """The passkey that a browser has signed with for us and now, and how often its device says it was used."""
    name, challenge = _said(credential)
    with transaction() as session:
        tokens.redeem(session, tokens.PASSKEY_USED, challenge)
    with reading() as session:
        known = session.exec(select(Passkey).where(col(Passkey.credential_id) == name)).first()
    if known is None:
        raise NotAllowed(WRONG)
    try:
        used = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(origin),
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *MALFORMED) as error:
        with transaction() as session:
            audit.note(session, 'session.refused', None, target=known.user_id, after={'method': METHOD})
        raise NotAllowed(WRONG) from error
    return known, used.new_sign_count


def _used(session: Session, row: Passkey, count: int) -> None:
    row.sign_count, row.last_used_at = count, utc_now()
    session.add(row)


def _said(credential: dict[str, Any]) -> tuple[str, str]:
    """The passkey's id, and what the browser says it signed; whether it did is verified afterwards."""
    try:
        signed = credential['response']['clientDataJSON']
        if len(signed) > CLIENT_DATA_LIMIT:
            raise NotAllowed(WRONG)
        name, challenge = credential.get('id', ''), json.loads(base64url_to_bytes(signed))['challenge']
        if not (name.isascii() and challenge.isascii()):  # both are Base64
            raise NotAllowed(WRONG)
    except (*MALFORMED, AttributeError) as error:
        raise NotAllowed(WRONG) from error
    return name, challenge


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ''


def _plain(options: Any) -> dict[str, Any]:
    return dict(json.loads(webauthn.options_to_json(options)))


def _letter(said: str) -> Letter:
    return Letter(
        'The ways to sign in to your account have changed', (said,), 'Look at your account', '/account', NOT_YOU
    )
