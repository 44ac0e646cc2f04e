"""What a server offers gets names of its own here, and its sentences name neither its address nor the key."""

import httpx2
import mcp_types as types
import pytest
from mcp.shared.exceptions import MCPError

from app.errors import NotAllowed
from app.mcp_server import problems, renaming
from app.remote import Login
from app.remote.problems import NoAnswer, RemoteError, WrongKey

LOGIN = Login('https://mix.example.org:8443', 'lmx_secretsecret')
NAMES = frozenset({'level', 'get_job', 'list_jobs'})


def test_names_of_other_tools_are_told_as_they_are_called_here() -> None:
    told = {'description': 'See get_job.', 'properties': {'get_job': {'type': 'object', 'title': 'Of list_jobs'}}}
    assert renaming.reworded_schema(told, NAMES) == {
        'description': 'See server_get_job.',
        'properties': {'get_job': {'type': 'object', 'title': 'Of server_list_jobs'}},
    }
    assert renaming.reworded('Asks to level it, by get_job_id or forget_job.', NAMES).startswith(
        'Asks to level it, by get'
    )
    assert 'server_' not in renaming.reworded('Asks to level it, by get_job_id or forget_job.', NAMES)


def test_addresses_go_there_and_back_and_those_of_here_stay() -> None:
    there = 'levelmix://jobs/{id}'
    assert renaming.address_here(there) == 'levelmix://server/jobs/{id}'
    assert renaming.address_there('levelmix://server/jobs/{id}') == there
    assert renaming.address_there('levelmix://presets') is None
    assert renaming.address_here('https://elsewhere.example/') is None


@pytest.mark.parametrize(
    ('error', 'kind', 'begins'),
    [
        (httpx2.ConnectError('to mix.example.org'), NoAnswer, problems.AWAY),
        (TimeoutError(), NoAnswer, problems.AWAY),
        (WrongKey('Give https://mix.example.org:8443 another key'), WrongKey, problems.KEY),
        (MCPError(types.CONNECTION_CLOSED, 'closed'), NoAnswer, problems.AWAY),
        (MCPError(types.METHOD_NOT_FOUND, 'Not Found'), RemoteError, problems.TOO_OLD),
        (MCPError(types.INVALID_PARAMS, 'There is no job.'), RemoteError, 'There is no job.'),
        (RemoteError('MIX.example.org is full of lmx_secretsecret.'), RemoteError, 'The server is full of the key.'),
        (NotAllowed('https://mix.example.org:8443 is full.'), RemoteError, 'The server is full.'),
    ],
)
def test_what_goes_wrong_is_told_without_address_and_key(error: Exception, kind: type, begins: str) -> None:
    # The tasks of the protocol raise what they have in groups, beside what followed from it.
    group = ExceptionGroup('tasks', [MCPError(types.CONNECTION_CLOSED, 'closed'), ExceptionGroup('more', [error])])
    for raised in (error, group) if isinstance(error, RemoteError | NotAllowed) else (error,):
        told = problems.told(raised, LOGIN)
        assert (type(told), str(told)) == (kind, begins)


def test_a_fault_of_ours_is_none_of_the_server() -> None:
    assert problems.told(ValueError('ours'), LOGIN) is None
