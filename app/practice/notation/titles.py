"""Titles as they are printed: what is typed as Bb and F# stands there as B♭ and F♯."""

import re

_TONE = re.compile(r'(?<![\w♭♯])([A-G])([b#])(?=m?(?![\w#♯♭]))')
_SIGNS = {'b': '♭', '#': '♯'}


def printed(title: str) -> str:
    """A title for a sheet; words that are no tone or key stay as they are."""
    return _TONE.sub(lambda found: found[1] + _SIGNS[found[2]], title)
