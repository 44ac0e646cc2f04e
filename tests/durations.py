"""Which tests of the last run took longest: reads what `make test` leaves behind (JUnit's XML).

How long each file takes is also written down in `tests/seconds.tsv`, for machines on which nothing has run yet."""

import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from tests.places import ROOT

LAST_RUN = ROOT / 'test-results' / 'last.xml'
KNOWN = ROOT / 'tests' / 'seconds.tsv'
SHOWN = 30
WORTH_KNOWING_S = 1
"""Shorter files fill the gaps at the end in any order."""


def expected_seconds(last_run: Path = LAST_RUN, known: Path = KNOWN) -> dict[str, float]:
    """How long each file is expected to take: as in the last run here, or else as written down."""
    written = dict(line.split('\t') for line in known.read_text().splitlines()) if known.exists() else {}
    return {file: float(seconds) for file, seconds in written.items()} | seconds_by_file(last_run)


def write_down(report: Path, known: Path = KNOWN) -> None:
    """Keep how long the longer files took, the longest first; of those that were not told, what was known before."""
    rounded = {file: round(seconds) for file, seconds in expected_seconds(report, known).items()}
    longest = sorted(((seconds, file) for file, seconds in rounded.items() if seconds >= WORTH_KNOWING_S), reverse=True)
    known.write_text(''.join(f'{file}\t{seconds}\n' for seconds, file in longest))


def seconds_by_file(report: Path) -> dict[str, float]:
    """How long the tests of each file took, by its name as Python imports it; nothing where there was no run yet."""
    found: dict[str, float] = defaultdict(float)
    try:
        for case in ElementTree.parse(report).iter('testcase'):
            found[case.get('classname') or ''] += float(case.get('time') or 0)
    except (OSError, ElementTree.ParseError):
        return {}
    return dict(found)


def slowest(report: Path) -> list[tuple[float, str]]:
    """The slowest tests with their seconds, setting up and taking down included, the longest first."""
    cases = ElementTree.parse(report).iter('testcase')
    timed = [(float(case.get('time') or 0), f'{case.get("classname")}.{case.get("name")}') for case in cases]
    return sorted(timed, reverse=True)[:SHOWN]


def main(place: str) -> None:
    """Print them and write the files' seconds down, or say how to get there."""
    report = Path(place)
    if not report.exists():
        sys.exit('There is no run to tell of yet: run make test first.')
    for seconds, name in slowest(report):
        sys.stdout.write(f'{seconds:7.1f} s  {name}\n')
    write_down(report)


if __name__ == '__main__':
    main(sys.argv[1])
