"""The adviser: its messages, the buttons under them, and what it was told to remember."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.artist import talk
from app.artist.memory import facts

router = APIRouter()
EXAMPLE_ID = '019ab5f4-9a51-7f1e-8a44-0b7c9a5b6d41'
MessageId = Annotated[str, Path(max_length=64, description='The id of a message.')]
FactId = Annotated[str, Path(max_length=64, description='The id of a fact.')]
PressedPlace = Annotated[int, Path(ge=0, le=50, description='Which of its buttons, from 0.')]


class MessageSource(Resource):
    """Where something in an answer comes from."""

    label: str
    page: str = Field(description='Where its rows are seen; empty where it is no row.')
    kind: str = Field(description='`row`, `rule` for how LevelMix reckons, or `asked` for what you wrote.')
    rows: list[str] = Field(description='The ids of its rows.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A day of streams."""
        page = '/artist/numbers?platform=spotify&metric=followers&first=2027-06-28&last=2027-06-28'
        return {'label': 'Spotify followers', 'page': page, 'kind': 'row', 'rows': [EXAMPLE_ID]}


class MessageButton(Resource):
    """What an answer offers."""

    label: str
    does: str = Field(description='`open` and `ask` lead somewhere; the others are pressed by their place.')
    given: dict[str, Any]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A link."""
        return {'label': 'Import numbers', 'does': 'open', 'given': {'href': '/artist/numbers#import'}}


class AdviserMessage(Resource):
    """One message of the conversation."""

    id: str
    role: str = Field(description='`user` or `assistant`.')
    content: str
    created_at: Moment
    intent: str = Field(description='What was asked; empty for questions.')
    by: str = Field(description='Who answered: `levelmix`, or a language model by its name.')
    spans: list[tuple[int, int, int]] = Field(description='For each figure: its beginning, its end, its source.')
    sources: list[MessageSource]
    buttons: list[MessageButton]
    pressed: int | None = Field(description='Which button was pressed.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An answer."""
        return {
            'id': EXAMPLE_ID,
            'role': 'assistant',
            'content': 'Spotify followers: 988 on 28 June.',
            'created_at': '2027-06-30T08:00:00Z',
            'intent': 'metric_value',
            'by': 'levelmix',
            'spans': [[19, 22, 0], [26, 33, 0]],
            'sources': [MessageSource.example()],
            'buttons': [],
            'pressed': None,
        }


class Question(Wanted):
    """Something to ask."""

    question: str = Field(min_length=1, max_length=talk.MOST_CHARS)
    intent: str = Field('', max_length=40, description='What it is, where the adviser asked back.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Followers."""
        return {'question': 'How many followers do I have on Spotify?'}


class ArtistFact(Resource):
    """Something that the adviser was told to remember."""

    id: str
    content: str
    came: str = Field(description='How it got here: `said`, `confirmed` or `edited`.')
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A budget."""
        times = {'created_at': '2027-06-30T08:00:00Z', 'updated_at': '2027-06-30T08:00:00Z'}
        return {'id': EXAMPLE_ID, 'content': 'My budget is 300 EUR a month', 'came': 'said', **times}


class FactText(Wanted):
    """A fact in one sentence."""

    content: str = Field(min_length=1, max_length=facts.MOST_CHARS)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A budget."""
        return {'content': 'My budget is 300 EUR a month'}


@router.get('/adviser/messages', response_model=Page[AdviserMessage], summary='List messages of the adviser')
def list_adviser_messages(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """The conversation, the newest first."""
    found = [_message(known) for known in reversed(talk.history(who.id, limit=talk.MOST_KEPT))]
    return short_page(wanted, found, AdviserMessage)


@router.post('/adviser/messages', status_code=201, response_model=AdviserMessage, summary='Ask the adviser')
def create_adviser_message(request: Request, who: Asking, _: Once, wanted: Question) -> Response:
    """Ask something; the answer comes back. Each number in it names the rows that it is from."""
    answer = talk.ask(who.id, wanted.question, wanted.intent)[1]
    return one(request, _message(answer), status=201)


@router.post(
    '/adviser/messages/{message_id}/buttons/{place}',
    response_model=AdviserMessage,
    summary='Press a button of an answer',
    openapi_extra=may_fail('not-allowed'),
)
def press_adviser_button(
    request: Request, who: Asking, _: Once, message_id: MessageId, place: PressedPlace
) -> Response:
    """Keep, replace, forget or take back what an answer offers; what the adviser says to it comes back."""
    return one(request, _message(talk.press(who.id, message_id, place)))


@router.delete('/adviser/messages', status_code=204, response_class=Response, summary='Delete the conversation')
def delete_adviser_messages(who: Asking) -> Response:
    """Delete all messages; what was told to be remembered stays."""
    talk.clear(who.id)
    return Response(status_code=204)


@router.get('/memory', response_model=Page[ArtistFact], summary='List what the adviser remembers')
def list_facts(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All that you told it to remember, the newest first."""
    return short_page(wanted, [_fact(known) for known in facts.listed(who.id)], ArtistFact)


@router.post(
    '/memory',
    status_code=201,
    response_model=ArtistFact,
    summary='Let the adviser remember',
    openapi_extra=may_fail('not-allowed'),
)
def create_fact(request: Request, who: Asking, _: Once, wanted: FactText) -> Response:
    """Keep a fact."""
    return one(request, _fact(facts.keep(who.id, wanted.content)), status=201)


@router.put('/memory/{fact_id}', response_model=ArtistFact, summary='Write a fact anew')
def replace_fact(request: Request, who: Asking, fact_id: FactId, wanted: FactText) -> Response:
    """Write it anew."""
    return one(request, _fact(facts.change(who.id, fact_id, wanted.content)))


@router.delete('/memory/{fact_id}', status_code=204, response_class=Response, summary='Let the adviser forget')
def delete_fact(who: Asking, fact_id: FactId) -> Response:
    """Forget a fact; for a day it can be taken back."""
    facts.forget(who.id, [fact_id])
    return Response(status_code=204)


@router.post('/memory/{fact_id}/restore', response_model=ArtistFact, summary='Take a forgotten fact back')
def restore_fact(request: Request, who: Asking, _: Once, fact_id: FactId) -> Response:
    """Know again what was forgotten within a day."""
    facts.take_back(who.id, [fact_id])
    return one(request, _fact(facts.get(who.id, fact_id)))


def _message(found: talk.Message) -> AdviserMessage:
    known = {name: getattr(found, name) for name in ('id', 'role', 'content', 'created_at', 'intent', 'by', 'pressed')}
    buttons = [{'label': told['label'], 'does': told['do'], 'given': told['given']} for told in found.buttons]
    return AdviserMessage.model_validate(
        known | {'spans': list(found.spans), 'sources': list(found.sources), 'buttons': buttons}
    )


def _fact(found: facts.Fact) -> ArtistFact:
    return ArtistFact.model_validate({name: getattr(found, name) for name in ArtistFact.model_fields})
