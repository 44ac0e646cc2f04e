"""What a program has set up ends with its key: nothing is sent for whoever was shut out."""

from datetime import timedelta

import pytest

from app import notifications, webhooks
from app.accounts import api_keys
from app.db import transaction
from app.webhooks import ended_keys
from models import ApiKey
from models.types import utc_now
from tests.app.accounts_support import mails, person, turn_accounts_on
from tests.app.webhooks_support import EVENTS, Made, happen, send, sent
from tests.receivers import Receiver

HOST = 'hooks.example.org'
ENDED = 'It was made with the API key “radio”, which was revoked or has expired.'


@pytest.fixture
def ann(owner: str, there: Receiver, monkeypatch: pytest.MonkeyPatch) -> str:
    turn_accounts_on(monkeypatch)
    return person()


@pytest.fixture
def key_id(ann: str) -> str:
    api_keys.create(ann, 'radio', scopes=('write',))
    return api_keys.keys(ann)[0].id


def made_by(ann: str, there: Receiver, key_id: str) -> str:
    return webhooks.create(ann, there.url('/hook', HOST), EVENTS, (), key_id)[0].id


def test_a_webhook_says_which_key_has_made_it(ann: str, there: Receiver, key_id: str, hook: Made) -> None:
    assert webhooks.endpoint(ann, made_by(ann, there, key_id)).key_name == 'radio'
    assert webhooks.endpoint(ann, hook(ann)[0]).key_name is None


def test_it_ends_with_its_key_and_its_owner_is_told(ann: str, there: Receiver, key_id: str, hook: Made) -> None:
    theirs, by_hand = made_by(ann, there, key_id), hook(ann, path='/by-hand')[0]
    happen(ann)
    api_keys.revoke(ann, key_id)
    send()
    assert [asked.path for asked in there.asked] == ['/by-hand'], 'also what was waiting is not sent any more'
    now = webhooks.endpoint(ann, theirs)
    assert (now.is_enabled, now.disabled_reason) == (False, ENDED)
    assert [told.state for told in sent(ann, theirs)] == ['failed']
    assert webhooks.endpoint(ann, by_hand).is_enabled
    (told,) = notifications.newest(ann)
    assert (told.title, told.body) == ('The webhook to hooks.example.org was switched off', ENDED)
    assert mails('ann@example.org')[-1].subject == told.title
    assert send() == 0
    assert len(notifications.newest(ann)) == 1, 'it is told once'


def test_it_ends_with_a_key_that_has_expired(ann: str, there: Receiver, key_id: str) -> None:
    theirs = made_by(ann, there, key_id)
    with transaction() as session:
        session.get_one(ApiKey, key_id).expires_at = utc_now() + timedelta(days=1)
    assert ended_keys.switch_off() == 0
    with transaction() as session:
        session.get_one(ApiKey, key_id).expires_at = utc_now() - timedelta(seconds=1)
    assert ended_keys.switch_off() == 1
    assert not webhooks.endpoint(ann, theirs).is_enabled


def test_what_sets_out_at_that_very_moment_is_not_sent(
    ann: str, there: Receiver, key_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(ann, there, key_id)
    happen(ann)
    monkeypatch.setattr(ended_keys, 'switch_off', lambda: 0)  # it has looked a moment before
    api_keys.revoke(ann, key_id)
    assert send() == 0
    assert there.asked == []


def test_whoever_switches_it_on_again_has_it_from_then_on(ann: str, there: Receiver, key_id: str) -> None:
    theirs = made_by(ann, there, key_id)
    api_keys.revoke(ann, key_id)
    ended_keys.switch_off()
    kept = webhooks.change(ann, theirs, is_enabled=True)
    assert (kept.is_enabled, kept.key_name) == (True, None)
    happen(ann)
    assert send() == 1


def test_a_key_that_moves_one_made_by_hand_takes_it_along(ann: str, there: Receiver, key_id: str, hook: Made) -> None:
    hook_id, _ = hook(ann)
    webhooks.change(ann, hook_id, events=['job.failed'], key_id=key_id)
    assert webhooks.endpoint(ann, hook_id).key_name is None
    webhooks.change(ann, hook_id, url=there.url('/elsewhere', HOST), key_id=key_id)
    assert webhooks.endpoint(ann, hook_id).key_name == 'radio'
