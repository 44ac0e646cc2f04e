"""What a server says of a file before it sends it: how large it is, what it is called, and whether it is one."""

import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote

from app import areas, storage
from app.errors import NoAnswer, NotAllowed
from app.outbound import Answer
from app.uploads.naming import clean_name, parted

LATER = (408, 425, 429, 500, 502, 503, 504)
NO_FILE = 'This address leads to a page, not to a file. Copy the address of the download itself.'
_PAGE = re.compile(rb'\s*(<!doctype html|<html|<head|<\?xml[^>]*>\s*<!doctype html)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as its server tells of it; `start` is the byte at which what it sends begins."""

    name: str
    size: int
    start: int
    version: str | None


def described(answer: Answer, have: int) -> RemoteFile:
    """What is about to be sent, if `have` bytes of it have come before.

    Raises
    ------
    NoAnswer
        Not now; it may be there later.
    NotAllowed
        It is no file that is taken here.
    """
    if answer.status in LATER:
        raise NoAnswer(f'{answer.address.netloc} answered {answer.status}.')
    if answer.status not in (200, 206):
        raise NotAllowed(f'{answer.address.netloc} answered {answer.status}: the file is not there for us.')
    kind = answer.headers.get('content-type', '').partition(';')[0].strip().lower()
    if kind in ('text/html', 'application/xhtml+xml'):
        raise NotAllowed(NO_FILE)
    if answer.headers.get('content-encoding', 'identity').lower() != 'identity':
        raise NotAllowed(f'{answer.address.netloc} sends the file packed in a way that was not asked for.')
    start, size = _extent(answer, have)
    return RemoteFile(_name(answer, kind), size, start, answer.headers.get('etag'))


def check_beginning(block: bytes) -> None:
    """Raise NotAllowed for a page, whatever its server calls it."""
    if _PAGE.match(block[:512]):
        raise NotAllowed(NO_FILE)


def _extent(answer: Answer, have: int) -> tuple[int, int]:
    if answer.status == 206:
        found = re.fullmatch(r'bytes (\d{1,15})-(\d{1,15})/(\d{1,15})', answer.headers.get('content-range', '').strip())
        if found is None or int(found[1]) != have or int(found[2]) != int(found[3]) - 1:
            raise NoAnswer(f'{answer.address.netloc} sent another part of the file than was asked for.')
        return have, int(found[3])
    said = answer.headers.get('content-length', '').strip()
    if not re.fullmatch(r'\d{1,15}', said):
        raise NotAllowed(f'{answer.address.netloc} does not say how large the file is, so it is not fetched.')
    return 0, int(said)


def _name(answer: Answer, kind: str) -> str:
    """What the file is called: as its server says, or as its address ends, with a suffix that is taken here."""
    name = clean_name(_disposition(answer) or unquote(answer.address.path.partition('?')[0]))
    if parted(name)[1].lower() in areas.accepts():
        return name
    suffix = storage.suffix_for(kind)
    if suffix not in areas.accepts():
        raise NotAllowed(f'“{name}” is no kind of file that is taken here.')
    return clean_name(parted(name)[0] + suffix)


def _disposition(answer: Answer) -> str:
    said = Message()
    said['content-disposition'] = ''.join(
        sign for sign in answer.headers.get('content-disposition', '') if sign.isprintable()
    )[:1000]
    name = said.get_filename('') or ''
    try:
        return name.encode('latin-1').decode()  # many servers write UTF-8 plainly
    except UnicodeError:
        return name
