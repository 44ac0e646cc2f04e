"""What each area of LevelMix tells the core about itself: its kinds of jobs, and what it makes of uploads.

An area registers one record in its package; queue, feed, progress, uploads, export and erasing find it here, so that
one more area needs no line in those. Rows and files need no registration: the schema says whose rows are (see
`accounts.everything`), the ledger whose files (see `files`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.area_parts import Chapter as Chapter
from app.area_parts import Errand as Errand
from app.area_parts import Front as Front
from app.area_parts import Heading as Heading
from app.area_parts import Known as Known
from app.area_parts import Offered as Offered
from app.area_parts import Payee as Payee
from app.area_parts import Place as Place
from app.area_parts import Public as Public
from app.area_parts import free as free
from app.area_parts import no_notice, none_offered, nothing_to_erase
from app.area_parts import nothing as nothing
from app.errors import NotAllowed, NotFound
from app.tools import Toolbox
from models import JobColumns


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of job.

    Parameters
    ----------
    name : as it is in the rows: the area, a dot, a word.
    table : where its jobs are; several kinds may share one.
    label : what people read, in the feed and in the admin's queue.
    stages : the words for each stage that its handler reports, in their order.
    title : what a job is called, as SQL of its table. Such jobs are the users' own: they are listed, take one of the
        places of their owner's tier and its priority. Work beside them has none, and comes with a priority of its own.
    ended : what else happens in the transaction that ends one for good.
    deleted : what else goes in the transaction in which its owner deletes one.
    is_intake : whether none are accepted while the intake is paused; what is asked for beside an existing job goes on.
    retry : tries an ended one again for its owner, given user and job. None where no more is asked than of a new one.
    cost : how many credits a job takes, given its row. They are set aside when it is submitted and spent when it brings
        something; otherwise they come back.
    sound : storage key and file name of what a finished one has brought, given user and job; other areas may take it
        over. None where that is no sound.
    page : the address at which people find one, with `{id}` for the job's.
    curve : the loudness over time of a sound that one was given or has brought, given user, job and the sound's role:
        LUFS at equal distances, None where it is silent, or instead of all where nothing is known. Players draw it.
    chapters : what players jump by in the sound that one has brought, given user and job: titles and seconds.
    seconds : how long the sound is that a job is about, in seconds, as SQL of its table; for the admin's figures.
    notice : what strangers are told beside a shared sound, given user and job, like whom to name for it.
    theirs : the sounds of this kind that a user has and finds in no library, newest first.
    show : keeps the sound of one for as long as its owner shows it to everybody, given user and job, in the transaction
        that shows it; raises where they may not. `hide`: they show it no more.
    """

    name: str
    table: type[JobColumns]
    label: str = ''
    stages: Mapping[str, str] = field(default_factory=dict)
    title: Callable[[Any], sa.ColumnElement[Any]] | None = None
    ended: Callable[[Session, Any], None] = nothing
    deleted: Callable[[Session, Any], None] = nothing
    is_intake: bool = True
    retry: Callable[[str, str], None] | None = None
    cost: Callable[[Any], int] = free
    sound: Callable[[str, str], tuple[str, str]] | None = None
    page: str = '/history'
    curve: Callable[[str, str, str], list[float | None] | None] | None = None
    chapters: Callable[[str, str], Sequence[Chapter]] | None = None
    seconds: Callable[[Any], sa.ColumnElement[Any]] | None = None
    notice: Callable[[str, str], str] = no_notice
    theirs: Callable[[str], Sequence[Offered]] = none_offered
    show: Callable[[Session, str, str], object] = nothing
    hide: Callable[[Session, str, str], object] = nothing

    @property
    def listed(self) -> bool:
        """Whether its jobs are listed to their users."""
        return self.title is not None


