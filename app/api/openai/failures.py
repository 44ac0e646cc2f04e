"""What goes wrong, told as programs for OpenAI's interface read it; the sentences are those of everywhere."""

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.v1 import problems
from app.api.v1.failures import FAULT, OF_STATUS
from app.api.v1.problems import CATALOGUE, Problem
from app.errors import LevelMixError

log = logging.getLogger(__name__)

KINDS = {401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 429: 'rate_limit_error'}
NOWHERE = 'There is nothing at this address: speech is made at /v1/audio/speech, and all else is at /api/v1/docs.'


class Unfinished(Exception):
    """A sound ends before its end, after its beginning was sent: nobody is to take it for the whole."""


class Cut:
    """Ends the connection where a sound ends too early, so that whoever listens notices."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Unfinished as error:
            log.warning('A speech that is heard while it is made ended too early: %s', error)


def add_to(api: FastAPI) -> None:
    """Answer every error in that form."""
    api.add_exception_handler(Problem, _told)
    api.add_exception_handler(LevelMixError, _ours)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _framework)
    api.add_exception_handler(Exception, _fault)


def answer(problem: Problem, status: int = 0) -> Response:
    """The answer that tells a problem."""
    status = status or CATALOGUE[problem.name].status
    usual = 'server_error' if status >= 500 else 'invalid_request_error'
    said = problem.detail.encode('utf-8', 'replace').decode()
    told = {'message': said, 'type': KINDS.get(status, usual), 'param': None, 'code': problem.name}
    headers = {**problem.headers, **({'WWW-Authenticate': 'Bearer'} if status == 401 else {})}
    return JSONResponse({'error': told}, status, headers)


def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(error)


def _ours(request: Request, error: Exception) -> Response:
    return _fault(request, error) if type(error) is LevelMixError else answer(problems.of(error))


def _invalid(_: Request, error: Exception) -> Response:
    """The first thing that is wrong, and never what was sent."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {'loc': (), 'msg': ''}
    where = '.'.join(str(part) for part in first['loc'][1:]) or 'the body'
    return answer(Problem('invalid', f'Invalid request: {where}: {first["msg"]}.'), 400)


def _framework(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = NOWHERE if error.status_code == 404 else str(error.detail)
    return answer(Problem(OF_STATUS.get(error.status_code, 'malformed'), said), error.status_code)


def _fault(_: Request, error: Exception) -> Response:
    log.exception('A request for speech failed by a fault of ours.', exc_info=error)
    return answer(Problem('our-fault', FAULT))
