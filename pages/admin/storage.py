"""The disk, and who uses it, as the admin sees it."""

from dataclasses import dataclass
from datetime import datetime

from app import areas
from app.installation import disk
from app.ops import space_used
from components.vocabulary import wording
from components.vocabulary.elements import block, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from models import FolderSize
from pages.admin.parts import Live, head
from pages.shell.services import screen

EVERY_S = 15.0
NAMES = {
    'uploads': 'Originals and uploads',
    'originals': 'Originals',
    'results': 'Results',
    'timelines': 'Timelines',
    'analyses': 'Analyses',
    'forecasts': 'Forecasts',
    'previews': 'Previews to listen to',
    'original': 'Originals',
    'result': 'Results',
    'preview': 'Previews to listen to',
}


@dataclass(frozen=True, slots=True)
class _Found:
    disk: disk.Disk
    users: list[space_used.Stored]


@screen
async def storage_page() -> None:
    """What is used and free, by kind and by user."""
    with head('/admin/storage'):
        await Live(_look, _draw, EVERY_S).begin()


def _look() -> _Found:
    return _Found(disk.overview(), space_used.largest_users())


def _draw(keyed: Keyed, found: _Found) -> None:
    known = found.disk
    keyed.item('disk', _disk, known.used, known.free, known.reserve)
    keyed.item('kinds', _kinds, known.folders, known.database, known.measured_at)
    keyed.item('users', _users, found.users)


def _disk(used: int, free: int, reserve: int) -> None:
    tight = free < 2 * reserve
    with block('panel stack', tag='section', aria_label='Disk'):
        text('Disk', tag='h2')
        share = used / max(1, used + free)
        with block(f'meter big {"failed" if tight else ""}', role='img', aria_label=f'{share:.0%} used').style(
            f'--share: {share:.3f}'
        ):
            block(tag='i')
        with block('row spread'):
            text(f'{wording.size(used)} used', data_testid='disk-used')
            text(f'{wording.size(free)} free', 'strong', data_testid='disk-free')
        if tight:
            said = f'Uploads are refused once only {wording.size(reserve)} are free: make room, or move the data.'
            text(said, 'note warn', tag='p')


def _kinds(folders: list[FolderSize], database: int, measured_at: datetime | None) -> None:
    with block('panel stack', tag='section', aria_label='By kind'):
        text('By kind', tag='h2')
        rows = [(_called(f.folder), f'{f.files:,}', wording.size(f.bytes)) for f in folders]
        _table(('Kind', 'Files', 'Size'), [*rows, ('Database', '', wording.size(database))], 'kind')
        with block('row small quiet'):
            if measured_at is None:
                text('The files are measured by a worker, every hour.')
            else:
                text('Files as a worker measured them')
                LocalTime(measured_at)


def _called(folder: str) -> str:
    """What lies in a folder, in words: the area comes first in its name where there is one."""
    area, _, role = folder.rpartition('/')
    label = next((known.label for known in areas.each() if known.name == area), area)
    words_for = NAMES.get(role, role)
    return f'{words_for}, {label}' if area else words_for


def _users(largest: list[space_used.Stored]) -> None:
    with block('panel stack', tag='section', aria_label='By user'):
        text('By user, the largest', tag='h2')
        if not largest:
            text('Nothing was stored when a worker measured.', 'quiet', tag='p')
            return
        _table(
            ('User', 'Jobs', 'Size'),
            [(_who(user), f'{user.jobs:,}', wording.size(user.bytes)) for user in largest],
            'stored',
        )


def _who(user: space_used.Stored) -> tuple[str, str]:
    return user.email, f'/admin/users/{user.user_id}'


def _table(head: tuple[str, str, str], rows: list[tuple[str | tuple[str, str], str, str]], testid: str) -> None:
    with block('table', tag='table'):
        with block(tag='thead'), block(tag='tr'):
            for at, caption in enumerate(head):
                text(caption, 'num' if at else '', tag='th', scope='col')
        with block(tag='tbody'):
            for name, count, size in rows:
                with block(tag='tr', data_testid=testid):
                    with block(tag='td'):
                        label, href = name if isinstance(name, tuple) else (name, '')
                        link(label, href, 'wrap-any') if href else text(label)
                    text(count, 'num', tag='td', data_label=head[1])
                    text(size, 'num', tag='td', data_label=head[2])
