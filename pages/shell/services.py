"""How a screen calls the services: in a thread, and with every error as a sentence."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar, cast

from nicegui import Client, run, ui

from app import accounts
from app.errors import OUR_FAULT, LevelMixError, OverLimit, SignedOut
from app.runtime.thread_pools import LOOKS
from components.vocabulary.elements import block
from pages.shell.ways_back import instead

log = logging.getLogger(__name__)

P = ParamSpec('P')
R = TypeVar('R')
_ASKING: ContextVar[Client | None] = ContextVar('asking', default=None)
"""The page on which somebody pressed what `toast_errors` is around: it is told of even once the button is gone."""


async def run_service(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a service in a thread, so that only the page that asked waits for it. Whoever waits while the server ends is
    cancelled: there is no answer."""
    context = copy_context()  # otherwise a thread of the pool does not know the visitor
    told = await run.io_bound(context.run, _told_visitor, partial(service, *args, **kwargs))
    if told is None:
        raise asyncio.CancelledError
    return told[0]


async def look(user_id: str, service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a service that reads a file, which may take a minute: in threads of its own, and in the user's turn."""
    return await LOOKS.call(user_id, _as_visitor, partial(service, *args, **kwargs))


async def call_together(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same for what many open pages ask at the same moment, because all of them follow the same job.

    The pages of one visitor share one call. It begins after the last of them has asked, so none is given an older
    answer than it would have got alone. They are given it in turn, each when the event loop comes round again, so that
    nobody has to wait until two hundred pages are drawn.
    """
    key = (accounts.visitor(), service, args, tuple(sorted(kwargs.items())))
    if key not in _asked:
        _asked[key] = _Shared(asyncio.create_task(_ask(key, partial(service, *args, **kwargs))))
    shared = _asked[key]
    answer = cast(R, await asyncio.shield(shared.answer))  # a page that is closed does not cancel it for the others
    async with shared.turn:
        await asyncio.sleep(0)
    return answer


@dataclass(frozen=True, slots=True)
class _Shared:
    """One call for many pages, and whose turn it is to get its answer."""

    answer: asyncio.Task[Any]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


_asked: dict[tuple[Any, ...], _Shared] = {}
"""The calls that have not begun yet, by who asks for what."""


async def _ask(key: tuple[Any, ...], service: Callable[[], Any]) -> Any:
    del _asked[key]  # from here on the answer may be too old for whoever asks next
    return await run_service(service)


def _as_visitor(service: Callable[[], R]) -> R:
    accounts.check_still_here()
    return service()


def _told_visitor(service: Callable[[], R]) -> tuple[R]:
    """The answer in a tuple, because NiceGUI says None for none at all."""
    return (_as_visitor(service),)


def screen(build: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Mark a screen: if it cannot be built, a message is shown in its place, inside the shell."""

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
def toast_errors() -> Iterator[None]:
    """Around what a button does: an error becomes a toast; one about a limit of the plan leads to the plans."""
    client = ui.context.client
    before = _ASKING.set(client)
    try:
        yield
    except OverLimit as error:
        toast(str(error), client, bad=True, way=('See plans', accounts.tiers.upgrade_address()))
    except LevelMixError as error:
        toast(str(error), client, bad=True)
    except Exception:
        log.exception('A request of a page failed.')
        toast(OUR_FAULT, client, bad=True)
    finally:
        _ASKING.reset(before)


def look_again(every_s: float, look: Callable[[], Awaitable[None]], *, active: bool = True) -> ui.timer:
    """Call `look` from time to time; what cannot be seen while the database is away is left to the next time."""

    async def again() -> None:
        with suppress(LevelMixError):
            await look()

    return ui.timer(every_s, again, active=active)


def sentence(error: Exception) -> str:
    """The text for the user; an error that is a fault of ours is logged, and its text is not shown."""
    if isinstance(error, LevelMixError):
        return str(error)
    log.error('A request of a page failed.', exc_info=error)
    return OUR_FAULT


def toast(message: str, client: Client | None = None, *, bad: bool = False, way: tuple[str, str] = ('', '')) -> None:
    """A short message at the edge of the page; it stays longer if something went wrong. `way` is a link in it, by what
    it says and where it leads."""
    said, href = way
    with client or _ASKING.get() or ui.context.client:
        ui.notify(
            message,
            position='bottom',
            classes='bad' if bad else '',
            timeout=9000 if bad else 4000,
            attrs={'data-testid': 'toast'},
            actions=[{'label': said, 'href': href, 'data-testid': 'toast-way'}] if href else [],
        )


def _instead(place: ui.element, words: str, *, bad: bool = False) -> None:
    if place.is_deleted:
        return
    place.clear()
    with place:
        instead(words, bad=bad)
