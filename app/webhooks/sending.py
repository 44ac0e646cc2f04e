"""Brings what waits to where it is wanted, and writes down what came back; see `turns` for whose turn it is."""

import asyncio
import logging
import time
from concurrent.futures import Future
from contextlib import suppress
from functools import partial

from app import outbound
from app.errors import AddressRefused, DatabaseAway, NoAnswer
from app.outbound import Limits
from app.runtime.thread_pools import FairPool
from app.webhooks import ended_keys, signing, turns
from app.webhooks.outcomes import Outcome, note
from app.webhooks.turns import Due

log = logging.getLogger(__name__)

PERIOD_S = 1.0
LIMITS = Limits(whole_s=15.0, silence_s=10.0)
ANSWER_LIMIT = 1000
"""Characters of an answer that are kept."""
_POOL = FairPool('webhook', turns.AT_ONCE, each=turns.OF_A_USER)


async def run() -> None:
    """Send what is due again and again, until cancelled."""
    while True:
        try:
            with suppress(DatabaseAway):  # logged once, where it happens
                await asyncio.to_thread(send_due)
        except Exception:
            log.exception('Webhooks could not be looked at; trying again.')
        await asyncio.sleep(PERIOD_S)


def send_due() -> list[Future[None]]:
    """Let everything set out that is due and has room; returns what is under way from here."""
    ended_keys.switch_off()
    return [_POOL.submit(due.user_id, partial(_send, due, names)) for due, names in turns.claim()]


def _send(due: Due, names: turns.Names) -> None:
    try:
        with suppress(DatabaseAway):  # then it is tried again
            note(due.id, deliver(due))
    except Exception:
        log.exception('A webhook could not be sent, by a fault of ours; it is tried again.')
    finally:
        turns.ON_THE_WAY.add(names, -1)


def deliver(due: Due) -> Outcome:
    """Send one, and say what came back; nothing is raised that a receiver could cause."""
    if not due.secrets:
        return Outcome(error='The secret of this webhook cannot be read here any more. Make a new one.')
    headers = signing.headers(due.event_id, int(time.time()), due.body, due.secrets)
    try:
        with outbound.post(due.url, due.body, {'Content-Type': 'application/json', **headers}, LIMITS) as answer:
            said = b''
            with suppress(NoAnswer):  # its status is what counts
                said = answer.start(4 * ANSWER_LIMIT)
            return Outcome(answer.status, _text(said), wish_s=_wish(answer))
    except (AddressRefused, NoAnswer) as error:
        return Outcome(error=str(error))


def _text(said: bytes) -> str:
    shown = ''.join(sign if sign.isprintable() or sign == '\n' else ' ' for sign in said.decode('utf-8', 'replace'))
    return shown[:ANSWER_LIMIT]


def _wish(answer: outbound.Answer) -> int:
    said = answer.headers.get('retry-after', '').strip()
    return int(said) if answer.status in (429, 503) and said.isdecimal() and len(said) < 9 else 0
