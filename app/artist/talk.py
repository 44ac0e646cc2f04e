"""The conversation with the adviser: asked, answered, kept; and what its buttons do.

Who asks is answered by our own rules, or, where the installation is connected to a language model and the person has
agreed, by that behind its guard rails (`app.artist.engine`). Both say who answered.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import throttle
from app.accounts.throttle import Limit
from app.artist.adviser import answering, going_on
from app.artist.adviser.known import Artist
from app.artist.adviser.places import MEMORY, of_fact
from app.artist.adviser.says import Answer, quoted
from app.artist.engine import asking
from app.artist.memory import facts
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from models import ChatMessage
from models.types import utc_now

MOST_CHARS, MOST_KEPT, PAGE = 1000, 1000, 50
PACE = Limit('adviser', free=120, window_s=600, pause_s=20, longest_s=600)
USER, ASSISTANT = 'user', 'assistant'
GONE = 'This message does not exist any more.'
PRESSED = 'This button was pressed already; what it did stands below.'
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `spans` are beginning, end and place of the source for each figure in it; `pressed` is the place of
    the button that was pressed. `by` says who answered."""

    id: str
    role: str
    content: str
    created_at: datetime
    intent: str = ''
    by: str = ''
    is_unsure: bool = False
    spans: tuple[tuple[int, int, int], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    buttons: tuple[Mapping[str, Any], ...] = ()
    pressed: int | None = None

    @property
    def is_mine(self) -> bool:
        """Whether the person wrote it."""
        return self.role == USER


def history(user_id: str, before: str = '', limit: int = PAGE) -> list[Message]:
    """The last messages before one of them, the oldest first."""
    mine = [col(ChatMessage.artist_id) == user_id]
    if before:
        mine.append(col(ChatMessage.id) < before)
    wanted = sa.select(ChatMessage).where(*mine).order_by(col(ChatMessage.id).desc()).limit(limit)
    with reading() as session:
        return [_message(row) for row in reversed(list(session.scalars(wanted)))]


def ask(
    user_id: str, question: str, intent: str = '', *, now: datetime | None = None, on_text: Told | None = None
) -> list[Message]:
    """Ask something; returns the question and its answer as they are kept.

    Parameters
    ----------
    intent : what the question is, where somebody has said so by a button.
    on_text : is told the beginning of an answer while a language model writes it, as far as it was checked.

    Raises
    ------
    Invalid
        It is empty or too long.
    TooManyTries
        Too many questions in a short time.
    """
    said = checked(question)
    throttle.count(PACE, user_id)
    answer = answered(user_id, said, intent, now=now, on_text=on_text)
    with transaction() as session:
        accounts.acting(session, user_id)
        rows = [
            _add(session, user_id, USER, said, {}),
            _add(session, user_id, ASSISTANT, answer.content, answer.details()),
        ]
        _thin(session, user_id)
        return [_message(row) for row in rows]


def answered(
    user_id: str, question: str, intent: str = '', *, now: datetime | None = None, on_text: Told | None = None
) -> Answer:
    """The answer to a question, not kept: by a language model where that may be asked, else our own.

    A short one goes on from the question before it, and its answer says what was understood.
    """
    artist = Artist(user_id, now or utc_now())
    topic = going_on.of(artist, question, _topic_before(user_id)) if not intent else None
    in_words = going_on.in_words(artist, topic) if topic is not None else question
    answer = asking.answered(artist, in_words, on_text) if not intent else None
    if answer is None:
        answer = answering.own_answer(artist, question, intent, topic)
    answer.topic = going_on.kept(artist, topic or answering.topic_of(artist, question, answer))
    return answer.led_by(going_on.told(artist, topic)) if topic is not None else answer


def _topic_before(user_id: str) -> Mapping[str, Any]:
    """What the last answer was about; empty where nothing can go on from it."""
    mine = sa.select(ChatMessage).where(col(ChatMessage.artist_id) == user_id)
    with reading() as session:
        row = session.scalar(mine.order_by(col(ChatMessage.id).desc()).limit(1))
        told: Mapping[str, Any] = json.loads(row.details or '{}').get('topic', {}) if row is not None else {}
    return told


def clear(user_id: str) -> None:
    """Delete the conversation; what was told to be remembered stays."""
    with transaction() as session:
        accounts.acting(session, user_id)
        gone = sa.delete(ChatMessage).where(col(ChatMessage.artist_id) == user_id)
        session.execute(gone.execution_options(synchronize_session=False))


def press(user_id: str, message_id: str, place: int) -> Message:
    """Press a button of a message; returns what the adviser says to it.

    Raises
    ------
    NotFound
        There is no such message or button.
    NotAllowed
        It was pressed before, or does nothing by itself.
    """
    with reading() as session:
        row = _theirs(session, user_id, message_id)
        told = json.loads(row.details)
    buttons = told.get('buttons', [])
    if not 0 <= place < len(buttons):
        raise NotFound(GONE)
    if told.get('pressed') is not None:
        raise NotAllowed(PRESSED)
    button = buttons[place]
    if button['do'] not in DEEDS:
        raise NotAllowed('This button leads somewhere or asks something; it does nothing by itself.')
    answer = DEEDS[button['do']](user_id, button['given'])
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _theirs(session, user_id, message_id)
        row.details = json.dumps(told | {'pressed': place})
        session.add(row)
        return _message(_add(session, user_id, ASSISTANT, answer.content, answer.details()))


def checked(question: str) -> str:
    """A question as it is kept; raises Invalid."""
    said = question.strip()
    if not 1 <= len(said) <= MOST_CHARS:
        raise Invalid({'question': f'Ask in 1 to {MOST_CHARS:,} characters.'})
    return said


def _keep(user_id: str, given: Mapping[str, Any]) -> Answer:
    fact = facts.keep(user_id, str(given['content']), facts.CONFIRMED)
    answer = Answer('remember').say('I keep this: {fact}', fact=quoted(fact.content, of_fact(fact.id)))
    return answer.offer('Undo', 'forget', ids=[fact.id]).open('What I know about you', MEMORY)


def _replace(user_id: str, given: Mapping[str, Any]) -> Answer:
    fact = facts.replace(user_id, str(given['id']), str(given['content']))
    answer = Answer('remember').say('From now on: {fact}', fact=quoted(fact.content, of_fact(fact.id)))
    return answer.offer('Undo', 'take_back', ids=[given['id']])


def _forget(user_id: str, given: Mapping[str, Any]) -> Answer:
    ids = [str(one) for one in given['ids']]
    facts.forget(user_id, ids)
    return Answer('forget').say('It is forgotten.').offer('Undo', 'take_back', ids=ids)


def _take_back(user_id: str, given: Mapping[str, Any]) -> Answer:
    ids = [str(one) for one in given['ids']]
    facts.take_back(user_id, ids)
    answer = Answer('remember').say('I know it again.')
    return answer.open('What I know about you', MEMORY)


def _nothing(user_id: str, given: Mapping[str, Any]) -> Answer:
    return Answer('remember').say('Nothing was changed.')


DEEDS: dict[str, Callable[[str, Mapping[str, Any]], Answer]] = {
    'keep': _keep,
    'replace': _replace,
    'forget': _forget,
    'take_back': _take_back,
    'nothing': _nothing,
}


def _add(session: Session, user_id: str, role: str, content: str, details: Mapping[str, Any]) -> ChatMessage:
    row = ChatMessage(artist_id=user_id, role=role, content=content, details=json.dumps(details))
    session.add(row)
    session.flush()
    return row


def _thin(session: Session, user_id: str) -> None:
    """Keep the last so many messages."""
    mine = col(ChatMessage.artist_id) == user_id
    kept = sa.select(col(ChatMessage.id)).where(mine).order_by(col(ChatMessage.id).desc()).offset(MOST_KEPT).limit(1)
    oldest = session.scalar(kept)
    if oldest is not None:
        gone = sa.delete(ChatMessage).where(mine, col(ChatMessage.id) <= oldest)
        session.execute(gone.execution_options(synchronize_session=False))


def _theirs(session: Session, user_id: str, message_id: str) -> ChatMessage:
    row = session.get(ChatMessage, message_id)
    if row is None or row.artist_id != user_id:
        raise NotFound(GONE)
    return row


def _message(row: ChatMessage) -> Message:
    told = json.loads(row.details or '{}')
    return Message(
        id=row.id,
        role=row.role,
        content=row.content,
        created_at=row.created_at,
        intent=told.get('intent', ''),
        by=told.get('by', ''),
        is_unsure=bool(told.get('unsure')),
        spans=tuple((int(a), int(b), int(c)) for a, b, c in told.get('spans', ())),
        sources=tuple(told.get('sources', ())),
        buttons=tuple(told.get('buttons', ())),
        pressed=told.get('pressed'),
    )
