"""Pieces changed in place: chords swapped and set back, notes moved and removed, all of it in another key."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, model_validator

from app.api.v1.answers import IfMatch, Resource, Wanted, one, unless_changed
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.practice.asking import Asking, PieceId
from app.api.v1.practice.pieces import Piece, told
from app.api.v1.short_lists import short_page
from app.practice import performing, pieces
from app.practice.editing import chords, notes
from app.practice.editing.refitting import right_or_refused
from app.practice.score import Score
from app.practice.transpose import by_semitones, transposed
from app.practice.validator.rules import faults

router = APIRouter(prefix='/pieces/{piece_id}')
MOST = 10_000
Bar = Annotated[int, Path(ge=0, lt=MOST, description='The index of a bar, from 0.')]
Place = Annotated[int, Path(ge=0, lt=MOST, description='The place in the bar, from 0.')]


class ChordThere(BaseModel):
    """A chord where it stands; lengths and starts are in quarters."""

    place: int
    name: str
    at: float
    length: float


class NoteThere(BaseModel):
    """A written note."""

    place: int
    pitch: str
    midi: int
    hand: str = Field(description='`R` or `L`.')
    at: float
    length: float
    tied: bool = Field(description='Whether it sounds on in the next bar.')


class PieceBar(Resource):
    """A bar as it stands on the page."""

    index: int = Field(description='From 0: changes name a bar by it.')
    number: int = Field(description='The number that stands at it; a pick-up is 0.')
    section: str
    chords: list[ChordThere]
    notes: list[NoteThere]
    substitution: str = Field(description='What was put in place of plainer chords here, in words; empty if nothing.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The first one."""
        note = {'place': 0, 'pitch': 'F4', 'midi': 65, 'hand': 'R', 'at': 0.0, 'length': 0.5, 'tied': False}
        return {
            'index': 0,
            'number': 1,
            'section': 'A',
            'chords': [{'place': 0, 'name': 'Dm7', 'at': 0.0, 'length': 4.0}],
            'notes': [note],
            'substitution': '',
        }


