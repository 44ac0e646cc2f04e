"""What waits is brought to its address, signed, for a day; whoever is slow or gone holds up nobody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Semaphore

import pytest
from sqlmodel import col, select
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from app import webhooks
from app.db import transaction
from app.webhooks import outcomes, sending, turns
from models import Webhook, WebhookDelivery
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.webhooks_support import Made, happen, pass_by, send, sent, waits_s
from tests.clocks import BOTH_WAYS, clock
from tests.receivers import Asked, Receiver
from tests.waiting import until

DAY = timedelta(days=1)


def test_an_event_arrives_and_the_public_library_verifies_it(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, secret = hook()
    happen(owner)
    assert (send(), send()) == (1, 0)
    (asked,) = there.asked
    assert (asked.method, asked.path, asked.headers['content-type']) == ('POST', '/hook', 'application/json')
    assert Verifier(secret).verify(asked.body, dict(asked.headers))['data'] == {'number': 0}
    (told,) = sent(owner, hook_id)
    assert (told.state, told.status_code, told.answer, told.attempts) == ('delivered', 200, 'ok', 1)
    assert (told.event_id, told.payload.encode()) == (asked.headers['webhook-id'], asked.body)
    assert told.event_id.count('.') == 0
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(asked.body.replace(b'0', b'1'), dict(asked.headers))


def test_a_new_secret_signs_beside_the_old_one_for_a_day(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, old = hook()
    _, new = webhooks.rotate(owner, hook_id)
    assert new != old
    happen(owner)
    send()
    for secret in (old, new):
        Verifier(secret).verify(there.asked[-1].body, dict(there.asked[-1].headers))
    with transaction() as session:
        row = session.get_one(Webhook, hook_id)
        row.old_secret_until = utc_now() - timedelta(seconds=1)
        assert old not in (row.secret, row.old_secret), 'they are sealed'
    happen(owner)
    send()
    Verifier(new).verify(there.asked[-1].body, dict(there.asked[-1].headers))
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(there.asked[-1].body, dict(there.asked[-1].headers))
    webhooks.upkeep()
    with transaction() as session:
        assert session.get_one(Webhook, hook_id).old_secret is None


def test_a_receiver_that_fails_is_tried_again_for_a_day_and_longer_each_time(
    owner: str, there: Receiver, hook: Made
) -> None:
    hook_id, _ = hook()
    there.answers = lambda asked: (500, {}, b'<h1>broken</h1>\x00')
    happen(owner)
    pauses: list[float] = []
    while send():
        pauses += waits_s(hook_id)
        pass_by(DAY)
    told = sent(owner, hook_id)[0]
    assert (told.state, told.attempts, told.status_code) == ('failed', 8, 500)
    assert (told.answer, told.error) == ('<h1>broken</h1> ', 'It answered 500.')
    usual = [pause.total_seconds() for pause in outcomes.PAUSES]
    assert len(pauses) == len(usual) == 7
    assert all(low - 2 <= pause <= 1.1 * low + 2 for pause, low in zip(pauses, usual, strict=True))
    assert 24 <= sum(usual) / 3600 <= 26
    ids = {asked.headers['webhook-id'] for asked in there.asked}
    assert ids == {told.event_id}, 'its receiver knows it by its id, however often it comes'


def test_pauses_differ_so_that_not_all_come_back_at_once() -> None:
    assert len({outcomes.pause(5) for _ in range(20)}) > 10
    assert outcomes.pause(1, wish_s=120) == timedelta(seconds=120)
    assert outcomes.pause(1, wish_s=10**8) == timedelta(hours=1)
    assert outcomes.pause(3, wish_s=1) >= timedelta(minutes=30)


def test_a_busy_receiver_is_given_the_time_that_it_asks_for(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, _ = hook()
    there.answers = lambda asked: (429, {'Retry-After': '90'}, b'')
    happen(owner)
    send()
    (pause,) = waits_s(hook_id)
    assert 85 <= pause <= 91


def test_what_arrives_after_all_is_delivered_and_the_failures_are_forgotten(
    owner: str, there: Receiver, hook: Made
) -> None:
    hook_id, _ = hook()
    there.answers = lambda asked: (503, {}, b'')
    happen(owner)
    send()
    assert webhooks.endpoint(owner, hook_id).failing_since is not None
    there.answers = lambda asked: (204, {}, b'')
    pass_by(timedelta(minutes=1))
    send()
    assert webhooks.endpoint(owner, hook_id).failing_since is None
    (told,) = sent(owner, hook_id)
    assert (told.state, told.attempts, told.error) == ('delivered', 2, None)


def test_an_address_that_has_come_to_lead_inside_is_not_called(
    owner: str, there: Receiver, hook: Made, change_setting: Callable[[str, object], None]
) -> None:
    hook_id, _ = hook()
    change_setting('outbound_allow', '')
    happen(owner)
    send()
    assert there.asked == []
    (told,) = sent(owner, hook_id)
    assert (told.status_code, told.state) == (None, 'waiting')
    assert 'leads to no server on the internet' in (told.error or '')


def test_a_slow_receiver_holds_up_nobody_elses(owner: str, there: Receiver, hook: Made) -> None:
    """One user's addresses all hang; what is for somebody else arrives meanwhile."""
    bea = person('bea@example.org')
    for number in range(6):
        hook(owner, f'/slow{number}')
    hers, _ = hook(bea, '/quick')
    over, asked_slowly = Event(), Semaphore(0)

    def answers(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if asked.path.startswith('/slow'):
            asked_slowly.release()
            over.wait(30)
        return 200, {}, b''

    there.answers = answers
    happen(owner, times=3)
    happen(bea)
    try:
        under_way = sending.send_due()
        until(lambda: sent(bea, hers)[0].state == 'delivered', seconds=20, what='the other one')
        slow = [one for one in under_way if not one.done()]
        assert len(slow) == turns.OF_A_USER, 'no more of one user are on their way at a time'
        assert sending.send_due() == [], 'and none of them is taken twice'
        happen(bea)
        until(lambda: sending.send_due() == [] and len(there.asked) >= 6, seconds=20, what='the second one')
    finally:
        over.set()
    until(lambda: all(one.done() for one in under_way), seconds=20, what='the slow ones')
    while send():
        pass
    assert len(there.asked) == 6 * 3 + 2


def test_of_one_address_two_are_on_their_way_and_the_oldest_go_first(owner: str, there: Receiver, hook: Made) -> None:
    hook()
    happen(owner, times=5)
    counts = []
    while count := send():
        counts.append(count)
    assert counts == [2, 2, 1]
    numbers = [json.loads(asked.body)['data']['number'] for asked in there.asked]
    assert (set(numbers[:2]), set(numbers[2:4]), numbers[4]) == ({0, 1}, {2, 3}, 4)


def test_addresses_that_answer_go_before_those_that_fail(owner: str, there: Receiver, hook: Made) -> None:
    bea = person('bea@example.org')
    failing, _ = hook(owner, '/fails')
    hook(bea, '/works')
    with transaction() as session:
        session.get_one(Webhook, failing).failing_since = utc_now()
    happen(owner)
    happen(bea)
    first = turns.claim()
    assert [due.url.rpartition('/')[2] for due, _ in first] == ['works', 'fails']
    for _, names in first:
        turns.ON_THE_WAY.add(names, -1)


def test_a_delivery_is_taken_once_and_comes_back_if_its_server_is_killed(
    owner: str, there: Receiver, hook: Made
) -> None:
    hook_id, _ = hook()
    happen(owner)
    ((due, names),) = turns.claim()
    assert turns.claim() == [], 'another server finds it taken'
    turns.ON_THE_WAY.add(names, -1)  # that process is gone
    assert 55 <= waits_s(hook_id)[0] <= 61
    pass_by(timedelta(minutes=2))
    assert send() == 1
    assert there.asked[0].headers['webhook-id'] == due.event_id
    assert sent(owner, hook_id)[0].attempts == 2


@BOTH_WAYS
def test_a_clock_that_was_wrong_holds_nothing_back_for_ever(
    owner: str, there: Receiver, hook: Made, off: timedelta
) -> None:
    hook()
    with clock(off * 30):
        happen(owner)
    webhooks.upkeep()
    assert send() == 1


def test_a_webhook_that_is_removed_while_something_is_on_its_way_leaves_nothing_behind(
    owner: str, there: Receiver, hook: Made
) -> None:
    hook_id, _ = hook()
    there.answers = lambda asked: (webhooks.delete(owner, hook_id), (500, {}, b''))[1]  # type: ignore[func-returns-value]
    happen(owner)
    assert send() == 1
    with transaction() as session:
        assert session.exec(select(WebhookDelivery.id).where(col(WebhookDelivery.webhook_id) == hook_id)).all() == []
