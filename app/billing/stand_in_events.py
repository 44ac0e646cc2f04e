"""The stand-in's messenger: sends its events to this server over HTTP, signed, and sees to what is due."""

import asyncio
import logging
from collections.abc import Callable

import httpx2

from app.billing import signing, stand_in
from app.billing.stand_in_customer import elapse
from app.billing.stand_in_store import due, is_due, sent, take_event
from app.config import settings
from app.db import transaction
from app.errors import DatabaseAway
from app.outages import Outage

log = logging.getLogger(__name__)

PATH = '/webhooks/payments/stand-in'
EVERY_S = 2.0
TIMEOUT_S = 30.0
Send = Callable[[bytes, str], bool]
"""Sends a body with its signature; says whether it was heard."""


async def run() -> None:
    """Send what is due, for as long as the server runs."""
    outage = Outage('The messenger of test payments', 'Events are sent once it works again.')
    while True:
        try:
            await asyncio.to_thread(work)
            outage.over()
        except DatabaseAway as error:
            outage.met(error)
        except Exception:
            log.exception('Events of test payments could not be sent; trying again.')
        await asyncio.sleep(EVERY_S)


def work(send: Send | None = None) -> int:
    """Renew and send what is due now; returns how many events were heard."""
    for ref in due('subscription'):
        with transaction() as session:
            if is_due(session, ref):
                stand_in.renew(session, ref)
    for ref in due('checkout'):
        with transaction() as session:
            if is_due(session, ref):
                elapse(session, ref)
    heard = 0
    for ref in due('event'):
        body = take_event(ref)
        if body is not None:
            was_heard = (send or _post)(body, signing.signature(body))
            sent(ref, heard=was_heard)
            heard += was_heard
    return heard


def _post(body: bytes, signature: str) -> bool:
    """Send it to this very server; not by its public address, which may lead over a proxy that is elsewhere."""
    known = settings()
    host = f'[{known.host}]' if ':' in known.host else known.host
    host = '127.0.0.1' if host in ('0.0.0.0', '[::]') else host
    headers = {'Host': known.public_host or f'{host}:{known.port}', 'Stripe-Signature': signature}
    try:
        with httpx2.Client(timeout=TIMEOUT_S, trust_env=False) as client:
            answer = client.post(f'http://{host}:{known.port}{PATH}', content=body, headers=headers)
    except httpx2.TransportError:
        return False
    return answer.is_success
