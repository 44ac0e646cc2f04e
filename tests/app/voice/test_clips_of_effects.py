"""Effects as jobs: made by a worker, levelled, stored with licence and credit; what is not there costs nothing."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from app import accounts, storage
from app.errors import NotAllowed, TooManyTries
from app.voice import engines, queries, service
from app.voice.engines.port import Effect, EffectWish, Health
from app.voice.errors import NothingClose, offered
from app.voice.options import EffectOptions
from models import Status
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem

RATE = 48_000
NEAREST = ('rain', 'sea', 'wind')


class Hissing:
    """Makes noise of rain, the louder on one side, and knows nothing else."""

    name, licence = 'hissing', 'told with every sound'

    def __init__(self, models: Path) -> None:
        self.state = Health('ready')
        self.asked: list[EffectWish] = []

    def health(self) -> Health:
        return self.state

    def effect(self, wish: EffectWish, stop: Event | None = None) -> Effect:
        self.asked.append(wish)
        if 'rain' not in wish.prompt:
            raise NothingClose(wish.prompt, NEAREST)
        noise = np.random.default_rng(wish.seed).standard_normal((round((wish.seconds or 1.0) * RATE), 2)) * [
            0.05,
            0.03,
        ]
        credit = ('rain: Ann Miller, GPL-2.0-or-later',)
        return Effect(noise.astype(np.float32), RATE, 'A recording of rain.', 'GPL-2.0-or-later', credit)


@pytest.fixture
def hissing(monkeypatch: pytest.MonkeyPatch) -> Hissing:
    import tasks  # noqa: F401

    engine = Hissing(Path())
    monkeypatch.setattr(engines, 'MAKING', {'hissing': lambda _: engine})
    return engine


def test_an_effect_is_made_levelled_and_kept_with_its_licence(
    owner: str, hissing: Hissing, worker: Callable[[], int]
) -> None:
    (clip_id,) = service.submit_effect(owner, EffectOptions('rain on a roof', seconds=2.0, format='flac'))
    worker()
    clip = queries.get(owner, clip_id)
    assert (clip.status, clip.tool, clip.title, clip.text) == (
        Status.COMPLETED,
        'effect',
        'rain on a roof',
        'rain on a roof',
    )
    assert clip.loudness_lufs == pytest.approx(-16.0, abs=0.1)
    assert clip.seconds == pytest.approx(2.0, abs=0.01)
    assert clip.outcome['licence'] == 'GPL-2.0-or-later'
    assert clip.outcome['credit'] == ['rain: Ann Miller, GPL-2.0-or-later']
    assert clip.outcome['curve']
    key, name = service.result(owner, clip_id)
    assert name == 'rain on a roof.flac'
    assert b'Ann Miller' in b''.join(storage.read(key)), 'the file itself says whom to thank'


def test_variations_are_clips_of_their_own_and_differ_by_their_numbers(
    owner: str, hissing: Hissing, worker: Callable[[], int]
) -> None:
    made = service.submit_effect(owner, EffectOptions('rain', seconds=1.0, seed=5), variations=3)
    worker()
    assert len(set(made)) == 3
    assert sorted(wish.seed for wish in hissing.asked) == [5, 6, 7]
    assert all(queries.get(owner, one).status == Status.COMPLETED for one in made)
    for wrong in (0, 5):
        with pytest.raises(NotAllowed, match='1 to 4'):
            service.submit_effect(owner, EffectOptions('rain'), variations=wrong)


def test_what_is_not_there_fails_with_the_nearest_and_is_told_as_such(
    owner: str, hissing: Hissing, worker: Callable[[], int]
) -> None:
    (clip_id,) = service.submit_effect(owner, EffectOptions('the taste of “lemon”'))
    worker()
    clip = queries.get(owner, clip_id)
    assert clip.status == Status.FAILED
    assert clip.nearest == NEAREST
    assert offered('The voice is away. Nearest: “rain”.') == ()
    assert clip.error is not None
    assert 'Traceback' not in clip.error


def test_what_no_effect_should_have_is_refused_at_once(owner: str, hissing: Hissing) -> None:
    for wrong in (
        EffectOptions(''),
        EffectOptions('!?…'),
        EffectOptions('rain', seconds=0.1),
        EffectOptions('rain', seconds=31.0),
        EffectOptions('rain', influence=2.0),
        EffectOptions('rain', seed=-1),
        EffectOptions('rain' * 200),
        EffectOptions('rain', engine='nobody'),
        EffectOptions('rain', format='xyz'),
    ):
        with pytest.raises(NotAllowed):
            service.submit_effect(owner, wrong)
    hissing.state = Health('missing', 'What finds sounds is not here.', 'Fetch it.')
    with pytest.raises(NotAllowed, match=r'not here\. Fetch it\.'):
        service.submit_effect(owner, EffectOptions('rain'))
    assert queries.history(owner).total == 0


def test_an_effect_costs_credits_and_one_that_is_not_there_none(
    with_accounts: None, hissing: Hissing, worker: Callable[[], int]
) -> None:
    from app.accounts import credits

    ann = person()
    before = credits.balance(ann)
    price = credits.cost(service.EFFECT)
    assert price > 0
    service.submit_effect(ann, EffectOptions('rain', seconds=0.5), variations=2)
    service.submit_effect(ann, EffectOptions('lemon'))
    worker()
    assert credits.balance(ann) == before - 2 * price
    service.submit_effect(ann, EffectOptions('rain'), variations=4)
    with pytest.raises(TooManyTries):
        service.submit_effect(ann, EffectOptions('rain'))


def test_programs_ask_for_effects_and_are_told_the_licence(
    with_accounts: None, hissing: Hissing, worker: Callable[[], int]
) -> None:
    from app.accounts import Visitor
    from app.api.v1 import rates

    rates.forget()
    accounts.let_in(Visitor())
    ann = Program(person(), 'voice:write')
    made = ann.ask('POST', '/voice/effects', json={'prompt': 'rain', 'seconds': 1.0, 'loop': True, 'only_free': True})
    assert (made.status_code, made.json()['kind']) == (201, 'voice.effect')
    worker()
    assert hissing.asked[0].only_free
    clip = ann.get(f'/voice/clips/{made.json()["id"]}').json()
    assert (clip['status'], clip['tool'], clip['licence']) == ('completed', 'effect', 'GPL-2.0-or-later')
    assert clip['credit'] == ['rain: Ann Miller, GPL-2.0-or-later']
    assert problem(ann.ask('POST', '/voice/effects', json={'prompt': ''})) == (400, 'not-allowed')
    assert problem(ann.ask('POST', '/voice/effects', json={'prompt': 'rain', 'tone': 1})) == (422, 'invalid')