class ChordOffer(Resource):
    """A chord that could stand there."""

    chord: str
    words: str = Field(description='Why it fits.')
    keeps: float = Field(description='The share of the melody that could stay as it is, 0 to 1.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A tritone below."""
        return {'chord': 'Db7', 'words': 'Tritone substitution: Db7 has the third and seventh of G7.', 'keeps': 0.6}


class ChordWanted(Wanted):
    """Another chord."""

    chord: str = Field(min_length=1, max_length=40, description='Like `Db7`, `Dm7b5` or `C^`.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A tritone below."""
        return {'chord': 'Db7'}


class PitchWanted(Wanted):
    """Another pitch."""

    pitch: str = Field(min_length=2, max_length=6, description='Like `F#4`; the piece spells it as its chord has it.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A pitch."""
        return {'pitch': 'F#4'}


class KeyWanted(Wanted):
    """Another key, or so many semitones: one of both."""

    key: str | None = Field(None, min_length=1, max_length=10, description='By the shorter way; its mode stays.')
    semitones: int | None = Field(None, ge=-performing.MOST_SEMITONES, le=performing.MOST_SEMITONES)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A whole step up."""
        return {'semitones': 2}

    @model_validator(mode='after')
    def _says_one(self) -> 'KeyWanted':
        if (self.key is None) == (self.semitones is None):
            raise ValueError('Name the `key`, or how many `semitones`')
        return self


@router.get('/bars', response_model=Page[PieceBar], summary='List the bars of a piece')
def list_piece_bars(who: Asking, wanted: Annotated[Asked, Depends(asked)], piece_id: PieceId) -> Response:
    """What stands on the page, bar by bar: its chords, its notes, and what was put in place of plainer chords."""
    score = pieces.score(who.id, piece_id)
    return short_page(wanted, [_bar(score, index) for index in range(len(score.bars))], PieceBar, _index)


@router.get(
    '/bars/{bar}/chords/{place}/offers',
    response_model=Page[ChordOffer],
    summary='List chords that fit',
    openapi_extra=may_fail('not-allowed'),
)
def list_chord_offers(
    who: Asking, wanted: Annotated[Asked, Depends(asked)], piece_id: PieceId, bar: Bar, place: Place
) -> Response:
    """What could stand in place of a chord, and why; those first that leave most of the melody."""
    found = chords.offers(pieces.score(who.id, piece_id), bar, place)
    offers = [ChordOffer(chord=str(one.chord), words=one.words, keeps=round(one.keeps, 3)) for one in found]
    return short_page(wanted, offers, ChordOffer, lambda one: one.chord)


@router.put('/bars/{bar}/chords/{place}', response_model=Piece, summary='Swap a chord')
def swap_chord(
    request: Request,
    who: Asking,
    piece_id: PieceId,
    bar: Bar,
    place: Place,
    wanted: ChordWanted,
    match: IfMatch = None,
) -> Response:
    """Put another chord there; notes that no longer fit are moved. It can be undone."""
    return _changed(request, who.id, piece_id, match, partial(chords.swapped, bar=bar, place=place, chord=wanted.chord))


@router.delete('/bars/{bar}/substitution', response_model=Piece, summary='Undo a substitution')
def undo_substitution(request: Request, who: Asking, piece_id: PieceId, bar: Bar, match: IfMatch = None) -> Response:
    """Set back the chords that stood there before."""
    return _changed(request, who.id, piece_id, match, partial(chords.undone, bar=bar))


@router.put('/bars/{bar}/notes/{place}', response_model=Piece, summary='Move a note')
def move_note(
    request: Request,
    who: Asking,
    piece_id: PieceId,
    bar: Bar,
    place: Place,
    wanted: PitchWanted,
    match: IfMatch = None,
) -> Response:
    """Give a note another pitch."""
    return _changed(request, who.id, piece_id, match, partial(notes.moved, bar=bar, place=place, pitch=wanted.pitch))


@router.delete('/bars/{bar}/notes/{place}', response_model=Piece, summary='Remove a note')
def remove_note(
    request: Request, who: Asking, piece_id: PieceId, bar: Bar, place: Place, match: IfMatch = None
) -> Response:
    """Leave a note out; what it was tied to goes with it."""
    return _changed(request, who.id, piece_id, match, partial(notes.removed, bar=bar, place=place))


@router.post('/transpose', response_model=Piece, summary='Transpose a piece')
def transpose_piece(
    request: Request, who: Asking, _: Once, piece_id: PieceId, wanted: KeyWanted, match: IfMatch = None
) -> Response:
    """Write a piece in another key, for good."""

    def deed(score: Score) -> Score:
        moved = transposed(score, wanted.key) if wanted.key else by_semitones(score, wanted.semitones or 0)
        return moved if faults(score, 1) else right_or_refused(moved)  # what was brought along may break some already

    return _changed(request, who.id, piece_id, match, deed)


def _changed(
    request: Request, user_id: str, piece_id: str, match: str | None, deed: Callable[[Score], Score]
) -> Response:
    return one(request, told(pieces.change(user_id, piece_id, deed, unless_changed(match, told))))


def _index(bar: PieceBar) -> int:
    return bar.index


def _bar(score: Score, index: int) -> PieceBar:
    bar = score.bars[index]
    put = next((one.words for one in reversed(score.substitutions) if index in one.bars), '')
    there = [
        ChordThere(place=place, name=str(one.chord), at=float(one.at), length=float(one.length))
        for place, one in enumerate(bar.chords)
    ]
    written = [
        NoteThere(
            place=place,
            pitch=str(one.pitch),
            midi=one.midi,
            hand=one.hand,
            at=float(one.at),
            length=float(one.length),
            tied=one.tied,
        )
        for place, one in enumerate(bar.notes)
    ]
    number = score.number(index)
    return PieceBar(index=index, number=number, section=bar.section, chords=there, notes=written, substitution=put)
