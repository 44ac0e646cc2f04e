"""What hears drums is learnt from what everybody may pass on, and judged by what it has never seen."""

import csv
from collections import defaultdict

import numpy as np

from bench.drums import packages, sources
from bench.drums.parts import Use
from bench.drums.scoring import Count, compared

FREE = {'CC0-1.0', 'CC-BY-3.0', 'BSD-3-Clause', 'MIT', 'public domain', 'GPL-2.0-or-later', 'GPL-3.0-or-later'}
"""What may become part of something under GPL-3.0-or-later."""


def test_weights_are_made_of_free_kits_alone() -> None:
    learnt = {source.licence for source in sources.SOURCES if source.use is not Use.JUDGED}
    assert learnt <= FREE
    assert len(sources.used(Use.LEARNT)) > 50


def test_no_family_is_learnt_and_judged() -> None:
    """Kits of different names share samples; made ones have nothing in common but how they are made."""
    uses = defaultdict(set)
    for source in sources.SOURCES:
        uses[source.family].add(source.use)
    assert {family for family, used in uses.items() if len(used) > 1} == {'made'}
    assert not set(sources.MADE_LEARNT) & set(sources.MADE_TUNED)


def test_every_package_is_pinned() -> None:
    with packages.PINNED.open(encoding='utf-8', newline='') as text:
        rows = list(csv.DictReader(text, delimiter='\t'))
    assert len({row['package'] for row in rows}) == len(rows) > 10
    assert all(len(row['sha256']) == 64 and row['version'] for row in rows)


def test_a_stroke_is_counted_once() -> None:
    true, found = np.array([1.0, 1.06, 2.0]), np.array([1.03, 1.04, 2.2])
    assert compared(true, found) == Count(2, 3, 3)
    assert compared(true, np.zeros(0)).f == 0
    assert compared(true, true).f == 1
