"""Addresses of servers: what is understood, and what is refused with which word."""

import pytest

from app import libsql
from app.libsql.address import parse


@pytest.mark.parametrize(
    ('url', 'http'),
    [
        ('libsql://db.example.org', 'https://db.example.org:443'),
        ('libsql://db.example.org/', 'https://db.example.org:443'),
        ('libsql://db.example.org:8443', 'https://db.example.org:8443'),
        ('libsql://127.0.0.1:8080?tls=0', 'http://127.0.0.1:8080'),
        ('libsql://127.0.0.1:8080/?tls=1', 'https://127.0.0.1:8080'),
        ('libsql://[::1]:8080?tls=0', 'http://[::1]:8080'),
    ],
)
def test_addresses(url: str, http: str) -> None:
    assert parse(url).http == http


@pytest.mark.parametrize(
    ('url', 'word'),
    [
        ('https://db.example.org', 'written like'),
        ('libsql://', 'written like'),
        ('libsql://[::1', 'cannot be read'),
        ('libsql://host:99999', 'cannot be read'),
        ('libsql://host?tls', 'cannot be read'),
        ('libsql://host?tls=0', 'needs a port'),
        ('libsql://host?tls=no', 'one option'),
        ('libsql://host?speed=high', 'one option'),
        ('libsql://host/path', 'may follow'),
        ('libsql://user:secret-word@host', 'token'),
        ('libsql://host?authToken=secret-word', 'token'),
    ],
)
def test_what_is_no_address(url: str, word: str) -> None:
    with pytest.raises(libsql.InterfaceError, match=word) as caught:
        parse(url)
    assert 'secret-word' not in str(caught.value)
