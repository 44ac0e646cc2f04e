"""Runs a command as a whole process and says what it cost."""

import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from time import monotonic


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians over the runs: wall and CPU seconds (with children), and the largest peak memory in MiB."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def cost(command: list[str], runs: int = 1, **environment: str) -> Cost:
    """Run a command some times and return what it cost; its output is kept from the screen.

    Raises
    ------
    RuntimeError
        It failed; the message holds what it wrote.
    """
    return _combine([_once(command, environment) for _ in range(runs)])


def in_turn(commands: dict[str, list[str]], runs: int = 1, **environment: str) -> dict[str, Cost]:
    """Run several commands in turn, A B C A B C, so that a machine whose speed drifts is fair to all."""
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(_once(command, environment))
    return {name: _combine(costs) for name, costs in taken.items()}


def _combine(costs: list[Cost]) -> Cost:
    return Cost(median(c.wall_s for c in costs), median(c.cpu_s for c in costs), max(c.peak_mib for c in costs))


def _once(command: list[str], environment: dict[str, str]) -> Cost:
    started = monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | environment
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f'{command[0]} ended with {process.returncode}: {said.decode(errors="replace")[-2000:]}')
    to_mib = 1024**2 if sys.platform == 'darwin' else 1024
    return Cost(monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / to_mib)
