"""One server as a program sees it: what can be asked for, typed."""

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from app.remote.connection import Connection
from app.remote.objects import Job, Preset, Upload
from app.remote.problems import RemoteError

PAGE = 100
LEVELING = 'leveling'
LOOK_S, LOOKS = 1.0, 300
"""How often is asked for what a worker works out beside jobs, and how many times."""


class Client:
    """Asks one server; several threads may share it.

    Every method raises `RemoteError` where the server refuses or does not answer.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    @property
    def server(self) -> str:
        """Its address."""
        return self.connection.server

    def about(self) -> dict[str, Any]:
        """What the server is, and what the caller may do there."""
        return self.get('/')

    def account(self) -> dict[str, Any]:
        """Who the key belongs to."""
        return self.get('/account')

    def job(self, job_id: str, *, wait_s: int = 0) -> Job:
        """One job; with `wait_s` as soon as it has changed, or after so long."""
        return Job.of(self.get(f'/jobs/{part(job_id)}', {'wait': wait_s} if wait_s else {}))

    def jobs(self, *, limit: int | None = None, **filters: str) -> Iterator[Job]:
        """The caller's jobs, the newest first; `filters` are those of the server, empty ones left out."""
        for facts in self.each('/jobs', {name: text for name, text in filters.items() if text}, limit):
            yield Job.of(facts)

    def submit(self, upload_id: str, options: Mapping[str, Any], *, area: str = LEVELING) -> Job:
        """Have something made of an upload; twice asked for, it is one job."""
        sent = {'area': area, 'source': {'upload_id': upload_id}, 'options': dict(options)}
        return Job.of(self.send('POST', '/jobs', sent, creates=True))

    def cancel(self, job_id: str) -> Job:
        """Have a job stopped; it ends a little later."""
        return self._after(job_id, 'POST', f'/jobs/{part(job_id)}/cancel')

    def retry(self, job_id: str) -> Job:
        """Have a failed or cancelled job done again."""
        return self._after(job_id, 'POST', f'/jobs/{part(job_id)}/retry')

    def delete_job(self, job_id: str) -> None:
        """Delete a job and what it has brought."""
        self.connection.ask('DELETE', f'/jobs/{part(job_id)}')

    def upload(self, upload_id: str) -> Upload:
        """One upload."""
        return Upload.of(self.get(f'/uploads/{part(upload_id)}'))

    def presets(self) -> list[Preset]:
        """The presets that the caller may use."""
        return [Preset.of(facts) for facts in self.each('/leveling/presets', {})]

    def segments(self, job_id: str) -> list[dict[str, Any]]:
        """The tracks inside a completed levelling, found now where nobody has asked for them before."""
        measured = self.get(f'/{LEVELING}/jobs/{part(job_id)}', {'fields': 'measured'}).get('measured') or {}
        if measured.get('segments'):
            return list(measured['segments'])
        place, ask = f'/{LEVELING}/jobs/{part(job_id)}/forecast', self.connection.ask
        answer = ask('GET', place)
        if not answer.content:
            ask('POST', place)
        for _ in range(LOOKS):
            if answer.content:
                return list(_object(answer).get('segments') or [])
            self.connection.halt.pause(LOOK_S)
            answer = ask('GET', place)
        raise RemoteError(f'{self.server} has not found the tracks in time. Ask for them again later.')

    def warnings(self, job_id: str) -> list[str]:
        """What the server says against the original of a completed levelling; nothing where it does not tell."""
        try:
            told = self.get(f'/{LEVELING}/jobs/{part(job_id)}', {'fields': 'measured'})
        except RemoteError as error:
            if error.status not in (403, 404):
                raise
            return []
        before = (told.get('measured') or {}).get('before') or {}
        return [str(warning) for warning in before.get('warnings') or []]

    def _after(self, job_id: str, method: str, path: str) -> Job:
        """The job as the answer has it, or as it is afterwards."""
        answer = self.connection.ask(method, path)
        found = answer.json() if answer.content else {}
        return Job.of(found) if isinstance(found, dict) and found.get('id') else self.job(job_id)

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One object at an address below the API's."""
        return _object(self.connection.ask('GET', path, params=dict(params or {})))

    def send(self, method: str, path: str, sent: Any, *, creates: bool | str = False) -> dict[str, Any]:
        """What a request with a body is answered; see `Connection.ask`."""
        return _object(self.connection.ask(method, path, json=sent, creates=creates))

    def each(self, path: str, filters: Mapping[str, Any], limit: int | None = None) -> Iterator[dict[str, Any]]:
        """All objects of a list, page by page."""
        params = {**filters, 'limit': min(PAGE, limit or PAGE)}
        left = limit
        while True:
            page = self.get(path, params)
            for facts in page.get('items') or []:
                if left == 0:
                    return
                left = None if left is None else left - 1
                yield facts
            if not page.get('next'):
                return
            params['cursor'] = page['next']


def _object(answer: Any) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RemoteError(f'{answer.url.host} answered with something else than LevelMix does. Check the address.')
    return found


def part(given: str) -> str:
    """A part of an address that leads nowhere else, whatever somebody has typed."""
    from urllib.parse import quote

    said = quote(given.strip(), safe='')
    return '-' if said in ('', '.', '..') else said
