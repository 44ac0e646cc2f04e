"""What cannot be said, or not now: told in one sentence, and nothing is counted."""

import pytest
from sqlmodel import select

from app import accounts
from app.accounts import credits
from app.db import reading
from app.errors import NotAllowed, OverLimit, TooManyTries
from app.voice.engines.port import Health
from models import GeneratedAudioClip
from tests.app.accounts_support import person
from tests.app.limits_support import set_hard_limits
from tests.app.voice.clips_support import Humming, say

BAD = {
    '': 'empty',
    ' \n ': 'empty',
    '...?!': 'no word',
    '😀 🎉': 'no word',
    '你好，今天天气很好': 'Chinese',
    '<prosody rate="80%">never closed': 'close',
}


@pytest.mark.parametrize('text', BAD)
def test_what_cannot_be_said_is_told_in_one_sentence_and_costs_nothing(
    text: str, humming: Humming, with_accounts: None
) -> None:
    ann = person()
    with pytest.raises(NotAllowed, match=BAD[text]):
        say(ann, text)
    assert credits.balance(ann) == 10_000
    with reading() as session:
        assert session.exec(select(GeneratedAudioClip)).all() == []


def test_an_engine_that_is_not_installed_is_told_and_costs_nothing(humming: Humming, with_accounts: None) -> None:
    ann = person()
    humming.state = Health('missing', 'The weights are not there.', 'Run `make setup` without SLIM=1.')
    with pytest.raises(NotAllowed, match=r'The weights are not there\. Run `make setup`'):
        say(ann)
    assert credits.balance(ann) == 10_000


def test_a_free_plan_takes_5000_characters_at_once_and_a_paid_one_20000(
    humming: Humming, with_accounts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_hard_limits(monkeypatch)
    ann, bea = person(), person('bea@example.org', subscription_tier=2)
    text = 'A word. ' * 640
    with pytest.raises(OverLimit, match='plan takes 5,000 characters at once, and this text has more'):
        say(ann, text)
    assert say(bea, text)
    with pytest.raises(OverLimit, match='20,000'):
        say(bea, text * 4)
    assert [meter.what for meter in accounts.meters(ann) if meter.what.startswith('voice.')] == [], 'nothing of a month'


def test_a_fourth_clip_in_a_minute_has_to_wait(humming: Humming, with_accounts: None) -> None:
    ann = person()
    for _ in range(3):
        say(ann)
    with pytest.raises(TooManyTries, match='Three clips a minute'):
        say(ann)
    assert credits.balance(ann) == 10_000 - 3 * 50
    assert say(person('bea@example.org')), 'others are not held up'
