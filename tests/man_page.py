"""docs/command-line.md as a manual page: the few things that the page uses of Markdown, in the words of man(7)."""

import re
from collections.abc import Iterator

_LINK = re.compile(r'\[([^\]]+)\]\([^)]+\)')
_MARKS = re.compile(r'(`[^`]+`|\*\*[^*]+\*\*)')
SECTION = 1


def roff(page: str) -> str:
    """The whole page; its first heading names nothing here, and its first sentence stands in NAME."""
    lines = [line for line in page.splitlines() if not line.startswith('<!--')]
    first = next(at for at, line in enumerate(lines) if line.startswith('# '))
    return '\n'.join(
        [
            '.\\" Written by python -m tests.manual from docs/command-line.md.',
            f'.TH LEVELMIX {SECTION} "" LevelMix "LevelMix"',
            '.SH NAME',
            'levelmix \\- bring DJ mixes to exactly the loudness that you choose',
            '.SH SYNOPSIS',
            '.B levelmix',
            '.I COMMAND',
            '[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]',
            '.SH DESCRIPTION',
            *_body(lines[first + 1 :]),
            '',
        ]
    )


def _body(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    shown = False
    for line in [*lines, '']:
        if shown:
            shown = line != '```'
            yield _plain(line) if shown else '.EE'
        elif line.startswith('```'):
            yield from _told(paragraph)
            yield from ('.PP', '.EX')
            shown = True
        elif line.startswith('|'):
            yield from _told(paragraph)
            yield from _row(line)
        elif line.startswith('#'):
            yield from _told(paragraph)
            words = line.lstrip('#').strip()
            yield f'.SS {_quoted(words)}' if line.startswith('### ') else f'.SH {_quoted(words.upper())}'
        elif line.strip():
            paragraph.append(line.strip())
        else:
            yield from _told(paragraph)


def _told(paragraph: list[str]) -> Iterator[str]:
    """What was gathered as one paragraph, once."""
    if paragraph:
        yield '.PP'
        yield _marked(' '.join(paragraph))
        paragraph.clear()


def _row(line: str) -> Iterator[str]:
    """A row of two columns: a word and what it means; heads and rules are left out."""
    word, meaning = (cell.strip() for cell in re.split(r'(?<!\\)\|', line.strip('|'), maxsplit=1))
    if re.fullmatch(r'-+', word) or word in ('code', 'argument or option'):
        return
    yield '.TP'
    yield _marked(word)
    yield _marked(meaning)


def _marked(text: str) -> str:
    """A text with its words of the program in bold; what begins like a request does not begin a line."""
    pieces = _MARKS.split(_LINK.sub(r'\1', text))
    said = ''.join(
        f'\\fB{_escaped(piece.strip("`*"))}\\fR' if _MARKS.fullmatch(piece) else _escaped(piece) for piece in pieces
    )
    return f'\\&{said}' if said[:1] in ".'" else said


def _plain(line: str) -> str:
    escaped = _escaped(line)
    return f'\\&{escaped}' if escaped[:1] in ".'" else escaped


def _quoted(text: str) -> str:
    words = _escaped(text.replace('`', '')).replace('"', '\\(dq')
    return f'"{words}"'


def _escaped(text: str) -> str:
    """Signs that man(7) reads as something else; a dash that is typed stays one that can be copied."""
    known = {
        '\\': '\\e',
        '-': '\\-',
        '…': '...',
        '–': '\\(en',
        '—': '\\(em',
        '−': '\\-',
        '’': "'",
        '“': '\\(lq',
        '”': '\\(rq',
    }
    return ''.join(known.get(sign, sign) for sign in text)
