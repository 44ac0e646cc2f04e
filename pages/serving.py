"""How a screen calls the services: off the event loop, and with every error as a sentence."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial, wraps
from typing import ParamSpec, TypeVar, cast

from nicegui import Client, run, ui

from app import accounts
from app.errors import OUR_FAULT, LevelMixError, SignedOut
from components.elements import block
from components.empty import problem

log = logging.getLogger(__name__)

P = ParamSpec('P')
R = TypeVar('R')


async def call(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a service in a thread, so that nobody waits for it but who asked."""
    context = copy_context()  # a thread of the pool knows nothing of the visitor otherwise
    return cast(R, await run.io_bound(context.run, _as_visitor, partial(service, *args, **kwargs)))


def _as_visitor(service: Callable[[], R]) -> R:
    accounts.check_still_here()
    return service()


def screen(build: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Mark a screen: what goes wrong while it is built is shown in its place, inside the shell."""

    @wraps(build)
    async def shown(*args: P.args, **kwargs: P.kwargs) -> None:
        client = ui.context.client  # held, so that its elements outlive the waiting
        with block('stack loose') as place:
            try:
                await build(*args, **kwargs)
            except SignedOut:
                with client:
                    ui.navigate.to('/sign-in?told=out')
            except LevelMixError as error:
                _instead(place, str(error))
            except Exception:
                if client.is_deleted or place.is_deleted:
                    return  # the visitor left meanwhile
                log.exception('The screen %s could not be built.', build.__name__)
                _instead(place, OUR_FAULT, bad=True)

    return shown


@contextmanager
def telling() -> Iterator[None]:
    """Around what a button does: an error becomes a toast."""
    client = ui.context.client
    try:
        yield
    except LevelMixError as error:
        toast(str(error), client, bad=True)
    except Exception:
        log.exception('A request of a page failed.')
        toast(OUR_FAULT, client, bad=True)


def sentence(error: Exception) -> str:
    """The text for the user; what is not meant for him is logged."""
    if isinstance(error, LevelMixError):
        return str(error)
    log.error('A request of a page failed.', exc_info=error)
    return OUR_FAULT


def toast(message: str, client: Client | None = None, *, bad: bool = False) -> None:
    """A short message at the edge of the page; it stays longer where something went wrong."""
    with client or ui.context.client:
        ui.notify(
            message,
            position='bottom',
            classes='bad' if bad else '',
            timeout=9000 if bad else 4000,
            attrs={'data-testid': 'toast'},
        )


def _instead(place: ui.element, words: str, *, bad: bool = False) -> None:
    if place.is_deleted:
        return
    place.clear()
    with place:
        problem(words, bad=bad)
