"""What a process loads of speech: the web server nothing, and who only asks who can be heard no model."""

import subprocess
import sys

import pytest

from tests.places import ROOT

HEAVY = ('onnxruntime', 'hibari', 'piper')


def loaded(program: str) -> str:
    told = f'{program}; import sys; print([name for name in {HEAVY} if name in sys.modules])'
    done = subprocess.run([sys.executable, '-c', told], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip().splitlines()[-1]


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
