"""Two of the ten texts by an ear: what is said is understood, where what hears is installed."""

import re

import numpy as np
import pytest

from app.config import settings
from app.voice import engines
from app.voice.engines import weights
from app.voice.engines.port import Speech

MODELS = settings().models_dir
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not weights.there(MODELS, *weights.WHISPER), reason='what hears is not installed'),
    pytest.mark.nightly,
]


def heard(text: str) -> list[str]:
    """The words of a text as they are understood, said by the instant voice."""
    pytest.importorskip('hibari', reason='make setup without SLIM=1 brings the voices')
    pytest.importorskip('faster_whisper', reason='what hears is not installed')
    from bench import hearing

    chunks = list(engines.that_speaks('instant', MODELS).speak(Speech(text, 'instant')))
    sound = np.concatenate([chunk.sound for chunk in chunks])
    return words(hearing.heard(hearing.listener(), sound, chunks[0].rate))


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


@pytest.mark.parametrize(
    'text',
    [
        'What we must do is read. We watched it live, yesterday we read books. Your changes are live.',
        'James T. Kirk spoke. <break time="1.0s"/> Then he left.',
    ],
    ids=['text 5', 'text 10'],
)
def test_it_is_understood(text: str) -> None:
    wanted = words(re.sub(r'<[^>]*>', '', text))
    found = heard(text)
    assert [word for word in wanted if word not in found] == []
