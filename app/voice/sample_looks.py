"""A look at samples of a voice, in a process of its own: no models and no decoders are loaded where pages are made."""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from app import storage
from app.config import settings
from app.errors import NotAllowed
from app.voice.engines.port import SampleReport

SECONDS = 180
BAD_INPUT = 2  # exit code of app.voice.sample_process
_HOME = Path(__file__).parent.parent.parent


def looked(keys: Sequence[str]) -> tuple[list[SampleReport], SampleReport]:
    """What is to be said of each of these stored files, and of all together.

    Raises
    ------
    NotAllowed
        One is no sound that can be read; the sentence says why.
    """
    with ExitStack() as opened:
        files = [str(opened.enter_context(storage.local(key))) for key in keys]
        command = [sys.executable, '-m', 'app.voice.sample_process', str(settings().models_dir), *files]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=_HOME, check=False)
        except subprocess.TimeoutExpired:
            raise NotAllowed('The samples could not be heard in time: try again with shorter ones.') from None
    if done.returncode == BAD_INPUT:
        raise NotAllowed(done.stderr.strip().splitlines()[-1])
    if done.returncode != 0:
        raise NotAllowed('A sample could not be read: it is damaged, or not audio.')
    told = json.loads(done.stdout)
    return [_report(one) for one in told['each']], _report(told['together'])


def _report(told: dict[str, object]) -> SampleReport:
    faults, warnings = told['faults'], told['warnings']
    assert isinstance(faults, list)
    assert isinstance(warnings, list)
    return SampleReport(float(str(told['seconds'])), tuple(map(str, faults)), tuple(map(str, warnings)))
