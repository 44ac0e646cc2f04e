"""Headings of a text, with which its chapters begin: Markdown's, and lines like “Chapter 3” that stand alone."""

import re

from app.voice.text.clean import has_words

MARK = '\ue000'
"""Stands before a heading on its way through this package. Nobody can write it: `clean.tidied` takes it out."""
MOST_SIGNS = 120
"""A longer line is no heading, however it begins."""
_MARKDOWN = re.compile(r'\s{0,3}#{1,6}\s+(\S.*)')
_CLOSING = re.compile(r'\s#{1,6}\Z')
_PARTS = (
    'chapter|part|book|act|scene|volume|cap[ií]tulo|parte|libro|livro|chapitre|partie|livre|capitolo|kapitel|teil'
    '|अध्याय|भाग'
)
_ALONE = re.compile(
    'prologue|epilogue|preface|foreword|afterword|introduction|pr[oó]logo|ep[ií]logo|épilogue|préface|prefazione|prefacio'
    '|prefácio',
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf'(?:{_PARTS})\s{{1,3}}(?:\d{{1,4}}|[ivxlcdm]{{1,8}})\.?(?:\s{{0,3}}[:–—-]\s.*)?', re.IGNORECASE
)
_SPELLED = re.compile(
    rf'(?:{_PARTS})\s{{1,3}}(?:(?:\d{{1,4}}|[ivxlcdm]{{1,8}})\.\s\S.*|[^\W\d_]{{2,20}}(?:[\s-][^\W\d_]{{2,20}})?'
    r'(?:\s{0,3}[.:–—-]\s.*)?)',
    re.IGNORECASE,
)
"""These may be sentences, too: they have to stand between empty lines."""
_RULE = re.compile(r'={3,}')
_FENCES = ('```', '~~~')


def marked(text: str) -> str:
    """The text with a mark before each heading, and without what makes a heading of it."""
    lines = text.split('\n')
    found, inside = list[str](), False
    for place, line in enumerate(lines):
        bare = line.strip()
        inside ^= bare.startswith(_FENCES)
        if not inside and _RULE.fullmatch(bare) and found and found[-1].strip():
            found[-1] = MARK + found[-1].lstrip(MARK)
            found.append('')
        elif not inside and (title := _title(lines, place, bare)):
            found.append(MARK + title)
        else:
            found.append(line)
    return '\n'.join(found)


def _title(lines: list[str], place: int, bare: str) -> str:
    """The words of a heading; empty where the line is none."""
    if not bare or len(bare) > MOST_SIGNS or not has_words(bare):
        return ''
    if sharp := _MARKDOWN.fullmatch(lines[place]):
        return _CLOSING.sub('', sharp[1].rstrip()).rstrip()
    if _NUMBERED.fullmatch(bare):
        return bare
    alone = all(not line.strip() for line in (*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]))
    return bare if alone and len(lines) > 1 and (_ALONE.fullmatch(bare) or _SPELLED.fullmatch(bare)) else ''
