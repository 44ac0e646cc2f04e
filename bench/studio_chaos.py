"""`make bench-studio-chaos`: web server and worker are killed 50 times while sessions are paid, rejected and charged.

On an installation of its own, with the stand-in. The web server here is its application without screens, the worker
what looks after the areas each minute, oftener: both are forks, so that they are there again at once. Every deed is
asked of the web server by HTTP, and asked again until it answers. Told is what was lost, what was done twice, and
whether our books are the provider's. `--kills` and `--sessions` take other numbers, `--seed` another course.
"""

import argparse
import collections
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import httpx2
import sqlalchemy as sa
import uvicorn
from sqlmodel import col, select

from app import api, areas, config, db
from app.accounts import admin_actions
from app.accounts.audit import COMMAND_LINE
from app.billing import stand_in_events
from app.db import reading, transaction
from app.errors import LevelMixError
from app.studio import area, deciding, payments, settling
from bench.killing import Process, Spawner
from models import AuditEntry, BillingTransaction, Booking, Mail, StandInObject, User
from tests.app.studio.payments.support import booked, change, made_studio
from tests.places import free_port
from tests.waiting import until

assert area.AREA.payees
PATIENCE_S = 600
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


def web(port: int) -> None:
    """Answer what whoever pays, staff and the provider ask; send the provider's events."""
    app = api.create()
    with reading() as session:
        olga = session.exec(select(User.id).where(col(User.email) == OLGA)).one()
    deeds: dict[str, Callable[[str], object]] = {
        'pay': lambda one: payments.pay(olga, one, back='/back'),
        'reject': lambda one: deciding.reject(olga, one, 'Closed'),
        'refund': lambda one: payments.refund(olga, one, 2500, 'once'),
    }

    def do(deed: str, booking_id: str) -> dict[str, Any]:
        try:
            return {'done': deeds[deed](booking_id)}
        except LevelMixError as error:
            return {'refused': str(error)}

    app.add_api_route('/deeds/{deed}/{booking_id}', do, methods=['POST'])

    def messages() -> None:
        while True:
            with suppress(Exception):
                stand_in_events.work()
            time.sleep(0.1)

    threading.Thread(target=messages, daemon=True).start()
    uvicorn.run(app, host='127.0.0.1', port=port, log_level='critical')


def work() -> None:
    """Look after the areas."""
    while True:
        with suppress(LevelMixError):
            areas.often()
        time.sleep(0.1)


class Course:
    """All sessions, what is done with each, and who dies meanwhile."""

    def __init__(self, port: int, room: str, sessions: int, seed: int) -> None:
        self.url, self.random = f'http://127.0.0.1:{port}', random.Random(seed)
        self.stories = {
            booked(room, days=2 + n / 4, customer_email=f'guest{n}@example.org'): STORIES[n % len(STORIES)]
            for n in range(sessions)
        }
        self.asked_again = self.answered = 0

    def ask(self, path: str, **form: str) -> httpx2.Response:
        """Ask the web server until it answers."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = httpx2.post(self.url + path, data=form, timeout=30, trust_env=False)
                self.answered += 1
                return answer
            except httpx2.TransportError:
                if time.monotonic() > deadline:
                    raise
                self.asked_again += 1
                time.sleep(0.05)

    def play(self, booking_id: str) -> None:
        """Go through the story of one session."""
        story = self.stories[booking_id]
        begun = self.ask(f'/deeds/pay/{booking_id}').json()
        assert 'done' in begun, begun
        page = '/test-payment/' + begun['done'].rpartition('/')[2]
        if story == 'leave':
            change(booking_id, hold_expires_at=_row(booking_id).created_at)
            until(lambda: _row(booking_id).status == 'expired', seconds=PATIENCE_S, what='the end of a hold')
            return
        self.ask(page, button='send' if story == 'send' else 'pay', card='card', late='0', often='3')
        if story == 'send':
            with transaction() as session:
                mine = sa.update(StandInObject).where(col(StandInObject.id) == page.rpartition('/')[2])
                session.execute(mine.values(due_at=sa.func.datetime('now', '+2 seconds')))
        until(lambda: _row(booking_id).status != 'pending_payment', seconds=PATIENCE_S, what='a payment to be booked')
        if story in ('reject', 'refund'):
            for _ in range(2):
                self.ask(f'/deeds/{story}/{booking_id}')
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
        os.environ |= {'LEVELMIX_DATA_DIR': folder, 'LEVELMIX_ACCOUNTS': 'on', 'LEVELMIX_PORT': str(port)}
        config.forget_settings()
        spawner = Spawner(web=partial(web, port), worker=work)
        db.upgrade()
        olga, _ = admin_actions.create(COMMAND_LINE, OLGA, tier=3)
        with transaction() as session:
            session.execute(sa.text('UPDATE users SET is_super_admin = 1'))
        course = Course(port, made_studio(olga), asked.sessions, asked.seed)
        sys.exit(_run(course, spawner, asked.kills))


def _run(course: Course, spawner: Spawner, kills: int) -> int:
    began, dead = time.monotonic(), collections.Counter[str]()
    both = [Process('web', spawner), Process('worker', spawner)]
    try:
        with ThreadPoolExecutor(6) as pool:
            going = [pool.submit(course.play, one) for one in course.stories]
            while sum(dead.values()) < kills:
                before = course.answered
                with suppress(AssertionError):  # a web server that has answered nothing since was killed too early
                    until(lambda before=before: course.answered > before, seconds=10, what='an answer')  # type: ignore[misc]
                time.sleep(course.random.uniform(0.0, 0.5))
                victim = course.random.choice(both)
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
        spawner.end()
    print(f'{dict(dead)} killed; then {playing} of {len(course.stories)} sessions had not come to their end.')
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