@dataclass(frozen=True, slots=True)
class Area:
    """One area.

    Parameters
    ----------
    name : one word, the same in every layer; its files are in a folder of this name, in the storage and in an export.
    label : what people read.
    does, front : what people can do here, in one sentence; and how the landing page tells of it, if it does.
    kinds : its jobs.
    check_choice : raises Refused for an impossible choice; called as soon as somebody chooses.
    on_upload : makes the job of a complete upload and returns its id; called twice, it is one job. The server
        calls it with user, upload and choice, also if the page is long closed. None if the area takes no uploads.
    options : what a job of this area is told, for programs: a dataclass whose fields are those of a choice. Without one
        a job is told nothing but its file.
    on_object : makes a job of a file of the library, given user, file and choice, and returns its id. Without it, the
        file is handed in as an upload.
    erase : empties what rows still say of a leaving user, whose files are gone; False if it must be called again.
    upkeep : what it does now and then, like ending what has expired.
    often : what it looks after each minute; short, because jobs are looked after by the same process.
    errands : what it asks other servers by itself: see `app.jobs.errands`.
    payees : the things of its own that people pay for, by the name under which payments know them, like 'booking'.
    accepts : suffixes of the files that people send to it, like '.wav'.
    send_to : the words of the choice by which sounds are taken over here, like “Make a drum map”: its first screen is
        opened then and told which one, by the id of the job it came out of or of the file. Empty where it takes none.
    send_page : the address of the screen that is opened then, where it is not the first one.
    shows : it shows sounds where they are, to everybody, and is told jobs of all kinds: nothing is copied for it.
    keeps : the SELECT of users and bytes of files here that nobody's library has, and that count to what these users'
        plans keep. What is sent to such an area counts to nobody else.
    admits : raises where there is no room for so many bytes that are announced, given the choice of the upload.
    routes : imports and returns its API routers, which answer below `/api/v1/NAME`. Only the web server asks for them.
    notifications : what it tells people by the bell or by mail, in words, by names like `voice.ready`.
    events : what it tells programs by webhooks (`webhooks.tell`), in words, by names like `voice.ready`.
    commands : imports and returns its Typer application, whose commands are `levelmix NAME …`.
    remote_commands : the same for `levelmix remote NAME …`, which ask a server; each calls `ctx.obj()` for its client.
    public : its pages for everybody, if it has any.
    tools : imports and returns what programs may call by MCP on a server, see `app.tools`.
    local_tools : the same for files of a machine without a server.
    hears : is told what happens to a user in any area (`happened`), in the transaction in which it does: what, like
        `studio.file_heard`, to whom, and the id of the thing. It passes over what it does not know.
    knows : what it knows of a user, by kinds of `area_parts`: given their id, things that are theirs, the next first.
    """

    name: str
    label: str
    kinds: tuple[Kind, ...] = ()
    check_choice: Callable[[Mapping[str, Any]], object] = nothing
    on_upload: Callable[[str, str, Mapping[str, Any]], str] | None = None
    options: type[Any] | None = None
    on_object: Callable[[str, str, Mapping[str, Any]], str] | None = None
    erase: Callable[[str], bool] = nothing_to_erase
    upkeep: Callable[[], object] = nothing
    often: Callable[[], object] = nothing
    errands: Sequence[Errand] = ()
    payees: Mapping[str, Payee] = field(default_factory=dict)
    accepts: frozenset[str] = frozenset()
    send_to: str = ''
    send_page: str = ''
    shows: bool = False
    keeps: Callable[[], Any] | None = None
    admits: Callable[[Session, int, Mapping[str, Any]], None] = nothing
    routes: Callable[[], Sequence[Any]] = tuple
    commands: Callable[[], Any] | None = None
    remote_commands: Callable[[], Any] | None = None
    public: Public | None = None
    tools: Callable[[], Toolbox] = Toolbox
    local_tools: Callable[[], Toolbox] = Toolbox
    notifications: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    does: str = ''
    front: Front | None = None
    hears: Callable[[Session, str, str, str], None] = nothing
    knows: Mapping[str, Callable[[str], Sequence[Known]]] = field(default_factory=dict)

    @property
    def flag(self) -> str:
        """The feature flag that closes it; without one of this name it is open."""
        return f'area.{self.name}'


_areas: dict[str, Area] = {}


def register(area: Area) -> None:
    """Make an area known."""
    _areas[area.name] = area


def each() -> list[Area]:
    """All areas."""
    return list(_areas.values())


