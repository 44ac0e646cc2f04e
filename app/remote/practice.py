"""What a server writes, plays and hears to practise: asked for by the same client, typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.remote import problems
from app.remote.client import Client, part
from app.remote.objects import Job, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Told):
    """Something to practise."""

    id: str = ''
    title: str = ''
    description: str = ''
    type: str = ''
    difficulty: str = ''
    key: str = ''
    tempo: int = 0
    style: str = ''

    @property
    def line(self) -> str:
        """The same for a person."""
        return f'{self.id}  {self.title} ({self.type}, {self.difficulty}, {self.tempo} a minute)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Told):
    """A piece that should be played again."""

    piece_id: str = ''
    title: str = ''
    last_score: float | None = None

    @property
    def line(self) -> str:
        """The same for a person."""
        last = '' if self.last_score is None else f', {self.last_score:.0f} of 100 last time'
        return f'{self.piece_id}  {self.title}{last}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Take(Told):
    """What was played, and how it went."""

    id: str = ''
    title: str = ''
    score: float | None = None
    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting(Told):
    """A session of the journal."""

    id: str = ''
    started_at: str = ''
    ended_at: str = ''
    paused_at: str = ''
    minutes: int = 0

    @property
    def line(self) -> str:
        """The same for a person."""
        now = '' if self.ended_at else ', paused' if self.paused_at else ', the clock is on'
        return f'{self.id}  {self.started_at}  {self.minutes} min{now}'


class Practising:
    """Practice at one server; every method raises as those of `Client`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def make(self, wish: Mapping[str, Any]) -> Piece:
        """Have a piece written."""
        return Piece.of(self.client.send('POST', '/practice/pieces', dict(wish), creates=True))

    def pieces(self, filters: Mapping[str, str], limit: int) -> Iterator[Piece]:
        """The caller's pieces, the newest first."""
        wanted = {name: said for name, said in filters.items() if said}
        return (Piece.of(facts) for facts in self.client.each('/practice/pieces', wanted, limit))

    def piece(self, piece_id: str) -> Piece:
        """One piece."""
        return Piece.of(self.client.get(f'/practice/pieces/{part(piece_id)}'))

    def file(self, piece_id: str, form: str) -> bytes:
        """A piece as a file."""
        return self.client.connection.ask('GET', f'/practice/pieces/{part(piece_id)}/files/{form}').content

    def record(self, piece_id: str, wish: Mapping[str, Any]) -> Job:
        """Have the band play a piece."""
        place = f'/practice/pieces/{part(piece_id)}/play-alongs'
        return Job.of(self.client.send('POST', place, dict(wish), creates=True))

    def parts(self, sound_id: str) -> list[str]:
        """The parts of a recording of the band."""
        return sorted(self.client.get(f'/practice/play-alongs/{part(sound_id)}').get('stems') or {})

    def stem(self, sound_id: str, name: str) -> Iterator[bytes]:
        """One part of it, or `mix`, block by block."""
        path = f'/practice/play-alongs/{part(sound_id)}/stems/{part(name)}'
        with self.client.connection.stream(path, {'Accept': '*/*'}, redirected=True) as answer:
            if answer.is_error:
                raise problems.of_answer(answer, self.client.server)
            for block in answer.iter_bytes():
                self.client.connection.halt.check()
                yield block

    def score(self, piece_id: str, sent: Mapping[str, Any], name: str | bool = True) -> Job:
        """Have a take scored: an upload, or the notes of a keyboard. Asked again by the same name, it is one."""
        kind = 'keyboard-takes' if 'notes' in sent else 'takes'
        place = f'/practice/pieces/{part(piece_id)}/{kind}'
        return Job.of(self.client.send('POST', place, dict(sent), creates=name))

    def take(self, take_id: str) -> Take:
        """How a take went."""
        return Take.of(self.client.get(f'/practice/takes/{part(take_id)}'))

    def due(self) -> Iterator[Due]:
        """What should be played again now."""
        return (Due.of(facts) for facts in self.client.each('/practice/reviews', {}))

    def sessions(self, limit: int) -> Iterator[Sitting]:
        """The caller's sessions, the newest first."""
        return (Sitting.of(facts) for facts in self.client.each('/practice/sessions', {}, limit))

    def log(self, session: Mapping[str, Any]) -> Sitting:
        """Write a session down that is over."""
        return Sitting.of(self.client.send('POST', '/practice/sessions/past', dict(session), creates=True))
