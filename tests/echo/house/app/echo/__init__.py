"""The echo area: it says back what somebody has said, sent, or made elsewhere."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from models.echo import Saying
from pydantic import Field

from app import accounts, areas, jobs, storage, uploads
from app.areas import Area, Kind
from app.db import reading, transaction
from app.errors import NotFound
from app.tools import Given, Told, Tool, Toolbox

KIND = 'echo.say'
USES = {'echo.sayings': 1}


def submit(user_id: str, text: str) -> str:
    """Have something said back; returns the job's id."""
    job = Saying(user_id=user_id, kind=KIND, text=text)
    with transaction() as session:
        jobs.submit(session, job, USES)
    return job.id


def submit_sent(user_id: str, upload_id: str, choice: Mapping[str, Any]) -> str:
    """The same with the name of a file; the file itself is not wanted any longer."""
    with suppress(NotFound):
        return _theirs(user_id, upload_id).id  # it was asked before
    upload = uploads.get(user_id, upload_id)
    said = f'{choice.get("greeting", "")} {upload.filename}'.strip()
    with transaction() as session:
        jobs.submit(session, Saying(id=upload_id, user_id=user_id, kind=KIND, text=said), USES)
    uploads.discard(user_id, upload_id)
    return upload_id


def retry(user_id: str, job_id: str) -> None:
    """Try it again."""
    _theirs(user_id, job_id)
    jobs.retry(KIND, job_id, also=lambda session, job: jobs.admit(session, job, USES))


def echo_of(user_id: str, job_id: str) -> tuple[str, str]:
    """Storage key and file name of what was said back."""
    job = _theirs(user_id, job_id)
    if job.stored_as is None:
        raise NotFound('This was not said back.')
    return job.stored_as, f'{job.text}.txt'


def _theirs(user_id: str, job_id: str) -> Saying:
    with reading() as session:
        job = session.get(Saying, job_id)
    if job is None or job.user_id != user_id:
        raise NotFound('Nobody has said this.')
    return job


def _routes() -> Sequence[Any]:
    from fastapi import APIRouter
    from fastapi.responses import PlainTextResponse

    router = APIRouter()

    @router.get('/said/{job_id}')
    def said(job_id: str) -> PlainTextResponse:
        key, _ = echo_of(accounts.current_user('echo').id, job_id)
        return PlainTextResponse(b''.join(storage.read(key)))

    return [router]


class ToSay(Given):
    """What shall be said back."""

    text: str = Field(max_length=100, description='What shall be said back.')


class Said(Told):
    """The job that says it back."""

    job_id: str


def _tools() -> Toolbox:
    say = Tool(
        'say',
        'Say something',
        'Have something said back.',
        ToSay,
        Said,
        lambda call, given: Said(job_id=submit(call.user_id, given.text)),
        writes=True,
    )
    return Toolbox((say,))


AREA = Area(
    'echo',
    'Echoes',
    does='Say something, and hear it said back.',
    kinds=(
        Kind(
            KIND,
            Saying,
            'Saying',
            {'listen': 'Listening', 'say': 'Saying it back'},
            title=lambda saying: saying.text,
            retry=retry,
            sound=echo_of,
            page='/echo',
        ),
    ),
    on_upload=submit_sent,
    accepts=frozenset({'.wav'}),
    send_to='Say its name back',
    routes=_routes,
    tools=_tools,
)
areas.register(AREA)
