"""Errors as responses: the status that fits, and the sentence."""

import errno
import logging
import math

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse

from app.errors import (
    Changed,
    ConfirmFirst,
    Damaged,
    Gone,
    InUse,
    NotFound,
    OverLimit,
    Paused,
    PaymentAway,
    PaymentFailed,
    ProviderFailed,
    SignedOut,
    StorageFailed,
    TooLarge,
    TooManyTries,
    WrongOffset,
)

log = logging.getLogger(__name__)

STATUS = {
    Changed: 409,
    ConfirmFirst: 403,
    Damaged: 460,  # tus's own
    Gone: 410,
    InUse: 423,
    NotFound: 404,
    OverLimit: 403,
    Paused: 503,
    PaymentAway: 502,
    PaymentFailed: 502,
    ProviderFailed: 502,
    SignedOut: 401,
    StorageFailed: 502,  # unlike 503, an uploader tries again by itself
    TooLarge: 413,
    TooManyTries: 429,
    WrongOffset: 409,
}


def refused(_: Request, error: Exception) -> JSONResponse:
    """The response to a request that was refused."""
    status = STATUS.get(type(error), 400)
    wait = {'Retry-After': str(math.ceil(error.seconds))} if isinstance(error, TooManyTries) else None
    said = {'error': str(error)} | ({'confirm': True} if isinstance(error, ConfirmFirst) else {})
    return JSONResponse(said, status_code=status, headers=wait)


def away(_: Request, error: Exception) -> PlainTextResponse:
    """The response while the database is away. It is no JSON, because an uploader shows JSON to the user instead of
    trying again by itself."""
    return PlainTextResponse(str(error), 503, {'Retry-After': '5'})


DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


def disk(_: Request, error: Exception) -> PlainTextResponse:
    """The response if the disk cannot be read or written and nobody said so nearer to it; plain text like `away`."""
    if not isinstance(error, OSError) or error.errno not in DISK:
        raise error
    log.error('The disk of this server cannot be read or written: %s', error)
    return PlainTextResponse(
        f'The server could not store this ({error.strerror}). Try again later.', 503, {'Retry-After': '5'}
    )


def malformed(_: Request, error: Exception) -> JSONResponse:
    """The response to an invalid request: what is wrong and where, and never what was sent."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    wrong = '; '.join(f'{".".join(map(str, one["loc"]))}: {one["msg"]}' for one in found[:5])
    said = f'Invalid request: {wrong}'
    return JSONResponse({'error': said.encode('utf-8', 'replace').decode()}, 422)
