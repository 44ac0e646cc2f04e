"""What assistants may call on a server: pieces written and found, what is due today, sessions written down."""

import secrets
from typing import Annotated

from pydantic import Field

from app.practice import past_sessions, piece_lists, pieces, reviews, schedule
from app.practice.journal import MOST_ITEMS, MOST_MINUTES, NOTES_LIMIT
from app.practice.options import FASTEST, MOST_BARS, SLOWEST, Difficulty, Form, Kind, Options, Style
from app.practice.pieces import Piece as PieceView
from app.tools import Call, Given, NoArguments, Told, Tool, Toolbox
from models.types import utc_now

MOST = 50
PieceId = Annotated[str, Field(min_length=1, max_length=64, description='The id of a piece; see list_pieces.')]


class PieceWanted(Given):
    """A piece as somebody asks for it; what is left out is chosen to fit."""

    type: Kind = Field(Kind.JAZZ_LICK, description='Which kind of piece.')
    key: str = Field('C', min_length=1, max_length=10, description='Like C, Gb or F#m.')
    difficulty: Difficulty = Field(Difficulty.INTERMEDIATE, description='Which level.')
    style: Style = Field(Style.SWING, description='Which style.')
    tempo: int | None = Field(None, ge=SLOWEST, le=FASTEST, description='In beats a minute.')
    time_signature: str | None = Field(None, max_length=5, description='Like 4/4.')
    bars: int | None = Field(None, ge=1, le=MOST_BARS, description='How many there are.')
    form: Form | None = Field(None, description='Which form.')
    seed: int | None = Field(None, ge=0, lt=2**31, description='The same is the same piece; without one it is new.')


class WhichPieces(Given):
    """Which pieces are listed."""

    search: str = Field('', max_length=200, description='Only those with these words in title or description.')
    type: Kind | None = Field(None, description='Only pieces of this type.')
    difficulty: Difficulty | None = Field(None, description='Only pieces of this level.')
    limit: int = Field(20, ge=1, le=MOST, description='So many at most, the newest first.')


class PlayedPiece(Given):
    """A piece that was played."""

    piece_id: PieceId
    minutes: int = Field(0, ge=0, le=MOST_MINUTES)
    repetitions: int = Field(1, ge=1, le=1000)
    score: float | None = Field(None, ge=0, le=100, description='How it went; says when it is due again.')


class PracticeDone(Given):
    """A session that is over."""

    minutes: int = Field(ge=1, le=MOST_MINUTES, description='How long it took; it ended just now.')
    notes: str = Field('', max_length=NOTES_LIMIT, description='What is to be remembered of it.')
    rating: int | None = Field(None, ge=1, le=5, description='How it went, in stars.')
    played: list[PlayedPiece] = Field(
        default_factory=list, max_length=MOST_ITEMS, description='The pieces that were played, if any.'
    )


class Piece(Told):
    """Something to practise."""

    piece_id: str
    title: str
    description: str
    type: str
    difficulty: str
    key: str
    tempo: int = Field(description='In beats a minute.')
    style: str
    page: str = Field(description='Where people see, hear and play it.')
    pdf: str = Field(description='Where it is downloaded to print, with the same API key as Bearer.')


class Pieces(Told):
    """Pieces, the newest first."""

    pieces: list[Piece]
    has_more: bool


class DuePiece(Told):
    """A piece that should be played again."""

    piece_id: str
    title: str
    type: str
    difficulty: str
    lapses: int = Field(description='How often it went badly.')
    last_score: float | None = Field(description='0 to 100.')
    page: str


class Today(Told):
    """What should be practised."""

    due: list[DuePiece] = Field(description='First what went badly most often.')
    next_planned: str | None = Field(description='When the user wants to practise next, in their own time zone.')


class Logged(Told):
    """A session as it stands in the journal now."""

    session_id: str
    minutes: int
    page: str


def generate_piece(call: Call, given: PieceWanted) -> Piece:
    """Have a piece written."""
    known = given.model_dump(exclude={'type', 'time_signature', 'seed'})
    seed = secrets.randbelow(2**31) if given.seed is None else given.seed
    options = Options(kind=given.type, time=given.time_signature, seed=seed, **known)
    return _told(call, pieces.create(call.user_id, options))


def list_pieces(call: Call, given: WhichPieces) -> Pieces:
    """The user's own pieces."""
    wanted = piece_lists.Wanted(given.search, given.type or '', given.difficulty or '')
    found = piece_lists.mine_behind(call.user_id, wanted, None, given.limit + 1)
    return Pieces(pieces=[_told(call, one) for one in found[: given.limit]], has_more=len(found) > given.limit)


def list_due_pieces(call: Call, given: NoArguments) -> Today:
    """What is due today."""
    found = [
        DuePiece(
            piece_id=one.content_id,
            title=one.title,
            type=one.type,
            difficulty=one.difficulty,
            lapses=one.lapses,
            last_score=one.last_score,
            page=_page(call, one.content_id),
        )
        for one in reviews.due(call.user_id, MOST, utc_now())
    ]
    planned = schedule.next_times(call.user_id, 1)
    return Today(due=found, next_planned=planned[0].isoformat() if planned else None)


def log_practice(call: Call, given: PracticeDone) -> Logged:
    """Write a session down."""
    played = [past_sessions.Played(one.piece_id, one.minutes, one.repetitions, one.score) for one in given.played]
    past = past_sessions.Past(given.minutes, notes=given.notes, rating=given.rating, played=played)
    made = past_sessions.log(call.user_id, past)
    return Logged(session_id=made.id, minutes=made.minutes, page=f'{call.address}/practice/journal')


def toolbox() -> Toolbox:
    """All of them."""
    return Toolbox(_TOOLS)


def _page(call: Call, piece_id: str) -> str:
    return f'{call.address}/practice/pieces/{piece_id}'


def _told(call: Call, piece: PieceView) -> Piece:
    known = {name: getattr(piece, name) for name in Piece.model_fields if hasattr(piece, name)}
    pdf = f'{call.address}/api/v1/practice/pieces/{piece.id}/files/pdf'
    return Piece(piece_id=piece.id, page=_page(call, piece.id), pdf=pdf, **known)


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'generate_piece',
        'A piece to practise',
        'Write a jazz lick, chord progression, scale pattern, harmony exercise, melody or complete piece to practise, '
        'in a key, a style and at a level. It is kept among the user’s pieces, and counts as one of those of the day.',
        PieceWanted,
        Piece,
        generate_piece,
        writes=True,
    ),
    Tool(
        'list_pieces',
        'Pieces to practise',
        'List the user’s own pieces to practise, the newest first.',
        WhichPieces,
        Pieces,
        list_pieces,
    ),
    Tool(
        'list_due_pieces',
        'Due today',
        'Tell which pieces should be practised today, because they went badly or it is long ago, and when the user '
        'wants to practise next.',
        NoArguments,
        Today,
        list_due_pieces,
    ),
    Tool(
        'log_practice',
        'Write a session down',
        'Write a practice session into the journal that has just ended: its minutes, what was played, and how it went '
        'from 0 to 100, which says when a piece is due again.',
        PracticeDone,
        Logged,
        log_practice,
        writes=True,
    ),
)
