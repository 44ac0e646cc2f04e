"""The real `levelmix` as a process of its own, for what only a process meets: signals, pipes, closed outputs."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.places import ROOT

PROGRAM = ROOT / 'main.py'


def command(*arguments: object) -> list[str]:
    """The command line of `levelmix …`."""
    return [sys.executable, str(PROGRAM), *map(str, arguments)]


def levelmix(*arguments: object, **how: Any) -> 'subprocess.CompletedProcess[str]':
    """Run it to its end; outputs as text unless said otherwise."""
    how = {'capture_output': True, 'text': True, 'errors': 'surrogateescape', 'stdin': subprocess.DEVNULL} | how
    if 'stdout' in how or 'stderr' in how:
        del how['capture_output']
        how = {'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE} | how
    if 'input' in how:
        del how['stdin']
    return subprocess.run(command(*arguments), check=False, timeout=120, **how)


def left(folder: Path) -> list[str]:
    """What is in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir())
