"""What goes to an address of a user's: to the place that was checked, by the name, and within limits."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from app import outbound
from app.errors import AddressRefused, NoAnswer
from app.outbound import Limits, places
from tests.receivers import Asked, Receiver, certificate, receiver, resolved

QUICK = Limits(whole_s=5.0, silence_s=5.0)


@pytest.fixture
def there(change_setting: Callable[[str, object], None]) -> Iterator[Receiver]:
    """A server inside that may be reached."""
    change_setting('outbound_allow', 'hooks.example.org')
    with receiver() as made:
        yield made


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that lead to it, and the ones that are asked for."""
    return resolved(monkeypatch, hooks__example__org='127.0.0.1', inside__example__org='127.0.0.1')


def test_what_is_posted_arrives_with_nothing_of_ours_beside_it(
    there: Receiver, known: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ('HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'ALL_PROXY'):
        monkeypatch.setenv(name, 'http://127.0.0.1:1')
    there.answers = lambda asked: (202, {'Set-Cookie': 'a=b', 'X-Twice': 'first'}, b'thank you')
    url = there.url('/hook?key=1', 'hooks.example.org')
    for _ in range(2):
        with outbound.post(url, b'{"a":1}', {'Content-Type': 'application/json'}, QUICK) as answer:
            assert (answer.status, answer.start(5), answer.headers['x-twice']) == (202, b'thank', 'first')
    first, second = there.asked
    assert (first.method, first.path, first.body) == ('POST', '/hook?key=1', b'{"a":1}')
    assert set(first.headers) == {
        *('host', 'user-agent', 'accept', 'accept-encoding', 'connection', 'content-type', 'content-length')
    }
    assert first.headers['host'] == f'hooks.example.org:{there.port}'
    assert second.headers == first.headers, 'no cookie is kept'


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(
    known: list[str], data_dir: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resolver of a stranger's that says something public first, and something inside whenever it is asked again."""
    said = iter([['93.184.216.34', '2606:2800:220:1::1'], ['127.0.0.1'], ['127.0.0.1']])
    monkeypatch.setattr(places, 'look_up', lambda host, port: next(said))
    called: list[object] = []

    def refuse(place: object, timeout: float) -> socket.socket:
        called.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, 'create_connection', refuse)
    with (
        pytest.raises(NoAnswer, match='refused the connection'),
        outbound.post('https://rebinding.example.org/', b'', {}, QUICK),
    ):
        pass
    assert called == [('93.184.216.34', 443), ('2606:2800:220:1::1', 443)]


def test_tls_goes_by_the_name_and_not_by_the_place(
    known: list[str], change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting('outbound_allow', 'hooks.example.org,inside.example.org')
    with receiver(certificate(monkeypatch)) as there:
        with outbound.post(there.url('/', 'hooks.example.org'), b'x', {}, QUICK) as answer:
            assert answer.start(10) == b'ok'
        with (
            pytest.raises(NoAnswer, match=r'The certificate of inside.example.org:\d+ is not valid'),
            outbound.post(there.url('/', 'inside.example.org'), b'x', {}, QUICK),
        ):
            pass


def test_a_redirect_is_looked_at_like_the_first_address(there: Receiver, known: list[str]) -> None:
    ways = {
        '/': there.url('/next', 'hooks.example.org'),
        '/next': '/end?a=ü'.encode().decode('latin-1'),
        '/inside': there.url('/', 'inside.example.org'),
        '/number': f'http://127.0.0.1:{there.port}/',
        '/file': 'file:///etc/passwd',
        '/round': '/round',
    }

    def answers(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        target = ways.get(asked.path)
        return (302, {'Location': target}, b'') if target else (200, {}, b'here')

    there.answers = answers
    with outbound.fetch(there.url('/', 'hooks.example.org'), {}, Limits(redirects=3)) as answer:
        assert (answer.address.path, answer.start(100)) == ('/end?a=%C3%BC', b'here')
    for path in ('/inside', '/number', '/file'):
        with (
            pytest.raises(AddressRefused),
            outbound.fetch(there.url(path, 'hooks.example.org'), {}, Limits(redirects=3)),
        ):
            pass
    with (
        pytest.raises(NoAnswer, match='more than 3 times'),
        outbound.fetch(there.url('/round', 'hooks.example.org'), {}, Limits(redirects=3)),
    ):
        pass


def test_what_is_posted_follows_no_redirect(there: Receiver, known: list[str]) -> None:
    there.answers = lambda asked: (307, {'Location': '/elsewhere'}, b'')
    with outbound.post(there.url('/', 'hooks.example.org'), b'secret', {}, QUICK) as answer:
        assert answer.status == 307
    assert [asked.path for asked in there.asked] == ['/']


@pytest.fixture
def raw(known: list[str], change_setting: Callable[[str, object], None]) -> Iterator[Callable[[bytes], str]]:
    """A server that says these bytes, again and again until nobody listens; returns its address."""
    change_setting('outbound_allow', 'hooks.example.org')
    listening = socket.create_server(('127.0.0.1', 0))
    threads: list[threading.Thread] = []

    def says(first: bytes, then: bytes = b'') -> str:
        def serve() -> None:
            with listening.accept()[0] as peer:
                peer.recv(65536)
                with suppress(OSError):  # whoever asked has had enough
                    peer.sendall(first)
                    while then:
                        peer.sendall(then)
                    peer.shutdown(socket.SHUT_WR) if first else peer.recv(1)

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return f'http://hooks.example.org:{listening.getsockname()[1]}/'

    yield says
    for thread in threads:
        thread.join(10)
    listening.close()


@pytest.mark.parametrize(
    ('first', 'then', 'sentence'),
    [
        (b'', b'', 'did not answer in time'),
        (b'SSH-2.0-OpenSSH_9\r\n', b'', 'its answer cannot be read'),
        (b'HTTP/1.1 200 OK\r\n', b'X-More: 1\r\n', 'its answer cannot be read'),
        (b'HTTP/1.1 200 OK\r\nX: ', b'a' * 1000, 'its answer cannot be read'),
        (b'', b'HTTP/1.1 100 Continue\r\n\r\n', 'its answer cannot be read'),
        (b'HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n12345', b'', ''),
    ],
)
def test_a_head_that_does_not_end_or_is_none_is_not_waited_for(
    raw: Callable[..., str], first: bytes, then: bytes, sentence: str
) -> None:
    def ask() -> bytes:
        with outbound.post(raw(first, then), b'', {}, Limits(whole_s=2.0, silence_s=0.3)) as answer:
            return answer.start(100)

    if sentence:
        with pytest.raises(NoAnswer, match=sentence):
            ask()
    else:
        assert ask() == b'12345'


def test_a_body_that_breaks_off_is_told_and_one_without_end_is_cut(raw: Callable[..., str]) -> None:
    with (
        outbound.post(raw(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345'), b'', {}, QUICK) as answer,
        pytest.raises(NoAnswer, match='broke off before all had come'),
    ):
        list(answer.blocks())
    with outbound.post(raw(b'HTTP/1.1 200 OK\r\n\r\n', b'a' * 4096), b'', {}, QUICK) as answer:
        assert answer.start(10_000) == b'a' * 10_000


def test_whoever_sends_a_little_now_and_then_is_cut_off_when_the_time_is_over(
    raw: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each wait of its own would be short enough: the clock of the whole exchange ends it."""
    now = [0.0]
    monkeypatch.setattr(time, 'monotonic', lambda: now[0])
    with outbound.post(raw(b'HTTP/1.1 200 OK\r\n\r\n', b'a'), b'', {}, Limits(whole_s=60, silence_s=5)) as answer:
        blocks = answer.blocks()
        next(blocks)
        now[0] = 61.0
        with pytest.raises(NoAnswer, match='did not answer in time'):
            list(blocks)
