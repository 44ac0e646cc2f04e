"""Checks where the database is: in a file here, in a private network, or behind TLS with a token."""

import ipaddress
from pathlib import Path

from app.libsql import InterfaceError
from app.libsql.address import parse


def problem(url: str, token: str, ca_file: str, *, replicated: bool = False) -> str | None:
    """What is wrong with these settings, or None; the text never repeats a secret.

    Parameters
    ----------
    replicated : whether somebody has asked for a replica, which only a server's database can have.
    """
    if not url:
        if replicated:
            return (
                'LEVELMIX_REPLICATE_MINUTES needs LEVELMIX_DATABASE_URL: a database that is a file has no replica, '
                'levelmix backup copies it. Set the address, or remove this setting.'
            )
        if token or ca_file:
            return 'LEVELMIX_DATABASE_TOKEN and LEVELMIX_DATABASE_CA need LEVELMIX_DATABASE_URL, too.'
        return None
    try:
        server = parse(url)
    except InterfaceError as error:
        return f'LEVELMIX_DATABASE_URL: {error}'
    if not server.tls and not _is_near(server.host):
        return (
            f'LEVELMIX_DATABASE_URL with tls=0 sends all data of {server.host} through the internet in clear text: '
            'remove tls=0, or use an address inside your own network.'
        )
    if not token and not _is_near(server.host):
        return f'The database at {server.host} needs LEVELMIX_DATABASE_TOKEN, so that nobody else can open it.'
    if ca_file and not Path(ca_file).is_file():
        return f'LEVELMIX_DATABASE_CA={ca_file} is not a file: set it to a file with certificates.'
    return None


def _is_near(host: str) -> bool:
    """Whether the address belongs to a private network: by its number, or because its name has no dot."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return '.' not in host
