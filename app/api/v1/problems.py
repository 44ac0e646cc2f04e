"""What can go wrong in the API: one catalogue, and answers as problem details (RFC 9457) made from it.

`detail` is the sentence that people read on the pages; a program goes by `type`, whose last word is a name of this
catalogue, and whose address answers with what stands here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi.responses import JSONResponse
from starlette.requests import Request

from app import errors
from app.accounts.idempotency import OtherRequest, StillAnswering

MEDIA = 'application/problem+json'
PLACE = '/api/v1/problems/'
PLAIN = "/:@!$&'()*+,;="
"""What stands in a path as it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: the status of such an answer, its title, and what a program does about it."""

    status: int
    title: str
    advice: str


CATALOGUE: Mapping[str, Kind] = {
    'malformed': Kind(400, 'The request is malformed', 'Correct the request: a header, a cursor or a field is wrong.'),
    'not-allowed': Kind(400, 'This is not possible', 'Read `detail`: it says what is not possible, and what is.'),
    'signed-out': Kind(401, 'No valid API key', 'Send `Authorization: Bearer lmx_…` with a key that is still good.'),
    'wrong-key': Kind(403, 'The API key is not for this', 'Make a key with the scope that the route asks for.'),
    'over-limit': Kind(403, 'More than the plan allows', 'Wait for the next month, finish other jobs, or get more.'),
    'confirm-first': Kind(403, 'To be confirmed by a person', 'Do this on the account page, where you can confirm it.'),
    'not-found': Kind(404, 'There is no such thing', 'It was deleted, never was, or belongs to somebody else.'),
    'no-such-method': Kind(405, 'This cannot be done to this address', 'See `Allow` for the methods that it takes.'),
    'timeout': Kind(408, 'The request did not come in time', 'Send it again, all of it within 30 seconds.'),
    'conflict': Kind(409, 'Not as it is now', 'Read it again: it is in another state than this needs.'),
    'wrong-offset': Kind(409, 'Not the next bytes', 'Ask by HEAD how many bytes have come, and go on from there.'),
    'still-answering': Kind(409, 'The same request is being answered', 'Ask again in a moment, with the same key.'),
    'changed': Kind(412, 'It has changed meanwhile', 'Get it again, and repeat the change with its new ETag.'),
    'other-version': Kind(412, 'Another version of tus', 'Send `Tus-Resumable: 1.0.0`.'),
    'too-large': Kind(413, 'Too large', 'Send less at a time; large files go by tus or in parts.'),
    'wrong-media-type': Kind(415, 'Another media type is needed', 'Send the media type that the route asks for.'),
    'no-such-range': Kind(416, 'The file has no such bytes', 'Ask for a range within the size of the file.'),
    'invalid': Kind(422, 'Some of it is not valid', 'Correct what `errors` points to, and send it again.'),
    'key-reused': Kind(422, 'The Idempotency-Key names another request', 'Use a new key for a new request.'),
    'in-use': Kind(423, 'Another request is working on it', 'Wait for that one, then ask again.'),
    'too-many-requests': Kind(429, 'Too many requests', 'Wait as many seconds as `Retry-After` says.'),
    'damaged': Kind(460, 'The bytes did not arrive as they were sent', 'Send the same bytes again.'),
    'our-fault': Kind(500, 'Something went wrong on our side', 'Ask again; if it stays, tell who runs this server.'),
    'other-side-failed': Kind(502, 'Another service does not answer', 'Ask again later; nothing was lost.'),
    'away': Kind(503, 'Not now', 'Ask again after as many seconds as `Retry-After` says.'),
    'paused': Kind(503, 'Paused by the admin', 'Ask again later.'),
}
"""Every kind of problem by its name; docs/api.md lists it."""

OF_ERRORS: Mapping[type[Exception], str] = {
    errors.Changed: 'changed',
    errors.ConfirmFirst: 'confirm-first',
    errors.Damaged: 'damaged',
    errors.Forged: 'malformed',
    errors.InUse: 'in-use',
    errors.Invalid: 'invalid',
    errors.NotFound: 'not-found',
    errors.OutOfReach: 'away',
    errors.DatabaseAway: 'away',
    errors.OverLimit: 'over-limit',
    errors.Paused: 'paused',
    errors.PaymentFailed: 'other-side-failed',
    errors.ProviderFailed: 'other-side-failed',
    errors.SignedOut: 'signed-out',
    errors.StorageFailed: 'other-side-failed',
    errors.TooLarge: 'too-large',
    errors.TooManyTries: 'too-many-requests',
    errors.WrongKey: 'wrong-key',
    errors.WrongOffset: 'wrong-offset',
    OtherRequest: 'key-reused',
    StillAnswering: 'still-answering',
    errors.Refused: 'not-allowed',
}
"""Which problem an error is; one that is not named is what its nearest base class is."""


@dataclass
class Problem(Exception):
    """A problem that a route has found by itself. `errors` says where, as JSON pointers with a sentence each."""

    name: str
    detail: str
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def name_of(error: Exception) -> str:
    """The name of the problem that an error is."""
    return next(OF_ERRORS[base] for base in type(error).__mro__ if base in OF_ERRORS)


def of(error: Exception) -> Problem:
    """An error of our own as a problem."""
    name, headers = name_of(error), dict[str, str]()
    if isinstance(error, errors.TooManyTries):
        headers['Retry-After'] = str(math.ceil(error.seconds))
    elif name in ('away', 'paused', 'still-answering'):
        headers['Retry-After'] = '1' if name == 'still-answering' else '5'
    fields = error.fields if isinstance(error, errors.Invalid) else {}
    where = [{'pointer': f'/{name}', 'detail': sentence} for name, sentence in fields.items()]
    return Problem(name, str(error), where, headers)


def answer(request: Request, problem: Problem) -> JSONResponse:
    """The answer that tells a problem."""
    kind = CATALOGUE[problem.name]
    told: dict[str, Any] = {
        'type': f'{PLACE}{problem.name}',
        'title': kind.title,
        'status': kind.status,
        'detail': problem.detail.encode('utf-8', 'replace').decode(),  # what was sent may name half of a sign
        'instance': quote(request.url.path, safe=PLAIN),
    }
    if problem.name == 'invalid':
        told['errors'] = list(problem.errors)
    headers = {**problem.headers, **({'WWW-Authenticate': 'Bearer'} if kind.status == 401 else {})}
    return JSONResponse(told, kind.status, headers, MEDIA)
