"""A score goes through JSON and back, and what is no score is refused in a sentence."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NotAllowed
from app.practice.generator.making import generate
from app.practice.options import Difficulty, Kind, Options, Style
from app.practice.score_json import from_json, to_json
from tests.app.practice_support import KEYS


@given(
    kind=st.sampled_from(list(Kind)),
    level=st.sampled_from(list(Difficulty)),
    style=st.sampled_from(list(Style)),
    key=st.sampled_from(KEYS),
    seed=st.integers(0, 10**9),
)
@settings(max_examples=40, deadline=None)
def test_nothing_is_lost(kind: Kind, level: Difficulty, style: Style, key: str, seed: int) -> None:
    score = generate(Options(kind=kind, difficulty=level, style=style, key=key, seed=seed))
    assert from_json(json.loads(json.dumps(to_json(score)))) == score


def saved() -> dict[str, Any]:
    return copy.deepcopy(to_json(generate(Options(seed=4))))


def _set(path: list[str | int], value: object) -> dict[str, Any]:
    data: Any = saved()
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ('path', 'value', 'says'),
    [
        (['bars'], 'none', 'bars is not as it should be'),
        (['tempo'], '120', 'tempo is not'),
        (['tempo'], True, 'tempo is not'),
        (['key'], 'H', 'no key called'),
        (['time'], '9/7', 'no time signature'),
        (['bars', 0, 'length'], '1/0', 'length is not'),
        (['bars', 0, 'length'], '1e999999999', 'length is not'),
        (['bars', 0, 'notes', 0, 'pitch'], 'X4', 'no note called'),
        (['bars', 0, 'chords', 0, 'chord'], 'Hmaj', 'no chord called'),
        (['kind'], 'OPERA', 'kind is not'),
        (['surprise'], 1, 'something unknown'),
        (['bars', 0], None, 'bars 1 is not'),
    ],
)
def test_what_is_no_score_is_refused_in_a_sentence(path: list[str | int], value: object, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        from_json(_set(path, value))


def test_what_is_missing_is_named() -> None:
    data = saved()
    del data['bars'][0]['length']
    with pytest.raises(NotAllowed, match='length is missing'):
        from_json(data)
