"""Browser contexts that stories borrow one after the other.

A new context has an empty cache: its first page fetches some fifty scripts, which is a third of the processor time of a
story that opens one page. Whoever borrows finds a context that knows nothing but such files.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

STAYING = (
    *('add_init_script', 'expose_binding', 'expose_function', 'grant_permissions', 'on', 'once', 'route'),
    *('route_from_har', 'route_web_socket', 'set_extra_http_headers', 'set_geolocation', 'set_offline'),
)
"""What a story may ask of a context that nobody can take back: such a context is closed."""
STORED = 'cookies,file_systems,indexeddb,local_storage,service_workers,cache_storage'
"""What pages can store, but for the cache of what was fetched."""
MOST_WAITING = 6
"""Contexts that nobody has borrowed; each costs memory, and no processor time."""


class Contexts:
    """Stands in for the `new_context` of a browser; closing what it lends gives it back.

    Parameters
    ----------
    browser : where the contexts live.
    patience_ms : how long one step of a page may take, in milliseconds.
    always : options of each context.
    """

    def __init__(self, browser: Browser, patience_ms: int, **always: Any) -> None:
        self._new, self._patience_ms, self._always = browser.new_context, patience_ms, always
        self._waiting: list[tuple[str, BrowserContext]] = []

    def lend(self, storage_state: Any = None, **options: Any) -> BrowserContext:
        """A context with these options (those of Playwright), as if it were new."""
        asked = self._always | options
        key = repr(sorted(asked.items()))
        found = next((waiting for waiting in self._waiting if waiting[0] == key), None)
        if found is None or (storage_state and (not isinstance(storage_state, dict) or storage_state.get('origins'))):
            context = self._new(storage_state=storage_state, **asked)
            self._give_back_when_closed(key, context)
        else:
            self._waiting.remove(found)
            context = found[1]
            context.clear_cookies()  # also what was still on its way when the last story ended
            if storage_state:
                context.add_cookies(storage_state['cookies'])
        context.set_default_timeout(self._patience_ms)
        return context

    def _give_back_when_closed(self, key: str, context: BrowserContext) -> None:
        close, new_page, origins = context.close, context.new_page, set[str]()
        altered = False

        def noticed(ask: Callable[..., Any]) -> Callable[..., Any]:
            def asked(*given: Any, **more: Any) -> Any:
                nonlocal altered
                altered = True
                return ask(*given, **more)

            return asked

        def first_without_what_was_stored() -> Page:
            page = new_page()
            if origins:
                _forget(page, origins)
                origins.clear()
            return page

        def give_back() -> None:
            if any(waiting is context for _, waiting in self._waiting):
                return
            if altered or not _left(context):
                close()
                return
            self._waiting.append((key, context))
            if len(self._waiting) > MOST_WAITING:
                vars(self._waiting.pop(0)[1])['close_for_good']()

        context.on('page', lambda page: page.on('framenavigated', lambda frame: origins.update(_origin(frame.url))))
        vars(context).update({name: noticed(getattr(context, name)) for name in STAYING})
        vars(context).update(close=give_back, close_for_good=close, new_page=first_without_what_was_stored)


def _origin(url: str) -> list[str]:
    scheme, _, rest = url.partition('://')
    return [f'{scheme}://{rest.partition("/")[0]}'] if scheme in {'http', 'https'} else []


def _left(context: BrowserContext) -> bool:
    """Close its pages and forget its cookies; False where what it has cannot be taken back."""
    if context.service_workers:
        return False
    try:
        for page in context.pages:
            page.close()
        context.clear_cookies()
    except Error:  # the browser is gone
        return False
    return True


def _forget(page: Page, origins: set[str]) -> None:
    """Take away all that pages of these origins have stored."""
    session = page.context.new_cdp_session(page)
    for origin in origins:
        session.send('Storage.clearDataForOrigin', {'origin': origin, 'storageTypes': STORED})
    session.detach()
