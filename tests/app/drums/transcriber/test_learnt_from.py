"""What hears drums is learnt from what everybody may pass on, and judged by what it has never seen."""

import csv
from collections import defaultdict

import numpy as np

from app.drums.drum_map import Hit, Lane
from app.drums.transcriber import Kind
from bench.drums import feet, packages, sources
from bench.drums.clips import Clip
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


def test_a_pedal_counts_where_a_draft_writes_one_and_is_told_where_it_is_taken_for_a_hand() -> None:
    struck = [(at, int(Kind.HIHAT_CLOSED), 60.0) for at in (1.0, 2.0, 3.0)]
    clip = Clip(np.zeros(1, np.float32), struck, [], 'jazz', 'made', 120.0, 4, [1.0, 2.0])
    both_hands = [Hit(1_000, lane) for lane in (Lane.SNARE, Lane.CRASH)]
    found = [*both_hands, *(Hit(ms, Lane.HIHAT_CLOSED) for ms in (1_000, 2_000))]
    assert feet.written(clip, found) == {'closed': Count(0, 1, 1), 'open': Count(), 'pedal': Count(1, 2, 1)}
    taken = feet.taken_for(clip, found)
    assert taken['pedal'] == {'closed': 1, 'open': 0, 'pedal': 1, 'nothing': 0}
    assert taken['closed']['nothing'] == 1
