"""Which server is meant, and where keys are kept."""

import json
from pathlib import Path

import pytest

from app.errors import NotAllowed, NotFound
from app.remote import servers
from app.remote.servers import Login
from tests.app.remote.conftest import KEY, SERVER


@pytest.mark.parametrize(
    ('given', 'written'),
    [
        ('mix.example.org', 'https://mix.example.org'),
        ('HTTPS://Mix.example.org/', 'https://mix.example.org'),
        ('https://example.org/mix/api/v1/', 'https://example.org/mix'),
        ('localhost:8080', 'http://localhost:8080'),
        ('127.0.0.1:8080', 'http://127.0.0.1:8080'),
        ('[::1]:8080', 'http://[::1]:8080'),
        (' http://nas.local ', 'http://nas.local'),
    ],
)
def test_an_address_is_written_one_way(given: str, written: str) -> None:
    assert servers.address(given) == written


@pytest.mark.parametrize('given', ['', 'ftp://x', 'https://', 'https://me:word@x.org', 'http://x:port', 'https://[x'])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(NotAllowed):
        servers.address(given)


def test_a_key_is_kept_for_its_server_where_only_its_owner_reads(home: Path) -> None:
    path = servers.remember(Login(SERVER, KEY))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    servers.remember(Login('https://other.example', 'lmx_otherotherother'))
    assert servers.chosen() == Login('https://other.example', 'lmx_otherotherother'), 'the last login is meant'
    assert servers.chosen(SERVER) == Login(SERVER, KEY)
    path.chmod(0o644)
    servers.chosen()
    assert path.stat().st_mode & 0o777 == 0o600
    assert servers.forget('https://other.example')
    assert servers.chosen() == Login(SERVER, KEY)
    assert 'lmx_other' not in path.read_text()


def test_a_key_goes_to_no_server_that_it_is_not_of(home: Path) -> None:
    servers.remember(Login(SERVER, KEY))
    assert servers.chosen('https://elsewhere.example').key == ''


def test_the_environment_names_server_and_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    servers.remember(Login(SERVER, KEY))
    monkeypatch.setenv('LEVELMIX_SERVER', 'other.example')
    monkeypatch.setenv('LEVELMIX_KEY', 'lmx_fromtheenvironment')
    assert servers.chosen() == Login('https://other.example', 'lmx_fromtheenvironment')


def test_without_any_server_it_is_said_how_to_name_one(home: Path) -> None:
    with pytest.raises(NotFound, match='levelmix remote login URL'):
        servers.chosen()


def test_a_broken_file_of_keys_is_told_and_kept(home: Path) -> None:
    path = servers.remember(Login(SERVER, KEY))
    path.write_text('{')
    with pytest.raises(NotAllowed, match='cannot be read'):
        servers.chosen()
    assert path.read_text() == '{'


@pytest.mark.parametrize('given', ['', 'short', 'lmx_with space', 'lmx_line\nbreak', 'lmx_ümlaut123'])
def test_what_cannot_be_a_key_is_sent_nowhere(given: str) -> None:
    with pytest.raises(NotAllowed):
        servers.checked_key(given)


def test_what_is_kept_is_json_that_others_can_read(home: Path) -> None:
    assert json.loads(servers.remember(Login(SERVER, KEY)).read_text())['keys'] == {SERVER: KEY}
