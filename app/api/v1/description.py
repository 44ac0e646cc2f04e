"""The document of the API, OpenAPI 3.1: what the framework finds in the routes, and what holds for all of them.

Which errors a route answers with follows from what it takes: nobody lists them. What else can go wrong is named where
the route is, by `may_fail`.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.v1.problems import CATALOGUE, MEDIA, PLACE
from app.version import engine_version

EXTRA = 'x-problems'
ABOUT = """Everything that a person can do on the pages, a program can do here, through the same services.

Make a key on your account page and send it as `Authorization: Bearer lmx_…`. Errors are problem details (RFC 9457),
lists come in pages by a cursor, and whatever makes something may carry an `Idempotency-Key`. `/api/v1` grows by
additions only."""
TAGS = (
    ('system', 'What this installation is and can do, and what goes wrong.'),
    ('uploads', 'Files on their way in: in one request, in pieces by tus, or straight to the bucket.'),
    ('jobs', 'Work of all areas: asked for, followed, cancelled, tried again; and what it has brought.'),
    ('library', 'Every file that you have sent or made.'),
    ('account', 'Who you are, what you may, and what you have used.'),
    ('notifications', 'What you are told beside your jobs.'),
    ('webhooks', 'Where you are told that something has happened.'),
    ('admin', 'What admins do.'),
)
TOLD_ALWAYS = {
    'LevelMix-Version': ('The version that answers.', {'type': 'string'}),
    'RateLimit-Policy': ('How many requests a key may send, and in how many seconds.', {'type': 'string'}),
    'Server-Timing': ('How many milliseconds the server took until it began to answer.', {'type': 'string'}),
    'RateLimit': ('How many are left, and in how many seconds all are back.', {'type': 'string'}),
}
PROBLEM = {
    'title': 'Problem',
    'type': 'object',
    'description': 'What went wrong (RFC 9457): a program goes by `type`, people read `detail`.',
    'required': ['type', 'title', 'status', 'detail', 'instance'],
    'properties': {
        'type': {'type': 'string', 'format': 'uri-reference', 'description': 'Which problem; its address explains it.'},
        'title': {'type': 'string', 'description': 'The same for every such problem.'},
        'status': {'type': 'integer', 'description': 'The status of the answer.'},
        'detail': {'type': 'string', 'description': 'What happened, what was kept, and what to do.'},
        'instance': {'type': 'string', 'format': 'uri-reference', 'description': 'The path that was asked for.'},
        'errors': {
            'type': 'array',
            'description': 'Of `invalid`: where, as a JSON pointer into the body, or to a parameter.',
            'items': {
                'type': 'object',
                'required': ['pointer', 'detail'],
                'properties': {'pointer': {'type': 'string'}, 'detail': {'type': 'string'}},
            },
        },
    },
}

BINARY = {'schema': {'type': 'string', 'format': 'binary'}}
"""What comes back is the bytes of a file."""


def may_fail(*names: str, **more: Any) -> dict[str, Any]:
    """What else can go wrong in a route, by names of the catalogue: for its `openapi_extra`."""
    return {EXTRA: [*names], **more}


def describe(api: FastAPI) -> None:
    """Let the application tell this document."""

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _document(api)
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of a document: its method, its path, and what is said of it."""
    for path, ways in document['paths'].items():
        for method, said in ways.items():
            yield method, path, said


def _document(api: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title='LevelMix',
        version=engine_version(),
        openapi_version='3.1.0',
        summary='DJ mixes in, exactly the chosen loudness out.',
        description=ABOUT,
        routes=api.routes,
        servers=[{'url': '/api/v1'}],
        tags=[{'name': name, 'description': said} for name, said in TAGS],
        separate_input_output_schemas=False,
    )
    schemas = document.setdefault('components', {}).setdefault('schemas', {})
    schemas.pop('HTTPValidationError', None)
    schemas.pop('ValidationError', None)
    schemas['Problem'] = PROBLEM
    document['components']['headers'] = {
        name: {'description': said, 'schema': schema} for name, (said, schema) in TOLD_ALWAYS.items()
    }
    for method, _, said in operations(document):
        _complete(method, said)
    return document


def _complete(method: str, said: dict[str, Any]) -> None:
    """Add to an operation what follows from the rest of it."""
    answers = said.setdefault('responses', {})
    answers.pop('422', None)
    for one in said.get('parameters', ()):
        one['schema'] = _never_null(one['schema'])
    if any(one['name'] == 'If-None-Match' for one in said.get('parameters', ())):
        answers['304'] = {'description': 'It is as the program has it.'}
    for status, answer in answers.items():
        if status < '400':
            told = answer.setdefault('headers', {})
            told |= {name: {'$ref': f'#/components/headers/{name}'} for name in TOLD_ALWAYS}
    by_status: dict[int, list[str]] = {}
    for name in _problems(method, said):
        by_status.setdefault(CATALOGUE[name].status, []).append(name)
    for status, names in sorted(by_status.items()):
        answers.setdefault(str(status), _answer(names))


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out is left out, and never sent as null."""
    kinds = [one for one in schema.get('anyOf', ()) if one != {'type': 'null'}]
    rest = {name: value for name, value in schema.items() if name != 'anyOf'}
    return rest | kinds[0] if len(kinds) == 1 else schema


def _problems(method: str, said: dict[str, Any]) -> list[str]:
    """Everything that can go wrong, by its name."""
    told = {(one['in'], one['name']) for one in said.get('parameters', ())}
    places, names = {place for place, _ in told}, {name for _, name in told}
    found = ['our-fault', 'away', *said.pop(EXTRA, ())]
    found += ['signed-out', 'wrong-key', 'too-many-requests'] if said.get('security') else []
    found += ['not-found'] if 'path' in places else []
    found += ['invalid'] if told or 'requestBody' in said else []
    found += ['malformed'] if names & {'cursor', 'fields'} or method not in ('get', 'head') else []
    found += ['malformed', 'no-such-range'] if 'Range' in names else []
    found += ['not-allowed', 'too-large', 'timeout'] if method not in ('get', 'head') else []
    found += ['changed'] if 'If-Match' in names else []
    found += ['key-reused', 'still-answering'] if 'Idempotency-Key' in names else []
    return list(dict.fromkeys(found))


def _answer(names: list[str]) -> dict[str, Any]:
    examples = {
        name: {
            'summary': CATALOGUE[name].title,
            'value': {
                'type': f'{PLACE}{name}',
                'title': CATALOGUE[name].title,
                'status': CATALOGUE[name].status,
                'detail': CATALOGUE[name].advice,
                'instance': '/api/v1/jobs',
                **({'errors': [{'pointer': '/name', 'detail': 'Field required'}]} if name == 'invalid' else {}),
            },
        }
        for name in names
    }
    told = {name: {'$ref': f'#/components/headers/{name}'} for name in TOLD_ALWAYS}
    schema = {'$ref': '#/components/schemas/Problem'}
    titles = '. '.join(CATALOGUE[name].title for name in names)
    return {'description': f'{titles}.', 'headers': told, 'content': {MEDIA: {'schema': schema, 'examples': examples}}}
