"""Webhooks are their owner's alone: made, changed and removed by them, taken along and erased with them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import accounts, webhooks
from app.accounts import self_service
from app.db import transaction
from app.errors import ConfirmFirst, Invalid, NotAllowed, NotFound
from app.webhooks import deliveries, endpoints
from models import User, Webhook, WebhookDelivery
from models.types import utc_now
from tests.app.accounts_support import log_of, mails, person, session_of, turn_accounts_on, visiting
from tests.app.webhooks_support import EVENTS, Made, happen, send, sent
from tests.clocks import clock
from tests.receivers import Receiver


@pytest.mark.parametrize(
    ('url', 'events', 'only', 'wrong'),
    [
        ('https://127.0.0.1/', EVENTS, (), {'url'}),
        ('http://unknown.example.org/', EVENTS, (), {'url'}),
        ('no address', ('job.exploded',), ('kitchen',), {'url', 'events', 'areas'}),
        ('http://hooks.example.org/', (), (), {'events'}),
    ],
)
def test_what_cannot_be_taken_is_said_for_each_field(
    owner: str, there: Receiver, url: str, events: tuple[str, ...], only: tuple[str, ...], wrong: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        webhooks.create(owner, url, events, only)
    assert set(refused.value.fields) == wrong
    assert webhooks.mine(owner) == []


def test_a_webhook_is_made_with_a_secret_that_is_shown_once(owner: str, hook: Made) -> None:
    first, secret = hook(only=('test',))
    second, _ = hook()
    assert secret.startswith('whsec_')
    assert [one.id for one in webhooks.mine(owner)] == [second, first]
    made = webhooks.endpoint(owner, first)
    assert (made.events, made.areas, made.is_enabled, made.disabled_reason) == (EVENTS, ('test',), True, None)
    assert not hasattr(made, 'secret')


def test_nobody_has_more_than_some(owner: str, hook: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, 'MOST', 2)
    bea = person('bea@example.org')
    hook()
    hook()
    with pytest.raises(NotAllowed, match='You have 2 webhooks, which is the most'):
        hook()
    assert hook(bea)


def test_nothing_of_anybody_elses_is_seen_or_touched(owner: str, hook: Made) -> None:
    hook_id, _ = hook()
    happen(owner)
    (told,) = sent(owner, hook_id)
    bea = person('bea@example.org')
    hers, _ = hook(bea)
    deeds: list[Callable[[], object]] = [
        lambda: webhooks.endpoint(bea, hook_id),
        lambda: webhooks.change(bea, hook_id, is_enabled=False),
        lambda: webhooks.rotate(bea, hook_id),
        lambda: webhooks.delete(bea, hook_id),
        lambda: webhooks.sent_to(bea, hook_id),
        lambda: webhooks.delivery(bea, hook_id, told.id),
        lambda: webhooks.delivery(bea, hers, told.id),
        lambda: webhooks.replay(bea, hook_id, told.id),
        lambda: webhooks.replay(bea, hers, told.id),
        lambda: webhooks.try_out(bea, hook_id),
    ]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    assert [one.id for one in webhooks.mine(bea)] == [hers]
    assert webhooks.endpoint(owner, hook_id).is_enabled


def test_what_is_changed_is_changed_alone(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, _ = hook(only=('test',))
    before = webhooks.endpoint(owner, hook_id)
    assert webhooks.change(owner, hook_id, events=['job.failed']).areas == ('test',)
    moved = webhooks.change(owner, hook_id, url=there.url('/new', 'hooks.example.org'), only=())
    assert (moved.events, moved.areas, moved.url) == (('job.failed',), (), there.url('/new', 'hooks.example.org'))
    with pytest.raises(Invalid, match='leads to no server'):
        webhooks.change(owner, hook_id, url='https://10.0.0.1/')
    with pytest.raises(Invalid, match='There is no event'):
        webhooks.change(owner, hook_id, events=['job.exploded'])
    assert webhooks.endpoint(owner, hook_id) == moved
    assert before.created_at == moved.created_at


def test_what_waits_is_not_sent_after_it_was_switched_off(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, _ = hook()
    happen(owner)
    webhooks.change(owner, hook_id, is_enabled=False)
    assert send() == 0
    (told,) = sent(owner, hook_id)
    assert (told.state, told.error) == ('failed', 'It was switched off before this was sent.')
    with pytest.raises(NotAllowed, match='Switch it on first'):
        webhooks.replay(owner, hook_id, told.id)
    with pytest.raises(NotAllowed, match='Switch it on first'):
        webhooks.try_out(owner, hook_id)
    webhooks.change(owner, hook_id, is_enabled=True)
    webhooks.replay(owner, hook_id, told.id)
    assert send() == 1


def test_nobody_sends_by_hand_without_end(owner: str, hook: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, 'MOST_BY_HAND', 2)
    hook_id, _ = hook()
    webhooks.try_out(owner, hook_id)
    webhooks.try_out(owner, hook_id)
    with pytest.raises(NotAllowed, match='already wait for this address'):
        webhooks.try_out(owner, hook_id)


def test_a_list_goes_on_behind_its_last_one(owner: str, hook: Made) -> None:
    hook_id, _ = hook()
    happen(owner, times=5)
    first = webhooks.sent_to(owner, hook_id, 2)
    rest = webhooks.sent_to(owner, hook_id, 10, behind=(first[-1].created_at, first[-1].id))
    assert [told.id for told in [*first, *rest]] == [told.id for told in sent(owner, hook_id)[::-1]]
    assert len(rest) == 3


def test_a_stranger_at_an_open_browser_makes_none_and_the_owner_learns_of_each(
    owner: str, there: Receiver, hook: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_accounts_on(monkeypatch)
    ann = person()
    with visiting(session_of(ann)):
        hook_id, _ = hook(ann)
        assert 'hooks.example.org is told what happens' in mails('ann@example.org')[-1].text
        assert log_of('ann@example.org')[0] == 'webhook.created'
    with clock(-timedelta(hours=1)):
        token = session_of(ann)
    with visiting(token):
        for deed in (
            lambda: hook(ann),
            lambda: webhooks.rotate(ann, hook_id),
            lambda: webhooks.change(ann, hook_id, url=there.url('/other', 'hooks.example.org')),
        ):
            with pytest.raises(ConfirmFirst):
                deed()
        assert webhooks.change(ann, hook_id, is_enabled=False).is_enabled is False
    accounts.let_in(accounts.Visitor())


def test_they_are_taken_along_without_their_secrets_and_go_with_their_owner(owner: str, hook: Made) -> None:
    ann = person()
    hook_id, secret = hook(ann)
    happen(ann)
    rows = self_service.everything(ann)
    assert rows['webhooks'][0]['id'] == hook_id
    assert {'secret', 'old_secret'}.isdisjoint(rows['webhooks'][0])
    assert rows['webhook_deliveries'][0]['type'] == 'job.completed'
    assert secret not in str(rows)
    with transaction() as session:
        session.get_one(User, ann).ending_since = utc_now()
    self_service.end(ann)
    with transaction() as session:
        for table in (Webhook, WebhookDelivery):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
