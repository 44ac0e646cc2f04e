"""When an address is given up, and what its owner sends by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from app import accounts, notifications, webhooks
from app.db import transaction
from models import User
from models.types import utc_now
from tests.app.accounts_support import mails, person, turn_accounts_on
from tests.app.webhooks_support import Made, happen, pass_by, send, sent
from tests.receivers import Receiver

DAY = timedelta(days=1)


def test_a_redirect_is_a_failure_that_says_what_to_do(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, _ = hook()
    there.answers = lambda asked: (302, {'Location': 'http://169.254.169.254/latest/meta-data'}, b'')
    happen(owner)
    send()
    assert [asked.path for asked in there.asked] == ['/hook']
    assert 'Give the webhook the address where it ends' in (sent(owner, hook_id)[0].error or '')


def test_410_switches_it_off_at_once_and_its_owner_is_told(
    owner: str, there: Receiver, hook: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_accounts_on(monkeypatch)
    ann = person()
    hook_id, _ = hook(ann)
    there.answers = lambda asked: (410, {}, b'')
    happen(ann, times=3)
    send()
    now = webhooks.endpoint(ann, hook_id)
    assert (now.is_enabled, now.disabled_reason) == (False, 'Its receiver answered 410: it wants nothing more.')
    assert {told.state for told in sent(ann, hook_id)} == {'failed'}
    (told,) = notifications.newest(ann)
    assert (told.title, told.body) == ('The webhook to hooks.example.org was switched off', now.disabled_reason)
    assert mails('ann@example.org')[-1].subject == told.title
    happen(ann)
    assert send() == 0
    webhooks.change(ann, hook_id, is_enabled=True)
    there.answers = lambda asked: (200, {}, b'')
    happen(ann)
    assert send() == 1
    assert webhooks.endpoint(ann, hook_id).disabled_reason is None


def test_a_week_of_failures_switches_it_off_and_one_bad_moment_does_not(
    owner: str, there: Receiver, hook: Made
) -> None:
    hook_id, _ = hook()
    there.answers = lambda asked: (500, {}, b'')
    happen(owner)
    send()
    pass_by(timedelta(days=8))
    happen(owner)
    send()
    assert webhooks.endpoint(owner, hook_id).is_enabled, 'the second event has failed for a moment only'
    for _ in range(8):
        pass_by(DAY)
        send()
    now = webhooks.endpoint(owner, hook_id)
    assert not now.is_enabled
    assert now.disabled_reason == 'Nothing has arrived there for 7 days. The last try: It answered 500.'
    assert notifications.newest(owner)[0].href == '/webhooks', 'where there are no accounts'


def test_nothing_is_sent_for_an_account_that_is_closed(
    owner: str, there: Receiver, hook: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_accounts_on(monkeypatch)
    ann = person()
    hook(ann)
    happen(ann)
    with transaction() as session:
        session.get_one(User, ann).disabled_at = utc_now()
    assert send() == 0
    with transaction() as session:
        session.get_one(User, ann).disabled_at = None
    assert send() == 1


def test_a_secret_that_cannot_be_read_any_more_is_told(
    owner: str, there: Receiver, hook: Made, change_setting: Callable[[str, object], None]
) -> None:
    hook_id, _ = hook()
    change_setting('secret_key', 'another secret of the installation, of forty signs')
    happen(owner)
    send()
    assert there.asked == []
    assert 'Make a new one' in (sent(owner, hook_id)[0].error or '')
    webhooks.rotate(owner, hook_id)
    pass_by(DAY)
    send()
    assert len(there.asked) == 1


def test_something_to_try_it_out_is_sent_once_whatever_was_chosen(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, secret = hook(events=('job.failed',))
    there.answers = lambda asked: (404, {}, b'nobody here')
    webhooks.try_out(owner, hook_id)
    send()
    (told,) = sent(owner, hook_id)
    assert (told.type, told.state, told.answer) == ('webhook.test', 'failed', 'nobody here')
    assert Verifier(secret).verify(there.asked[0].body, dict(there.asked[0].headers))['type'] == 'webhook.test'
    assert webhooks.endpoint(owner, hook_id).failing_since is None, 'it counts as no failure'


def test_a_delivery_is_sent_once_more_by_hand_under_the_same_id(owner: str, there: Receiver, hook: Made) -> None:
    hook_id, secret = hook()
    happen(owner)
    send()
    (first,) = sent(owner, hook_id)
    again = webhooks.replay(owner, hook_id, first.id)
    assert (again.event_id, again.payload, again.state) == (first.event_id, first.payload, 'waiting')
    send()
    assert [told.state for told in sent(owner, hook_id)] == ['delivered', 'delivered']
    assert there.asked[0].body == there.asked[1].body
    Verifier(secret).verify(there.asked[1].body, dict(there.asked[1].headers))
    assert accounts.current_user('').id == owner
