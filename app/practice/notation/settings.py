"""What a score has beside its notes, kept in the file, so that it comes back as it was."""

import json
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from app.errors import NotAllowed
from app.practice.score import Score
from app.practice.score_json import from_json, to_json

PREFIX = 'levelmix-'
NAMES = (
    'kind', 'description', 'difficulty', 'style', 'form', 'hands', 'options', 'seed', 'version', 'tags',
    'substitutions',
)  # fmt: skip
LONGEST = 100_000


def remembered(score: Score) -> dict[str, Any]:
    """By the names that a score has them under; what is as usual is left out."""
    data = to_json(score)
    return {name: data[name] for name in NAMES if name in data}


def recalled(score: Score, root: Element) -> Score:
    """The score that was read, with what its file says of it; as it was read, where that does not fit."""
    found: dict[str, Any] = {}
    for field in root.iterfind('identification/miscellaneous/miscellaneous-field'):
        name, text = (field.get('name') or '').removeprefix(PREFIX), field.text or ''
        if name in NAMES and (field.get('name') or '').startswith(PREFIX) and len(text) <= LONGEST:
            try:
                found[name] = json.loads(text)
            except ValueError:
                return score
    if not found:
        return score
    try:
        made = from_json({**to_json(score), **found})
    except (NotAllowed, RecursionError):
        return score
    inside = tuple(one for one in made.substitutions if one.bar >= 0 and one.bars.stop <= len(made.bars))
    return replace(made, substitutions=inside)
