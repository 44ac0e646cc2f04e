"""`make bench-studio-chaos`: web server and worker are killed 50 times while sessions are paid, rejected and charged.

On an installation of its own, with the stand-in: `levelmix serve` and `levelmix worker`, each killed as when power is
lost, and started again. The kills are spread over all that is asked, so each step of paying has its share; told is
what was under way when a server died. Every deed is asked of the web server by HTTP, and asked again until it answers.
Told is what was lost, what was done twice, and whether our books are the provider's. `--kills` and `--sessions` take
other numbers, `--seed` another course.
"""

import argparse
import collections
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import sqlalchemy as sa
from sqlmodel import col, select

from app import config, db
from app.accounts import admin_actions, api_keys
from app.accounts.audit import COMMAND_LINE
from app.db import reading, transaction
from app.studio import area, settling
from models import AuditEntry, BillingTransaction, Booking, Mail, StandInObject
from tests.app.studio.payments.support import booked, change, made_studio
from tests.places import ROOT, free_port
from tests.waiting import until

assert area.AREA.payees
PATIENCE_S = 900
ANSWERS = 2.2
"""So many answers a session needs, about."""
AGAIN = (409, 429, 500, 502, 503, 504)
"""What is asked again."""
ENDS = {
    'reject': ('rejected', 9000, 9000),
    'charge': ('completed', 18000, 0),
    'refund': ('pending_approval', 9000, 2500),
    'leave': ('expired', 0, 0),
    'send': ('pending_approval', 9000, 0),
}
"""What each story has to end as: the state, what was paid, what went back."""
STORIES = tuple(ENDS)
OLGA = 'olga@example.org'


