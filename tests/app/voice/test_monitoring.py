"""What the admin sees of voice: engines, what they are tried with, failures and credits by day."""

from collections.abc import Callable, Iterator

import pytest

from app import accounts
from app.accounts import Visitor
from app.errors import NotAllowed
from app.voice import engines, monitoring, queries
from app.voice.engines.port import Health
from app.voice.errors import EngineMissing
from models import Status
from tests.app.accounts_support import person, session_of, visiting
from tests.app.voice.clips_support import Humming, say


class Banging:
    """Makes sounds from words, if somebody asks it to."""

    name, licence = 'bang', 'CC0'

    def health(self) -> Health:
        return Health('ready')


@pytest.fixture(autouse=True)
def admin(humming: Humming, with_accounts: None) -> Iterator[str]:
    boss = person('admin@example.org', is_admin=True)
    with visiting(session_of(boss)):
        yield boss
    accounts.let_in(Visitor())


def test_every_engine_is_seen_with_what_it_makes_and_whether_it_works(humming: Humming) -> None:
    humming.state = Health('missing', 'It lost its voice.', 'Give it tea.', 'hum 1.0', '1 MB')
    seen = {one.name: one for one in monitoring.engines_seen()}
    assert {'humming', 'kokoro', 'instant', 'classic', 'change', 'shift', 'library'} <= set(seen)
    assert seen['humming'].health == humming.state
    assert (seen['humming'].makes, seen['humming'].voices, seen['humming'].licence) == (('speech',), 2, 'CC0')
    assert seen['kokoro'].makes == ('speech', 'learning')
    assert not any(one.address for one in seen.values())
    assert {name for name, one in seen.items() if not one.tried_as} == {'change', 'shift'}


def test_an_engine_is_tried_by_a_clip_of_the_admin(
    admin: str, humming: Humming, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clip_id = monitoring.try_engine('humming')
    worker()
    clip = queries.get(admin, clip_id)
    assert (clip.status, clip.outcome['engine']) == (Status.COMPLETED, 'humming')
    assert humming.said == ['This is what I sound like today.']
    monkeypatch.setattr(engines, 'MAKING', {'bang': lambda _: Banging()})
    effect = monitoring.try_engine('bang')
    assert (queries.get(admin, effect).tool, queries.get(admin, effect).text) == ('effect', 'a door creaks open')
    with pytest.raises(NotAllowed, match='needs a recording'):
        monitoring.try_engine('shift')
    humming.state = Health('missing', 'It lost its voice.', 'Give it tea.')
    with pytest.raises(NotAllowed, match=r'It lost its voice\. Give it tea\.'):
        monitoring.try_engine('humming')


def test_failures_and_credits_are_counted_by_tool_and_day(humming: Humming, worker: Callable[[], int]) -> None:
    ann = person()
    say(ann)
    worker()

    def fail(place: int) -> None:
        raise EngineMissing('It lost its voice.')

    humming.meanwhile = fail
    say(ann)
    worker()
    found = monitoring.figures(30)
    assert (len(found.days), found.made, found.failed) == (30, {'speak': [0.0] * 29 + [1]}, {'speak': [0.0] * 29 + [1]})
    assert found.credits == {'speak': [0.0] * 29 + [50]}, 'what failed has cost nothing'
