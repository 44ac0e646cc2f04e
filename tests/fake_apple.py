"""A provider that behaves as Apple does: it insists on a POST back from its own site and on a secret signed with ES256.

It verifies what it is given and says the name only at the first consent. What it answers can be bent for a test.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

TEAM, CLIENT, KEY_ID = 'TEAM123456', 'org.example.levelmix', 'KEY1234567'


class FakeApple:
    """The provider; `bend` changes the claims of the next identity tokens."""

    def __init__(self) -> None:
        self.our_key = ECKey.generate_key('P-256')
        self.signing = RSAKey.generate_key(2048, {'kid': 'apple-1', 'use': 'sig', 'alg': 'RS256'})
        self.bend: dict[str, Any] = {}
        self.handed: dict[str, str] = {}
        self.subject, self.email = 'apple.001', 'ann@privaterelay.example'
        self.consented: set[str] = set()
        self.codes: dict[str, dict[str, str]] = {}
        self.refused: list[str] = []
        self.url = ''

    @property
    def private_key(self) -> str:
        """The text of the .p8 file that Apple hands out."""
        return self.our_key.as_pem(private=True).decode()

    def metadata(self) -> dict[str, str]:
        return {
            'issuer': self.url,
            'authorization_endpoint': f'{self.url}/authorize',
            'token_endpoint': f'{self.url}/token',
            'jwks_uri': f'{self.url}/keys',
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """The consent screen: two forms that post back to the product, from this site."""
        if asked.get('response_mode') != 'form_post' or asked.get('code_challenge_method') != 'S256':
            return 'invalid_request'
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        yes = {'state': asked['state'], 'code': code}
        if self.subject not in self.consented:
            yes['user'] = json.dumps({'name': {'firstName': 'Ann', 'lastName': 'Lee'}, 'email': self.email})
        self.consented.add(self.subject)
        no = {'state': asked['state'], 'error': 'user_cancelled_authorize'}
        return ''.join(
            _form(asked['redirect_uri'], fields, words) for fields, words in ((yes, 'Continue'), (no, 'Cancel'))
        )

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Swap a code, once, for an identity."""
        asked = self.codes.pop(sent.get('code', ''), None)
        try:
            assert asked is not None, 'code'
            self._check_secret(sent['client_secret'])
            assert asked['redirect_uri'] == sent['redirect_uri'], 'redirect_uri'
            digest = hashlib.sha256(sent['code_verifier'].encode()).digest()
            assert base64.urlsafe_b64encode(digest).rstrip(b'=').decode() == asked['code_challenge'], 'verifier'
        except Exception as error:
            self.refused.append(repr(error))
            return 400, {'error': 'invalid_grant'}
        now = int(time.time())
        claims = {'iss': self.url, 'sub': self.subject, 'aud': CLIENT, 'iat': now, 'exp': now + 600}
        claims |= {'nonce': asked['nonce'], 'email': self.email, 'email_verified': 'true'} | self.bend
        signed = jwt.encode({'alg': 'RS256', 'kid': 'apple-1'}, claims, self.signing)
        return 200, {'access_token': 'a', 'token_type': 'Bearer', 'expires_in': 600, 'id_token': signed} | self.handed

    def _check_secret(self, secret: str) -> None:
        token = jwt.decode(secret, self.our_key, algorithms=['ES256'])
        assert token.header['kid'] == KEY_ID, 'kid'
        expected = {'iss': TEAM, 'sub': CLIENT, 'aud': self.url}
        assert {name: token.claims[name] for name in expected} == expected, 'claims'
        assert time.time() < token.claims['exp'] <= time.time() + 15_777_000, 'six months at most'


def _form(action: str, fields: dict[str, str], words: str) -> str:
    hidden = ''.join(f"<input type=hidden name={name} value='{value}'>" for name, value in fields.items())
    return f"<form method=post action='{action}'>{hidden}<button>{words}</button></form>"


@contextmanager
def fake_apple() -> Iterator[FakeApple]:
    """Serve one on `localhost`, which is another site than 127.0.0.1 to a browser."""
    apple = FakeApple()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            if address.path == '/authorize':
                self._answer(200, apple.authorize(asked), 'text/html')
            elif address.path == '/keys':
                self._answer(200, json.dumps({'keys': [apple.signing.as_dict(private=False)]}))
            elif address.path.startswith('/.well-known/'):
                self._answer(200, json.dumps(apple.metadata()))
            else:
                self._answer(404, '{}')

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers['Content-Length'])).decode()
            status, said = apple.token({name: values[0] for name, values in parse_qs(body).items()})
            self._answer(status, json.dumps(said))

        def _answer(self, status: int, body: str, kind: str = 'application/json') -> None:
            self.send_response(status)
            self.send_header('Content-Type', kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    apple.url = f'http://localhost:{server.server_address[1]}'
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield apple
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def settings_for(apple: FakeApple) -> dict[str, object]:
    """What an installation is told of it."""
    return {
        'apple_client_id': CLIENT,
        'apple_team_id': TEAM,
        'apple_key_id': KEY_ID,
        'apple_private_key': apple.private_key,
        'apple_discovery': f'{apple.url}/.well-known/openid-configuration',
    }
