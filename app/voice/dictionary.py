"""How somebody wants words to be said: a dictionary for each user, which every text of theirs is read with."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from app.voice.text.alphabet import from_ipa
from models import Pronunciation

WORD_LIMIT, SAID_LIMIT, MOST = 80, 200, 1000
GONE = 'This entry does not exist, or it was deleted.'


@dataclass(frozen=True, slots=True)
class Entry:
    """A word, and how it is said: another spelling, or IPA between slashes."""

    id: str
    word: str
    said: str


def entries(user_id: str) -> list[Entry]:
    """All of a user, by the word."""
    mine = select(Pronunciation).where(col(Pronunciation.user_id) == user_id).order_by(col(Pronunciation.folded))
    with reading() as session:
        return [_entry(row) for row in session.exec(mine)]


def get(user_id: str, entry_id: str) -> Entry:
    """One of a user; raises NotFound."""
    with reading() as session:
        return _entry(_owned(session, user_id, entry_id))


def add(user_id: str, word: str, said: str) -> Entry:
    """Say how a word is said.

    Raises
    ------
    Invalid
        The word has an entry already, or either cannot be read.
    """
    word, said = _checked(word, said)
    with transaction() as session:
        accounts.acting(session, user_id)
        mine = col(Pronunciation.user_id) == user_id
        if (session.scalar(sa.select(sa.func.count()).select_from(Pronunciation).where(mine)) or 0) >= MOST:
            raise NotAllowed(f'A dictionary has at most {MOST:,} entries: delete one that you do not need.')
        _check_free(session, user_id, word)
        row = Pronunciation(user_id=user_id, word=word, folded=word.casefold(), said=said)
        session.add(row)
        session.flush()
        return _entry(row)


def change(user_id: str, entry_id: str, word: str, said: str, check: Callable[[Entry], None] = lambda _: None) -> Entry:
    """Change an entry; `check` sees it as it is in the transaction. Raises as `add` and `get`."""
    word, said = _checked(word, said)
    with transaction() as session:
        row = _owned(session, user_id, entry_id)
        check(_entry(row))
        if row.folded != word.casefold():
            _check_free(session, user_id, word)
        row.word, row.folded, row.said = word, word.casefold(), said
        session.add(row)
        session.flush()
        return _entry(row)


def delete(user_id: str, entry_id: str, check: Callable[[Entry], None] = lambda _: None) -> None:
    """Forget an entry; raises NotFound."""
    with transaction() as session:
        row = _owned(session, user_id, entry_id)
        check(_entry(row))
        session.delete(row)


def for_text(user_id: str, text: str) -> dict[str, str]:
    """The entries whose words are in a text: what a job is told, so that it is said as it was asked for."""
    folded = text.casefold()
    return {entry.word: entry.said for entry in entries(user_id) if entry.word.casefold() in folded}


def _entry(row: Pronunciation) -> Entry:
    return Entry(row.id, row.word, row.said)


def _owned(session: Session, user_id: str, entry_id: str) -> Pronunciation:
    row = session.get(Pronunciation, entry_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def _check_free(session: Session, user_id: str, word: str) -> None:
    same = (col(Pronunciation.user_id) == user_id, col(Pronunciation.folded) == word.casefold())
    if session.exec(select(Pronunciation.id).where(*same)).first() is not None:
        raise Invalid({'word': f'“{word}” is in your dictionary already: change that entry.'})


def _checked(word: str, said: str) -> tuple[str, str]:
    found = Invalid.read({'word': lambda: _word(word), 'said': lambda: _said(said)})
    return found['word'], found['said']


def _word(given: str) -> str:
    word = ' '.join(given.split())
    if not 0 < len(word) <= WORD_LIMIT or not any(sign.isalnum() for sign in word):
        raise NotAllowed(f'Write the word as it stands in your texts, in up to {WORD_LIMIT} characters.')
    return word


def _said(given: str) -> str:
    said = ' '.join(given.split())
    if not 0 < len(said) <= SAID_LIMIT or not any(sign.isalnum() for sign in said):
        raise NotAllowed(f'Write how it is said, like “gice”, or in IPA like /ɡaɪs/, in up to {SAID_LIMIT} characters.')
    if said.startswith('/') and said.endswith('/') and not from_ipa(said, 'en-us').strip('ˈˌ '):
        raise NotAllowed('Between the slashes there is no sound that the voices know: write IPA, like /ɡaɪs/.')
    return said
