"""From the bytes that somebody brings to the root of a MusicXML file: plain or packed, bounded, and without
entities.
"""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from app.practice.notation.errors import NoMusic, TooMuch

LARGEST_FILE = 10_000_000
LARGEST_XML = 40_000_000
MOST_ELEMENTS = 1_000_000
DEEPEST = 40
LARGEST_LIST = 64_000
NOT_MUSIC = 'This is no MusicXML file: export the piece as MusicXML (.musicxml or .mxl), and bring that.'
DAMAGED = 'This file is damaged: export the piece as MusicXML once more, and bring that.'
TOO_LARGE = 'This file is larger than the 10 MB that are read: bring a shorter piece, or a part of it.'


def root_of(data: bytes) -> Element:
    """The `<score-partwise>` of a file.

    Raises
    ------
    NoMusic
        It is none, or damaged.
    TooMuch
        It is larger than what is read, packed or unpacked.
    """
    if len(data) > LARGEST_FILE:
        raise TooMuch(TOO_LARGE)
    root = _parse(_unpacked(data) if data[:4] == b'PK\x03\x04' else data)
    if root.tag == 'score-timewise':
        raise NoMusic('This file has its bars by time, not by part, and few programs read that: export it as partwise.')
    if root.tag != 'score-partwise':
        raise NoMusic(NOT_MUSIC)
    return root


def _unpacked(data: bytes) -> bytes:
    """What an .mxl file has in it; its list of contents says which."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            name = _listed(packed) if 'META-INF/container.xml' in names else ''
            if name not in names:
                name = next((one for one in names if one.endswith(('.musicxml', '.xml')) and 'META-INF' not in one), '')
            if not name:
                raise NoMusic(NOT_MUSIC)
            return _bounded(packed, name, LARGEST_XML)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise NoMusic(DAMAGED) from error


def _listed(packed: zipfile.ZipFile) -> str:
    root = _parse(_bounded(packed, 'META-INF/container.xml', LARGEST_LIST))
    for element in root.iter():
        if element.tag.rpartition('}')[2] == 'rootfile' and element.get('full-path'):
            return element.get('full-path') or ''
    return ''


def _bounded(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """As many bytes as are taken, and not what the directory of the archive promises."""
    with packed.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooMuch(TOO_LARGE)
    return data


class _Counting:
    """Builds the tree, no larger and no deeper than music is."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.elements = 0
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements, self.depth = self.elements + 1, self.depth + 1
        if self.elements > MOST_ELEMENTS or self.depth > DEEPEST:
            raise TooMuch(TOO_LARGE)
        self.builder.start(name, attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(name)


def _parse(data: bytes) -> Element:
    tree = _Counting()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.builder.data
    # Music needs no entities of its own; what declares some wants to grow, or to read other files.
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
        return tree.builder.close()
    except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
        raise NoMusic(NOT_MUSIC if not data.lstrip().startswith(b'<') else DAMAGED) from error


def _refuse(*_declared: object) -> None:
    raise NoMusic('This file declares entities of its own, which music needs none of: export it from a music program.')
