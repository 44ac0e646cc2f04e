"""Damaged files of every kind: no crash, no hang, no memory blow-up, nothing left behind (`make fuzz` is longer)."""

from pathlib import Path

import pytest

from bench import fuzz

pytestmark = pytest.mark.nightly


@pytest.mark.slow
def test_a_hundred_damaged_files_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / 'seeds').mkdir()
    files = fuzz.seeds(tmp_path / 'seeds')
    counts, kept = fuzz.fuzz(100, 5, files, tmp_path)
    assert kept == [], (tmp_path / 'errors.txt').read_text()[-3000:]
    assert set(counts) == {'decoded', 'refused'}
    assert sum(counts.values()) == 100
