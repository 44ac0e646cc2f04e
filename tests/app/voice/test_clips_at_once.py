"""Clips by the engines that the product has; and many who ask at once, with credits for a few."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import audio, storage
from app.accounts import credits
from app.config import settings
from app.db import transaction
from app.errors import OverLimit, TooManyTries
from app.voice import engines, queries, service, words
from app.voice.options import SpeakOptions
from models import Status, User
from tests.app.accounts_support import person
from tests.at_once import at_once

TEXT = 'The boat left early. A warm wind pushed us along.'


def a_voice_of(name: str) -> str:
    """Somebody who reads English, of an engine that works here."""
    import tasks  # noqa: F401

    engine = engines.that_speaks(name, settings().models_dir)
    if engine.health().state != 'ready':
        pytest.skip(engine.health().what)
    return next(voice.id for voice in engine.voices() if voice.language.startswith('en'))


@pytest.mark.parametrize('name', ['instant', 'classic'])
def test_a_clip_of_a_real_engine_is_levelled_and_can_be_read_along(
    name: str, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    clip_id = service.submit_speak(owner, SpeakOptions(TEXT, a_voice_of(name), name))
    worker()
    clip = queries.get(owner, clip_id)
    assert (clip.status, clip.error, clip.outcome['engine']) == (Status.COMPLETED, None, name)
    path = tmp_path / 'clip.wav'
    path.write_bytes(b''.join(storage.read(service.result(owner, clip_id)[0])))
    assert audio.measure(path).integrated_lufs == pytest.approx(-19.0, abs=0.1)
    assert ' '.join(word.text for word in words.of_clip(owner, clip_id)) == TEXT


def _submitted(user_id: str, voice: str) -> str:
    import tasks  # noqa: F401

    try:
        service.submit_speak(user_id, SpeakOptions(TEXT, voice))
    except (OverLimit, TooManyTries):
        return 'refused'
    return 'submitted'


@pytest.mark.slow
def test_eight_processes_submit_at_once_with_credits_for_two_and_two_are_made(with_accounts: None) -> None:
    voice, ann = a_voice_of('instant'), person()
    with transaction() as session:
        credits.add(session, ann, 2 * 50 + 20 - session.get_one(User, ann).credits, 'admin')
    assert sorted(at_once(_submitted, [(ann, voice)] * 8)) == ['refused'] * 6 + ['submitted'] * 2
    assert credits.balance(ann) == 20
    assert queries.history(ann).total == 2
