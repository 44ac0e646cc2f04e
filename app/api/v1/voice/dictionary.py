"""How words are said in all your texts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Resource, Wanted, one, unless_changed
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.voice.asking import Asking
from app.voice import dictionary
from app.voice.dictionary import SAID_LIMIT, WORD_LIMIT, Entry

router = APIRouter(prefix='/dictionary')
EntryId = Annotated[str, Path(max_length=64, description='The id of an entry of the dictionary.')]


class Pronunciation(Resource):
    """A word, and how it is said."""

    id: str
    word: str
    said: str = Field(description='Another spelling, or IPA between slashes.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A name."""
        return {'id': '019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d11', 'word': 'Geis', 'said': 'gice'}


class PronunciationWanted(Wanted):
    """How a word shall be said."""

    word: str = Field(min_length=1, max_length=WORD_LIMIT)
    said: str = Field(min_length=1, max_length=SAID_LIMIT, description='Another spelling, or IPA between slashes.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A name, in IPA."""
        return {'word': 'Geis', 'said': '/ɡaɪs/'}


@router.get('', response_model=Page[Pronunciation], summary='List the dictionary')
def list_pronunciations(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All your entries, by the word."""
    return short_page(wanted, [_shown(entry) for entry in dictionary.entries(who.id)], Pronunciation)


@router.post('', status_code=201, response_model=Pronunciation, summary='Add a word')
def create_pronunciation(request: Request, who: Asking, _: Once, wanted: PronunciationWanted) -> Response:
    """Say how a word is said from now on; clips that are made stay as they are."""
    made = dictionary.add(who.id, wanted.word, wanted.said)
    return one(request, _shown(made), status=201, Location=f'/api/v1/voice/dictionary/{made.id}')


@router.get('/{entry_id}', response_model=Pronunciation, summary='Get a word')
def get_pronunciation(
    request: Request, who: Asking, entry_id: EntryId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One entry."""
    return one(request, _shown(dictionary.get(who.id, entry_id)), fields)


@router.put('/{entry_id}', response_model=Pronunciation, summary='Change a word')
def replace_pronunciation(
    request: Request, who: Asking, entry_id: EntryId, wanted: PronunciationWanted, match: IfMatch = None
) -> Response:
    """Say it another way."""
    check = unless_changed(match, _shown)
    return one(request, _shown(dictionary.change(who.id, entry_id, wanted.word, wanted.said, check)))


@router.delete('/{entry_id}', status_code=204, response_class=Response, summary='Delete a word')
def delete_pronunciation(who: Asking, entry_id: EntryId, match: IfMatch = None) -> Response:
    """Have it said as it is written."""
    dictionary.delete(who.id, entry_id, unless_changed(match, _shown))
    return Response(status_code=204)


def _shown(entry: Entry) -> Pronunciation:
    return Pronunciation(id=entry.id, word=entry.word, said=entry.said)
