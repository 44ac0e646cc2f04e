"""Whatever is raised while a request is answered becomes a problem: ours, the framework's, and faults of ours."""

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.api.errors import DISK
from app.api.v1 import problems
from app.api.v1.idempotency import Replay, replayed
from app.api.v1.problems import Problem
from app.errors import LevelMixError

log = logging.getLogger(__name__)

OF_STATUS = {404: 'not-found', 405: 'no-such-method', 413: 'too-large', 415: 'wrong-media-type', 429: 'away'}
SENTENCES = {
    404: 'There is nothing at this address. See /api/v1/docs for those that there are.',
    405: 'This address does not take this method.',
}
FAULT = 'Something went wrong on our side, and was written down. Nothing was lost; please try again.'


def nowhere(request: Request) -> Response:
    """The answer below the API's addresses to what was not even led to it: an address with a line break in it."""
    return problems.answer(request, Problem('not-found', SENTENCES[404]))


def add_to(api: FastAPI) -> None:
    """Answer every error by a problem."""
    api.add_exception_handler(Problem, _told)
    api.add_exception_handler(Replay, _again)
    api.add_exception_handler(LevelMixError, _ours)
    api.add_exception_handler(OSError, _disk)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _framework)
    api.add_exception_handler(Exception, _fault)


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problems.answer(request, error)


def _again(_: Request, error: Exception) -> Response:
    assert isinstance(error, Replay)
    return replayed(error)


def _ours(request: Request, error: Exception) -> Response:
    if type(error) is LevelMixError:
        return _fault(request, error)
    return problems.answer(request, problems.of(error))


def _disk(request: Request, error: Exception) -> Response:
    if not isinstance(error, OSError) or error.errno not in DISK:
        raise error
    log.error('The disk of this server cannot be read or written: %s', error)
    said = f'The server could not store this ({error.strerror}). Try again later.'
    return problems.answer(request, Problem('away', said, headers={'Retry-After': '5'}))


def _invalid(request: Request, error: Exception) -> Response:
    """What is wrong and where, and never what was sent."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    where = [{'pointer': _pointer(one['loc']), 'detail': str(one['msg'])} for one in found[:20]]
    said = '; '.join(f'{one["pointer"].lstrip("/") or "the body"}: {one["detail"]}' for one in where[:5])
    return problems.answer(request, Problem('invalid', f'Invalid request: {said}.', _clean(where)))


def _pointer(place: tuple[int | str, ...]) -> str:
    """As RFC 6901 writes it: into the body, or to a parameter, whose place is named first."""
    parts = place[1:] if place and place[0] == 'body' else place
    return ''.join(f'/{str(part).replace("~", "~0").replace("/", "~1")}' for part in parts)


def _clean(where: list[dict[str, str]]) -> list[dict[str, str]]:
    """What was sent names the fields, and may have half of a sign in a name."""
    return [{name: text.encode('utf-8', 'replace').decode() for name, text in one.items()} for one in where]


def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    name = OF_STATUS.get(error.status_code, 'malformed')
    said = SENTENCES.get(error.status_code, str(error.detail))
    return problems.answer(request, Problem(name, said, headers=dict(error.headers or {})))


def _fault(request: Request, error: Exception) -> Response:
    log.exception('A request to the API failed by a fault of ours.', exc_info=error)
    return problems.answer(request, Problem('our-fault', FAULT))
