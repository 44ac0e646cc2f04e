"""What a process of speech loads, and whom it asks: who wants to know who can be heard no model, and nobody the net."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.config import settings
from app.voice.engines import that_makes_effects, that_speaks
from tests.places import ROOT

OFFLINE = (
    'import socket, sys\n'
    'def refused(*_, **__): raise SystemExit("somebody is asked")\n'
    'socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refused\n'
    'import main; main.main()'
)
HEAVY = ('onnxruntime', 'hibari', 'piper')


def loaded(program: str) -> str:
    told = f'{program}; import sys; print([name for name in {HEAVY} if name in sys.modules])'
    done = subprocess.run([sys.executable, '-c', told], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.nightly
@pytest.mark.slow
def test_listing_voices_loads_no_model() -> None:
    assert loaded('from app import cli; from app.cli import voice; voice.voices()') == '[]'


@pytest.mark.slow
def test_reading_a_text_loads_no_model() -> None:
    program = (
        'from app.voice.text.script import read; from app.voice.text.words import Manner; '
        'read("It cost $5.", Manner("en-us", "af_heart"))'
    )
    assert loaded(program) == '[]'


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize(
    'words', [('speak', 'Doors open.', '--voice', 'instant'), ('effect', 'rain', '--seconds', '1')]
)
def test_speech_and_sounds_are_made_without_asking_anybody(words: tuple[str, ...], tmp_path: Path) -> None:
    models = settings().models_dir
    if {that_speaks('instant', models).health().state, that_makes_effects('', models).health().state} != {'ready'}:
        pytest.skip('make setup without SLIM=1 brings the voices')
    out = tmp_path / 'clip.wav'
    asked = [sys.executable, '-c', OFFLINE, 'voice', *words[:2], str(out), *words[2:]]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, out.exists()) == (0, True), done.stderr
