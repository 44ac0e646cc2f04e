"""Writes docs/conformance.md: `python -m tests.audio.conformance`."""

from collections.abc import Iterable
from pathlib import Path

from tests.audio.cases import Case, shared, synthesised

PAGE = Path(__file__).parents[2] / 'docs' / 'conformance.md'
HEAD = """# What the meter reads of the standards' signals

Made by `python -m tests.audio.conformance`; `tests/audio/test_meter.py` keeps it true. I, M and S in LUFS, LRA in LU,
TP in dBTP; - means no loudness. The signals of the first table are synthesised from the descriptions in EBU Tech 3341,
EBU Tech 3342 and ITU-R BS.1770-5; those of the second are files (EBU test set, ITU-R BS.2217, real music) that are not
part of the project, with the tolerances of their manifest.
"""


def lines(cases: Iterable[Case]) -> list[str]:
    """Rows of the table: case, value, expected, got."""
    out = []
    for case in cases:
        for field, expected, got, passed in case.rows():
            word = 'pass' if passed else '**fail**'
            out.append(f'| {case.name} | {case.spec} | {field} | {_number(expected)} | {_number(got)} | {word} |')
    return out


def _number(value: float | None) -> str:
    return '-' if value is None else f'{value:.2f}'


def main() -> None:
    """Measure everything and write the page."""
    table = ['| case | what | value | expected | got | |', '|---|---|---|---|---|---|']
    parts = [HEAD, '## Synthesised', '\n'.join([*table, *lines(synthesised())])]
    files = lines(shared())
    if files:
        parts += ['## Files', '\n'.join([*table, *files])]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text('\n\n'.join(part.strip() for part in parts) + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
