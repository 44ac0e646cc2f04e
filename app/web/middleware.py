"""The outermost middleware: refuses foreign hosts and origins, recognises visitors, sends them where they belong."""

import asyncio
from dataclasses import replace
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import accounts
from app.accounts import Visitor
from app.api import bodies
from app.api.public import LANDING
from app.config import is_loopback, settings
from app.errors import DatabaseAway
from app.web.leaving import MayLeave

# NiceGUI's pages carry inline scripts and compile templates, so those two words are needed.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src {reached}; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    b'x-content-type-options': b'nosniff',
    b'x-frame-options': b'DENY',
    b'referrer-policy': b'same-origin',
    b'cross-origin-opener-policy': b'same-origin',
    b'cross-origin-resource-policy': b'same-origin',
    b'permissions-policy': b'camera=(), microphone=(self), geolocation=()',
}
NO_PAGE = (
    b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
"""For what is no page of NiceGUI's: files, JSON, a report; these carry their style and no script. A public page brings
a policy of its own."""
NOT_KEPT = (b'cache-control', b'no-store')
HSTS = (b'strict-transport-security', b'max-age=31536000')
HEALTH = ('/healthz', '/readyz')
REPLICA = 'replica'
SESSION = 'levelmix.session'
"""Where a page's request, and that of its socket, keeps whose session it came with: see `app.web.sockets`."""
BACK = ('/auth/oidc/', '/callback')
ASSETS = ('/_nicegui/', '/_nicegui_ws/', '/favicon.ico')
"""What every page loads, also those that are open to everybody."""


class Gateway:
    """Outermost middleware.

    Parameters
    ----------
    pages : NiceGUI's application; bodies for it are limited here.
    api : the application for every path that begins with one of `prefixes`; it limits bodies itself.
    """

    def __init__(self, pages: ASGIApp, api: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self._pages, self._api, self._prefixes = bodies.Bounded(MayLeave(pages)), api, prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in ('http', 'websocket'):
            await self._pages(scope, receive, send)
            return
        headers = {name: value.decode('latin-1') for name, value in scope['headers']}
        came_back = _comes_back_by_post(scope)
        refusal = _refusal(scope, headers, from_anywhere=came_back)
        if refusal is not None:
            await _refuse(refusal, scope, receive, _with_headers(send, policy=NO_PAGE))
            return
        if came_back:
            await _turn_into_get(scope, receive, _with_headers(send, policy=NO_PAGE))
            return
        kept, to_api = scope['path'].startswith(ASSETS), scope['path'].startswith(self._prefixes)
        more, policy = _way_back_here(scope['path'], headers), NO_PAGE if to_api else _policy()
        sending = _with_headers(send, *more, policy=policy, kept=kept)
        await self._let_in(scope, headers, receive, sending, to_api=to_api)

    async def _let_in(
        self, scope: Scope, headers: dict[bytes, str], receive: Receive, send: Send, *, to_api: bool
    ) -> None:
        path = scope['path']
        if settings().accounts == 'on':
            who = _visitor(scope, headers)
            if not to_api and not path.startswith('/_nicegui/'):
                try:
                    who = replace(who, signed_in=await asyncio.to_thread(accounts.recognise, who))
                except DatabaseAway as error:
                    await _refuse(str(error), scope, receive, send, status=503)
                    return
            accounts.let_in(who)
            scope[SESSION] = who.signed_in.session_id if who.signed_in else None
            to_api = to_api or (path == LANDING and who.signed_in is None and scope['type'] == 'http')
            way = None if to_api or path.startswith(ASSETS) else _way(scope, who)
            if way is not None:
                await RedirectResponse(way, 303)(scope, receive, send)
                return
        await (self._api if to_api else self._pages)(scope, receive, send)


def _visitor(scope: Scope, headers: dict[bytes, str]) -> Visitor:
    cookies = cookie_parser(headers.get(b'cookie', ''))
    address = (scope.get('client') or ('', 0))[0]
    kind, _, key = headers.get(b'authorization', '').partition(' ')
    return Visitor(
        cookies.get(accounts.cookie_name(), ''),
        address,
        headers.get(b'user-agent', ''),
        api_key=key.strip() if kind.lower() == 'bearer' else '',
        writes=scope.get('method') not in ('GET', 'HEAD', 'OPTIONS'),
        marks=cookies.get(accounts.known_cookie_name(), ''),
    )


def _way(scope: Scope, who: Visitor) -> str | None:
    """Where a page's visitor is sent instead: to the sign-in, or away from it."""
    path, query = scope['path'], scope.get('query_string', b'').decode('latin-1')
    if path in accounts.PUBLIC_PATHS:
        return '/' if who.signed_in and path in ('/sign-in', '/sign-up') else None
    if who.signed_in:
        return None
    wanted = quote(f'{path}?{query}' if query else path, safe='')
    return '/sign-in' if path == '/' else f'/sign-in?next={wanted}'


def _refusal(scope: Scope, headers: dict[bytes, str], *, from_anywhere: bool = False) -> str | None:
    host, origin = headers.get(b'host', ''), headers.get(b'origin')
    # A foreign name that points here (DNS rebinding) must not open anything: without accounts the address is the only
    # lock, and with them a name decides which site a browser takes a page for.
    if not _is_ours(host) and not (scope['path'] in HEALTH and settings().public_host):
        return 'LevelMix does not answer at this address: open it by the address that it printed at its start.'
    # NiceGUI's socket accepts every origin, also when it polls by GET.
    socket_path = scope['path'].startswith('/_nicegui_ws/')
    changes = scope['type'] == 'websocket' or socket_path or scope['method'] not in ('GET', 'HEAD', 'OPTIONS')
    foreign = (origin is not None and not _is_here(origin, host)) or (
        origin is None and headers.get(b'sec-fetch-site') in ('cross-site', 'same-site')
    )
    if changes and foreign and not from_anywhere:
        return 'This request comes from another site and was refused.'
    return None


def _is_here(origin: str, host: str) -> bool:
    """Whether an origin is this site. Behind TLS, an origin without it could be anybody's on the way."""
    said = _split(origin)
    return said.netloc == host and (said.scheme == 'https' or not settings().secure)


def _comes_back_by_post(scope: Scope) -> bool:
    """Whether Apple sends a visitor back: by a POST from its own site."""
    path = str(scope['path'])
    return scope['type'] == 'http' and scope['method'] == 'POST' and path.startswith(BACK[0]) and path.endswith(BACK[1])


async def _turn_into_get(scope: Scope, receive: Receive, send: Send) -> None:
    """Redirect the browser to the same path by GET, before any session is read or made.

    A cookie with SameSite=Lax does not come with a POST from another site. What is further inside would take the
    visitor for a new one, and the cookie that it set would replace theirs.
    """
    try:
        async with asyncio.timeout(bodies.SECONDS):
            sent = parse_qs((await bodies.read(scope, receive, bodies.USUAL) or b'').decode(), max_num_fields=20)
    except (ValueError, bodies.TooLong, TimeoutError):
        sent = {}
    kept = {name: values[0] for name, values in sent.items() if name in ('state', 'code', 'error', 'user')}
    await RedirectResponse(f'{scope["path"]}?{urlencode(kept)}', 303)(scope, receive, send)


def _is_ours(host: str) -> bool:
    if settings().accounts == 'on' and settings().public_host:
        return host == settings().public_host
    return is_loopback(_split(f'//{host}').hostname or '')


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # brackets that do not match
        return urlsplit('')


async def _refuse(sentence: str, scope: Scope, receive: Receive, send: Send, status: int = 403) -> None:
    if scope['type'] == 'websocket':
        await send({'type': 'websocket.close', 'code': 1008, 'reason': sentence[:100]})
    else:
        await PlainTextResponse(sentence, status_code=status)(scope, receive, send)


def _way_back_here(path: str, headers: dict[bytes, str]) -> list[tuple[bytes, bytes]]:
    """The cookie by which a proxy brings the visitor back to this one of several servers, where their page lives.

    It changes when the proxy had to send them to another. What caches may keep carries none; nor does what goes on
    with an upload, because its beginning is on the other server, which may be back in a moment.
    """
    mine = settings().replica
    if not mine or path.startswith((*ASSETS, '/files/uploads/')):
        return []
    if cookie_parser(headers.get(b'cookie', '')).get(REPLICA) == mine:
        return []
    secure = '; Secure' if settings().secure else ''
    return [(b'set-cookie', f'{REPLICA}={mine}; Path=/; HttpOnly; SameSite=Lax{secure}'.encode())]


def _policy() -> bytes:
    """What pages may load and talk to: this server, and the bucket if files go straight there."""
    reached = f"'self' {settings().bucket_origin}" if settings().s3_direct else "'self'"
    return POLICY.format(reached=reached).encode('latin-1')


def _with_headers(send: Send, *more: tuple[bytes, bytes], policy: bytes, kept: bool = False) -> Send:
    """Add what every answer carries and does not say itself, and `more`, unless caches keep it for everybody.

    `kept`: a browser may cache this one, the same for everybody.
    """

    async def send_with_headers(message: Message) -> None:
        if message['type'] == 'http.response.start':
            present = {name.lower(): value for name, value in message['headers']}
            own = () if present.get(b'cache-control', b'').startswith(b'public') else more
            ours = [(b'content-security-policy', policy), *HEADERS.items()]
            ours += [*([HSTS] if settings().secure else []), *([] if kept else [NOT_KEPT])]
            message['headers'] = [*message['headers'], *own, *((n, v) for n, v in ours if n not in present)]
        await send(message)

    return send_with_headers
