"""Numbers as people's programs write them; whether a comma divides or groups is decided by all of a column."""

import re
from dataclasses import dataclass

MISSING = frozenset(('', 'undefined', 'n/a', 'na', 'nan', 'null', 'none', '-', '–', '—', '--'))
"""What stands where there is no number; it is no zero."""
_DRESSED = re.compile(r"[\s\u00a0\u202f'’$€£¥%+]|^(?:USD|EUR|GBP)\s*", re.IGNORECASE)
_GROUPED = re.compile(r'\d{1,3}(?:[.,]\d{3})+')
_POINT = re.compile(r'-?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?')
_COMMA = re.compile(r'-?(?:\d+|\d{1,3}(?:\.\d{3})+)?(?:,\d*)?')


def _bare(text: str) -> str:
    bare = _DRESSED.sub('', text.strip()).replace('−', '-')
    return f'-{bare[1:-1]}' if bare.startswith('(') and bare.endswith(')') else bare


@dataclass(slots=True)
class NumberSurvey:
    """Which sign divides whole from fraction in a column: every value that can only be read in one way has a vote.

    `whole` says that things are counted, so that 1.234 with three digits behind each point is a thousand and more.
    """

    whole: bool = True
    point: int = 0
    comma: int = 0
    pointed: int = 0
    """How many have points alone, three digits apart: groups or a fraction."""

    def add(self, text: str) -> None:
        """Let one cell vote."""
        if text.isdigit():
            return
        bare = _bare(text).lstrip('-')
        last_point, last_comma = bare.rfind('.'), bare.rfind(',')
        if last_point < 0 and last_comma < 0:
            return
        if last_point >= 0 and last_comma >= 0:
            self._vote(last_point > last_comma)
        elif last_comma < 0:
            if not _GROUPED.fullmatch(bare):
                self._vote(is_point=True)
            elif bare.count('.') > 1:
                self._vote(is_point=False)
            else:
                self.pointed += 1
        elif not _GROUPED.fullmatch(bare):
            self._vote(is_point=False)
        elif bare.count(',') > 1:
            self._vote(is_point=True)

    def _vote(self, is_point: bool) -> None:
        if is_point:
            self.point += 1
        else:
            self.comma += 1

    def decimal(self, suggests_comma: bool = False) -> str:
        """The sign: `.` or `,`. `suggests_comma` is what the rest of the file lets one think where nothing else does:
        semicolons between its cells."""
        if self.point != self.comma:
            return '.' if self.point > self.comma else ','
        if self.pointed and self.whole:
            return ','
        return ',' if suggests_comma else '.'


def read(text: str, decimal: str) -> float | None:
    """The number in a cell; None where there is none. Raises ValueError for what is no number with this sign."""
    if text.isdigit() and text.isascii():
        return float(text)
    if text.strip().casefold() in MISSING:
        return None
    bare = _bare(text)
    if not any(one.isdigit() for one in bare) or not (_POINT if decimal == '.' else _COMMA).fullmatch(bare):
        raise ValueError(f'“{text.strip()[:40]}” cannot be read as a number.')
    return float(bare.replace(',', '') if decimal == '.' else bare.replace('.', '').replace(',', '.'))
