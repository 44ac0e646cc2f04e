"""Programs that ask the API, for its tests: each brings a key."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app import accounts, api, areas
from app.accounts import Visitor, api_keys
from app.api import v1


@cache
def application(of_areas: tuple[str, ...]) -> FastAPI:
    """The application as it is with these areas."""
    return api.create()


@cache
def document() -> dict[str, Any]:
    """What the API for programs says of itself. To put it together takes seconds; nobody may change it."""
    return v1.create().openapi()


class Program:
    """A program with a key of a user; without one, nobody."""

    def __init__(self, user_id: str = '', *scopes: str, key: str = '', **more: Any) -> None:
        self.user_id = user_id
        with_key = key or (
            api_keys.create(user_id, 'a program', scopes=scopes or ('write',), **more) if user_id else ''
        )
        self.key = with_key
        self.client = TestClient(application(tuple(areas._areas)), raise_server_exceptions=False)

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """Send a request to a path below `/api/v1`."""
        accounts.let_in(Visitor(address='203.0.113.7'))
        headers = ({'Authorization': f'Bearer {self.key}'} if self.key else {}) | dict(more.pop('headers', {}))
        return self.client.request(method, f'/api/v1{path}', headers=headers, follow_redirects=False, **more)

    def get(self, path: str, **more: Any) -> Response:
        return self.ask('GET', path, **more)

    def post(self, path: str, **more: Any) -> Response:
        return self.ask('POST', path, **more)


def problem(answer: Response) -> tuple[int, str]:
    """Status and name of the problem that an answer tells; that of a HEAD has no body to name it."""
    if answer.request.method == 'HEAD':
        return answer.status_code, {401: 'signed-out', 403: 'wrong-key'}[answer.status_code]
    told = answer.json()
    assert answer.headers['content-type'] == 'application/problem+json', told
    assert told['status'] == answer.status_code
    return answer.status_code, told['type'].rpartition('/')[2]
