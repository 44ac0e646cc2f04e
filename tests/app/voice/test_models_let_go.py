"""A long job does not keep a model in memory that it needed at its beginning alone."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.voice.engines import hearing
from app.voice.engines.kokoro import Kokoro
from app.voice.engines.learning import Learning


def test_what_hears_words_is_let_go_before_the_search_for_a_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reserves a gigabyte: with it, learning died of the memory that a job may usually take."""
    done: list[str] = []

    def language_of(sound: object) -> str:
        done.append('heard')
        return 'es'

    hears = SimpleNamespace(language=language_of, close=lambda: done.append('closed'))
    monkeypatch.setattr(hearing, 'that_hears', lambda models: hears)
    language = Learning(Path(), Kokoro(Path()))._language(np.zeros(16_000, np.float32), 'af_heart')
    assert (language, done) == ('es', ['heard', 'closed'])


def test_it_is_opened_once_more_when_it_is_needed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    class Hearing(hearing.Hearing):
        @property
        def model(self) -> object:
            return self._model

    def open_it(self: Hearing) -> object:
        opened.append(self._models)
        return object()

    one = Hearing(Path())
    monkeypatch.setattr(hearing.Hearing._model, 'func', open_it)
    assert one.model is one.model
    one.close()
    one.close()
    assert one.model is not None
    assert len(opened) == 2