class Killed:
    """A server or worker that is started again after each death."""

    def __init__(self, name: str, folder: Path, settings: dict[str, str]) -> None:
        self.name, self._log, self._settings = name, folder / f'{name}.log', settings
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open('ab') as log:
            return subprocess.Popen(
                [sys.executable, str(ROOT / 'main.py'), self.name],
                env=os.environ | self._settings, stdout=log, stderr=log, cwd=ROOT, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """Kill it with all that it has started, as when power is lost, and start it again."""
        self.end()
        self._process = self._start()

    def end(self) -> None:
        """Kill it for good."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(60)


class Course:
    """All sessions, what is done with each, and who dies meanwhile."""

    def __init__(self, port: int, key: str, room: str, sessions: int, seed: int) -> None:
        self.url, self.random = f'http://127.0.0.1:{port}', random.Random(seed)
        self._headers = {'Authorization': f'Bearer {key}', 'Origin': self.url}
        self.under_way = collections.Counter[str]()
        self.stories = {
            booked(room, days=2 + n / 4, customer_email=f'guest{n}@example.org'): STORIES[n % len(STORIES)]
            for n in range(sessions)
        }
        self.asked_again = self.answered = 0

    def ask(self, what: str, path: str, **sent: Any) -> httpx2.Response:
        """Ask the web server until it answers."""
        deadline = time.monotonic() + PATIENCE_S
        headers = self._headers | sent.pop('headers', {})
        self.under_way[what] += 1
        try:
            while True:
                with suppress(httpx2.TransportError):
                    answer = httpx2.post(self.url + path, timeout=60, trust_env=False, headers=headers, **sent)
                    if answer.status_code not in AGAIN:
                        self.answered += 1
                        return answer
                assert time.monotonic() < deadline, f'{what} was not answered'
                self.asked_again += 1
                time.sleep(0.2)
        finally:
            self.under_way[what] -= 1

    def deed(self, deed: str, booking_id: str, **sent: Any) -> dict[str, Any]:
        """Ask the API for something about a booking."""
        answer = self.ask(deed, f'/api/v1/studio/bookings/{booking_id}/{deed}', **sent)
        told: dict[str, Any] = answer.json()
        return told

    def play(self, booking_id: str) -> None:
        """Go through the story of one session."""
        story = self.stories[booking_id]
        begun = self.deed('pay', booking_id)
        assert 'address' in begun, begun
        page = '/test-payment/' + begun['address'].rpartition('/')[2]
        if story == 'leave':
            change(booking_id, hold_expires_at=_row(booking_id).created_at)
            until(lambda: _row(booking_id).status == 'expired', seconds=PATIENCE_S, what='the end of a hold')
            return
        form = {'button': 'send' if story == 'send' else 'pay', 'card': 'card', 'late': '0', 'often': '3'}
        paid = self.ask('the card', page, data=form)
        assert paid.status_code in (303, 422), paid.text
        if story == 'send':
            with transaction() as session:
                mine = sa.update(StandInObject).where(col(StandInObject.id) == page.rpartition('/')[2])
                session.execute(mine.values(due_at=sa.func.datetime('now', '+2 seconds')))
        until(lambda: _row(booking_id).status != 'pending_payment', seconds=PATIENCE_S, what='a payment to be booked')
        if story == 'reject':
            for _ in range(2):
                self.deed('reject', booking_id, json={'reason': 'Closed'})
        elif story == 'refund':
            for _ in range(2):
                self.deed(
                    'refunds', booking_id, json={'cents': 2500}, headers={'Idempotency-Key': f'once-{booking_id}'}
                )
        elif story == 'charge':
            change(booking_id, status='completed', remainder_status='due')

    def is_at_rest(self) -> bool:
        """Whether all that was begun has come to its end."""
        with reading() as session:
            events = session.scalar(sa.select(sa.func.count()).where(col(StandInObject.kind) == 'event'))
            owing = settling.owing(session, 1)
        ends = all(_ending(one) == ENDS[story] for one, story in self.stories.items())
        return not events and not owing and ends


def main() -> None:
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--kills', type=int, default=50)
    parser.add_argument('--sessions', type=int, default=60)
    parser.add_argument('--seed', type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='levelmix-') as folder:
        port = free_port()
        own = {
            'LEVELMIX_DATA_DIR': f'{folder}/data', 'LEVELMIX_ACCOUNTS': 'on', 'LEVELMIX_PORT': str(port),
            'LEVELMIX_EMBEDDED_WORKER': 'false', 'LEVELMIX_API_REQUESTS_PER_MINUTE': '0',
            'LEVELMIX_OPEN_BROWSER': 'false', 'LEVELMIX_MIN_FREE_DISK_MB': '0',
        }  # fmt: skip
        os.environ |= own
        config.forget_settings()
        db.upgrade()
        olga, _ = admin_actions.create(COMMAND_LINE, OLGA, tier=3)
        with transaction() as session:
            session.execute(sa.text('UPDATE users SET is_super_admin = 1'))
        key = api_keys.create(olga, 'chaos', scopes=('studio:write',))
        course = Course(port, key, made_studio(olga), asked.sessions, asked.seed)
        sys.exit(_run(course, [Killed(name, Path(folder), own) for name in ('serve', 'worker')], asked.kills))


def _run(course: Course, both: list[Killed], kills: int) -> int:
    began, dead, during = time.monotonic(), collections.Counter[str](), collections.Counter[str]()
    each = len(course.stories) * ANSWERS / kills
    try:
        with ThreadPoolExecutor(6) as pool:
            going = [pool.submit(course.play, one) for one in course.stories]
            for number in range(kills):
                with suppress(AssertionError):  # what is left is done by the worker alone
                    until(
                        lambda number=number: course.answered >= number * each,  # type: ignore[misc]
                        seconds=PATIENCE_S / 3,
                        what='an answer',
                    )
                time.sleep(course.random.uniform(0.0, 1.0))
                victim = both[number % 2]
                during.update(what for what, count in course.under_way.items() if count)
                victim.kill()
                dead[victim.name] += 1
            playing = sum(_ending(one) != ENDS[story] for one, story in course.stories.items())
            for one in going:
                one.result(PATIENCE_S)
        with suppress(AssertionError):
            until(course.is_at_rest, seconds=PATIENCE_S, what='all to come to its end')
    finally:
        for process in both:
            process.end()
    print(f'{dict(dead)} killed; then {playing} of {len(course.stories)} sessions had not come to their end.')
    print(f'Under way when something died: {dict(during)}.')
    print(
        f'It took {time.monotonic() - began:.0f} s; what was not answered was asked again, {course.asked_again} times.'
    )
    wrong = _lost(course) + _twice() + _books()
    print('\n'.join(wrong) or 'nothing lost, nothing done or told twice, our books are the provider’s')
    return bool(wrong)


def _row(booking_id: str) -> Booking:
    with reading() as session:
        return session.get_one(Booking, booking_id)


def _ending(booking_id: str) -> tuple[str, int, int]:
    """The state of a session, what was paid of it, and what went back at the provider."""
    found = _row(booking_id)
    with reading() as session:
        mine = select(BillingTransaction).where(col(BillingTransaction.related_entity_id) == booking_id)
        return found.status, found.paid_amount, sum(one.refunded_cents for one in session.exec(mine))


def _lost(course: Course) -> list[str]:
    """Sessions that did not end as they should."""
    ends = {one: _ending(one) for one in course.stories}
    return [
        f'lost: {one} ({story}) is {ends[one]}' for one, story in course.stories.items() if ends[one] != ENDS[story]
    ]


def _twice() -> list[str]:
    """Steps that were taken twice, and mails that were written twice."""
    with reading() as session:
        about = sa.select(col(AuditEntry.entity_id), col(AuditEntry.action))
        steps = session.execute(about.where(col(AuditEntry.entity) == 'booking'))
        taken = collections.Counter((str(one), action) for one, action in steps)
        mails = collections.Counter(map(tuple, session.execute(sa.select(col(Mail.to), col(Mail.subject)))))
    taken = collections.Counter({one: n for one, n in taken.items() if one[1] != 'booking.refunded'})  # comes in parts
    done = [f'{action} of {one} was done {n} times' for (one, action), n in taken.items() if n > 1]
    return done + [
        f'{subject} was written to {to} {n} times' for (to, subject), n in mails.items() if n > 1 and to != OLGA
    ]


def _books() -> list[str]:
    """Payments that are not the same here and at the provider."""
    with reading() as session:
        kept = session.exec(select(StandInObject).where(col(StandInObject.kind) == 'payment')).all()
        theirs = {one.id: json.loads(one.state) for one in kept}
        ours = {one.payment_ref: one for one in session.exec(select(BillingTransaction)) if one.payment_ref}
        sums = session.execute(
            sa.select(sa.func.sum(col(Booking.paid_amount)), sa.func.sum(col(Booking.refunded_amount)))
        ).one()
    found = [f'payment {ref} is known at one side only' for ref in theirs.keys() ^ ours.keys()]
    for ref in theirs.keys() & ours.keys():
        pair = [(theirs[ref]['amount'], theirs[ref]['refunded']), (ours[ref].amount_cents, ours[ref].refunded_cents)]
        found += [f'payment {ref} is {pair[0]} there and {pair[1]} here'] if pair[0] != pair[1] else []
    there = tuple(sum(one[name] for one in theirs.values()) for name in ('amount', 'refunded'))
    print(f'at the provider: {len(theirs)} payments, {there[0]} cents taken, {there[1]} given back')
    return found + ([f'bookings say {tuple(sums)}, the provider {there}'] if tuple(sums) != there else [])


if __name__ == '__main__':
    main()
