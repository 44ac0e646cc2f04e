"""What a server says of things, typed; what it adds later is left aside here and kept in `facts`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePath
from typing import Any, Self

ENDED = frozenset({'completed', 'failed', 'cancelled'})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One object of a server; `facts` is all of it as it came."""

    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """The object that these facts tell of; what is missing or null is as it would be anyway."""
        known = {one.name for one in fields(cls)} - {'facts'}
        return cls(facts=facts, **{name: facts[name] for name in known if facts.get(name) is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Told):
    """The file that a job has brought."""

    object_id: str = ''
    name: str = ''
    media_type: str = ''
    size_bytes: int | None = None
    duration_s: float | None = None
    loudness_lufs: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Told):
    """One job, as it is now."""

    id: str = ''
    area: str = ''
    kind: str = ''
    label: str = ''
    title: str = ''
    status: str = ''
    percent: float = 0.0
    stage: str = ''
    stage_label: str = ''
    seconds_left: float | None = None
    cancel_requested: bool = False
    error: str = ''
    created_at: str = ''
    page: str = ''

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it by itself."""
        return self.status in ENDED

    @property
    def result(self) -> Result | None:
        """The file that it has brought, if it has."""
        found = self.facts.get('result')
        return Result.of(found) if isinstance(found, Mapping) else None

    @property
    def own_name(self) -> str:
        """The name that the server gives its result, as a name and nothing else."""
        given = self.result.name if self.result else ''
        name = PurePath(''.join(sign for sign in given if sign.isprintable()).replace('\\', '/')).name.lstrip('.')
        return name or self.id

    @property
    def line(self) -> str:
        """The same for a person."""
        how = f'{self.percent:.0f} %' if self.status == 'processing' else self.status
        told = f': {self.error}' if self.error else ''
        return f'{self.id}  {how:<10}  {self.title or self.label}{told}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload(Told):
    """A file that has come or is coming."""

    id: str = ''
    name: str = ''
    size_bytes: int = 0
    received_bytes: int = 0
    state: str = ''
    job_id: str = ''


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset(Told):
    """A name for a loudness under a ceiling."""

    name: str = ''
    target_lufs: float = 0.0
    ceiling_dbtp: float = -1.0
    description: str = ''
    is_system: bool = False
