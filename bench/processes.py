"""What running processes cost so far, as Linux counts it, and shares of what was measured."""

import os
import statistics
from collections.abc import Sequence
from pathlib import Path


def memory_kib(pid: int) -> float:
    """Resident memory."""
    lines = Path(f'/proc/{pid}/status').read_text().splitlines()
    return float(next(line for line in lines if line.startswith('VmRSS')).split()[1])


def processor_s(pid: int) -> float:
    """Processor seconds spent so far, by all threads."""
    fields = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def share(values: Sequence[float], percent: int) -> float:
    """A percentile; 0 where nothing was seen."""
    return statistics.quantiles(values, n=100, method='inclusive')[percent - 1] if len(values) > 1 else sum(values)