def get(name: str) -> Area:
    """The area of this name; raises KeyError where there is none."""
    return _areas[name]


def label(name: str) -> str:
    """What people read of an area; its name where there is none any more."""
    return _areas[name].label if name in _areas else name


def kinds() -> dict[str, Kind]:
    """All kinds of jobs by their names."""
    return {kind.name: kind for area in _areas.values() for kind in area.kinds}


def kind(name: str) -> Kind:
    """The kind of job of this name.

    Raises
    ------
    NotFound
        No area has it, or not any more.
    """
    found = kinds().get(name)
    if found is None:
        raise NotFound('This job does not exist any more.')
    return found


def area_of(kind_name: str) -> Area:
    """The area that a kind of job belongs to; raises as `kind`."""
    for area in _areas.values():
        if any(kind.name == kind_name for kind in area.kinds):
            return area
    raise NotFound('This job does not exist any more.')


def tables(*, listed: bool = False) -> dict[type[JobColumns], list[str]]:
    """Each table of jobs once, and the kinds in it; with `listed` only those that users see."""
    found: dict[type[JobColumns], list[str]] = {}
    for known in kinds().values():
        if known.listed or not listed:
            found.setdefault(known.table, []).append(known.name)
    return found


def union(choose: Callable[[type[JobColumns], list[str]], Any], *, listed: bool = False) -> sa.Subquery:
    """One query over every table of jobs: `choose` gets each table, with the kinds in it, and says what is selected."""
    return sa.union_all(*(choose(table, kinds) for table, kinds in tables(listed=listed).items())).subquery()


def stage_label(kind_name: str, stage: str | None) -> str:
    """The words for what a job is doing; empty if its kind has none for it."""
    known = kinds().get(kind_name)
    return known.stages.get(stage or '', '') if known is not None else ''


def page(kind_name: str, job_id: str) -> str:
    """The address at which people find a job."""
    return kind(kind_name).page.replace('{id}', job_id)


def taking(purpose: str) -> Area:
    """The area that takes uploads over for this purpose, its name; raises NotAllowed where there is none."""
    area = _areas.get(purpose)
    if area is None or area.on_upload is None:
        raise NotAllowed(f'Nothing here takes uploads for “{purpose[:40]}”.')
    return area


def accepts() -> frozenset[str]:
    """The suffixes of the files that people send, of all areas together."""
    return frozenset().union(*(area.accepts for area in _areas.values()))


def takers(kind_name: str, filename: str) -> list[Area]:
    """The other areas that take over what a job of this kind has brought, a file of this name."""
    known = kinds().get(kind_name)
    if known is None or known.sound is None:
        return []
    return [area for area in accepting(filename) if known not in area.kinds]


def accepting(filename: str) -> list[Area]:
    """The areas that take over a file of this name from elsewhere."""
    suffix = f'.{filename.rpartition(".")[2].lower()}'
    return [area for area in _areas.values() if area.send_to and suffix in area.accepts]


def erase(user_id: str) -> bool:
    """Let all areas empty what they say of a leaving user; False if one of them must be called again."""
    return all([area.erase(user_id) for area in _areas.values()])


def upkeeps() -> list[Callable[[], object]]:
    """What each area does now and then, apart from each other: one that fails keeps no other from its own."""
    return [area.upkeep for area in _areas.values()]


def often() -> list[Callable[[], object]]:
    """What each area looks after because it cannot wait; apart, too."""
    return [area.often for area in _areas.values()]


def happened(session: Session, what: str, user_id: str, reference: str) -> None:
    """Let all areas hear what has happened to a user in one of them, without knowing each other; see `Area.hears`."""
    for area in _areas.values():
        area.hears(session, what, user_id, reference)


def knows(kind: str, user_id: str) -> list[Known]:
    """What all areas together know of a user of this kind."""
    return [one for area in _areas.values() if kind in area.knows for one in area.knows[kind](user_id)]


def payee(name: str | None) -> Payee | None:
    """What is told of payments for things of this name; None where no area has such things."""
    return next((area.payees[name] for area in _areas.values() if name and name in area.payees), None)
