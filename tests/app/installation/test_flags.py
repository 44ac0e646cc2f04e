"""Feature flags and announcements: what the admin sets for everybody."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app import accounts, areas, config
from app.accounts import Visitor, audit_log
from app.accounts.audit_log import Wanted
from app.db import transaction
from app.errors import NotAllowed, NotFound
from app.installation import announcements, flags
from models import Announcement
from models.types import utc_now
from tests.app.accounts_support import person, session_of, visiting
from tests.servers import ROOT

BROUGHT_ALONG = ['advanced_analytics', 'ai_generation_v2']
USERS = [f'user-{number}' for number in range(2000)]


@pytest.fixture(autouse=True)
def admin(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The visitor is the admin."""
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        yield
    accounts.let_in(Visitor())


def test_a_flag_is_off_until_it_is_turned_on_and_then_for_its_share() -> None:
    assert not flags.on('ann', 'new-player')
    flags.save('new-player', 'A new player', is_on=False, share=100)
    assert not flags.on('ann', 'new-player')
    flags.save('new-player', 'A new player', is_on=True, share=100)
    assert all(flags.on(user, 'new-player') for user in USERS[:50])
    flags.save('new-player', 'A new player', is_on=True, share=0)
    assert not any(flags.on(user, 'new-player') for user in USERS[:50])
    flags.delete('new-player')
    assert not flags.on('ann', 'new-player')
    with pytest.raises(NotFound):
        flags.delete('new-player')


def test_the_share_is_kept_and_nobody_changes_sides_while_it_grows() -> None:
    places = {user: flags.place(user, 'new-player') for user in USERS}
    assert 0 <= min(places.values()) < max(places.values()) < 100
    for share in (10, 50):
        assert abs(sum(place < share for place in places.values()) / len(USERS) * 100 - share) < 4
    assert flags.place('user-1', 'new-player') == pytest.approx(78.92024, abs=1e-4), (
        'the same on every machine, for ever'
    )
    others = [flags.place(user, 'another') < 50 for user in USERS]
    same = sum(other == (place < 50) for other, place in zip(others, places.values(), strict=True))
    assert 0.45 < same / len(USERS) < 0.55, 'each flag has users of its own'


def test_the_admin_is_told_of_every_flag_that_the_product_asks_for() -> None:
    sources = [path for folder in ('app', 'pages', 'components', 'tasks') for path in (ROOT / folder).rglob('*.py')]
    asked = {name for path in sources for name in re.findall(r"flags\.on\b[^'\n]*'([^']*)'", path.read_text())}
    assert asked == set(flags.ASKED)
    assert {area.flag for area in areas.each()} <= set(flags.asked()), 'and of one for each area'
    example = re.search(r"flags\.on\b[^'\n]*'([^']*)'", (ROOT / 'docs/admin.md').read_text())
    assert example is not None, 'and whoever writes the product, how it asks'
    assert flags.NAME.fullmatch(example[1])


@pytest.mark.parametrize(
    ('name', 'share'),
    [('', 1), ('New', 1), ('a b', 1), ('x' * 41, 1), ('fine', -1), ('fine', 100.5), ('f', float('nan'))],
)
def test_what_makes_no_flag_is_refused(name: str, share: float) -> None:
    with pytest.raises(NotAllowed):
        flags.save(name, '', is_on=True, share=share)
    assert [flag.name for flag in flags.flags()] == BROUGHT_ALONG


def test_what_was_before_stands_in_the_log() -> None:
    flags.save('new-player', '', is_on=True, share=10)
    flags.save('new-player', '', is_on=True, share=50)
    newest = audit_log.log(Wanted(what='flag.')).found[0]
    assert (newest.target, newest.before['share'], newest.after['share']) == ('new-player', 10, 50)


def test_announcements_stand_from_one_moment_to_another_the_heaviest_first() -> None:
    hour = timedelta(hours=1)
    now = announcements.announce('  Back   at eight. ', 'info')
    announcements.announce('Not yet.', 'bad', starts_at=utc_now() + hour)
    worse = announcements.announce('The disk is full.', 'bad', ends_at=utc_now() + hour)
    assert [(n.text, n.level, n.dismissable) for n in announcements.notices()] == [
        ('The disk is full.', 'bad', True),
        ('Back at eight.', 'info', True),
    ]
    announcements.end(now)
    announcements.end(worse)
    assert announcements.notices() == ()
    kept = announcements.announcements()
    assert len(kept) == 3
    for notice in kept:
        announcements.end(notice.id)
    assert announcements.announcements() == [], 'what is over or has not begun is deleted'
    actions = [line.action for line in audit_log.log(Wanted(what='announcement.')).found]
    assert sorted(set(actions)) == ['announcement.deleted', 'announcement.ended', 'announcement.made']


@pytest.mark.parametrize(
    ('text', 'level', 'ends'), [('', 'info', 1), ('x' * 501, 'info', 1), ('x', 'loud', 1), ('x', 'info', -1)]
)
def test_what_announces_nothing_is_refused(text: str, level: str, ends: int) -> None:
    with pytest.raises(NotAllowed):
        announcements.announce(text, level, ends_at=utc_now() + timedelta(hours=ends))


def test_what_still_stands_is_listed_before_all_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, 'MOST_LISTED', 3)
    day = timedelta(days=1)
    standing = announcements.announce('For ever.', 'info', starts_at=utc_now() - 30 * day)
    for ago in range(2, 7):
        announcements.announce('Over.', 'info', starts_at=utc_now() - ago * day, ends_at=utc_now() - day)
    listed = announcements.announcements()
    assert (listed[0].id, len(listed)) == (standing, 3)


def test_what_ended_long_ago_is_forgotten() -> None:
    old = announcements.announce('Long ago.', 'info')
    with transaction() as session:
        session.get_one(Announcement, old).ends_at = utc_now() - announcements.KEPT - timedelta(days=1)
    announcements.upkeep()
    assert announcements.announcements() == []
