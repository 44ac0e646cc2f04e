"""The first steps of an artist: ten things worth doing, each with its points, each skipped by a press.

What is done is read from the rows themselves, and written into the ledger when somebody looks: so a step counts however
it was taken. After two weeks nobody is reminded any more.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import own_time
from app.artist import choices, points, profiles
from app.db import reading, transaction
from app.errors import NotFound
from models import ArtistGoal, DailyMetric, Profile, ProfileProject, ShowcaseTrack, User, XpEntry
from models.types import utc_now

BIO_LEAST = 80
REMINDS = timedelta(days=14)
NEEDED = ('name', 'zone')
"""With these somebody has set out: `profiles.onboarding_completed`."""
RULE = 'checklist.'


@dataclass(frozen=True, slots=True)
class Step:
    """One thing worth doing: what it is, why, and where it is done. `needed` ones are those of the beginning."""

    name: str
    words: str
    why: str
    href: str
    points: int
    is_done: bool = False
    is_skipped: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether it belongs to the beginning."""
        return self.name in NEEDED

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return not (self.is_done or self.is_skipped)


STEPS = tuple(
    Step(name, words, why, href, points.RULES[RULE + name].points)
    for name, words, why, href in (
        ('name', 'Name and address', 'What stands on your page, and its address.', '/artist'),
        ('zone', 'Time zone', 'So that your days and weeks are yours.', '/artist'),
        ('picture', 'A picture', 'People know a face sooner than a name.', '/artist/page'),
        ('bio', f'{BIO_LEAST} characters about you', 'Who you are and how you sound.', '/artist/page'),
        ('link', 'One link', 'Where people already hear you.', '/artist/page'),
        ('release', 'One release', 'With every place where it can be heard.', '/artist/releases'),
        ('sound', 'One sound on your page', 'Heard without leaving it.', '/artist/sounds'),
        ('numbers', 'First numbers', 'From a file, a platform, or typed in.', '/artist/numbers'),
        ('goal', 'A goal', 'A number and a day to reach it by.', '/artist/numbers'),
        ('public', 'Make your page public', 'Then everybody can open it.', '/artist'),
    )
)


@dataclass(frozen=True, slots=True)
class Checklist:
    """All steps, how far somebody is, and whether they are shown without being asked for."""

    steps: tuple[Step, ...]
    reminds: bool
    is_hidden: bool

    @property
    def open(self) -> tuple[Step, ...]:
        """What is still to be done."""
        return tuple(step for step in self.steps if step.is_open)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def has_set_out(self) -> bool:
        """Whether all that the beginning needs is done or skipped."""
        return not any(step.is_open for step in self.steps if step.is_needed)


def look(user_id: str, *, now: datetime | None = None) -> Checklist:
    """How far somebody is; what they have done since the last look earns its points."""
    now = now or utc_now()
    with reading() as session:
        profile = _profile(session, user_id)
        met = _met(session, user_id, profile)
        earned = _earned(session, user_id)
        stands = profile is not None and profile.onboarding_completed == _has_set_out(profile, {*met, *earned})
    if profile is None or met - earned.keys() or _lost(met, earned, now) or not stands:
        with transaction() as session:
            accounts.acting(session, user_id)
            profile = profiles.ensure(session, user_id)
            met = _write(session, user_id, profile, now)
            earned = _earned(session, user_id)
    return _checklist(profile, {*met, *earned}, now)


def skip(user_id: str, name: str, *, skipped: bool = True) -> Checklist:
    """Skip a step, or take that back; raises NotFound where there is none of this name."""
    if all(step.name != name for step in STEPS):
        raise NotFound('There is no such step.')
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = profiles.ensure(session, user_id)
        others = tuple(one for one in choices.of(profile).skipped if one != name)
        choices.change(profile, skipped=(*others, name) if skipped else others)
        session.add(profile)
    return look(user_id)


def hide(user_id: str, *, hidden: bool = True) -> Checklist:
    """Show no more of it by itself, or again."""
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = profiles.ensure(session, user_id)
        choices.change(profile, checklist_hidden=hidden)
        session.add(profile)
    return look(user_id)


def zone_chosen(session: Session, user_id: str) -> None:
    """Note that somebody has said which zone is theirs, in this transaction: UTC may be it, which a row does not tell
    from no answer."""
    points.earn(session, user_id, f'{RULE}zone')


def _write(session: Session, user_id: str, profile: Profile, now: datetime) -> set[str]:
    """Bring the ledger to what the rows say; what went within a day gives its points back."""
    met = _met(session, user_id, profile)
    for name in sorted(met):
        points.earn(session, user_id, RULE + name, now=now)
    for name in _lost(met, _earned(session, user_id), now):
        points.take_back(session, user_id, RULE + name, now=now)
    profile.onboarding_completed = _has_set_out(profile, {*met, *_earned(session, user_id)})
    session.add(profile)
    session.flush()
    return met


def _met(session: Session, user_id: str, profile: Profile | None) -> set[str]:
    """The steps whose rows are there."""
    user = session.get(User, user_id)
    if user is None or profile is None:
        return set()
    found = {
        'name': bool(profile.display_name and profile.public_profile_slug),
        'zone': user.timezone != own_time.NONE_CHOSEN,
        'picture': bool(profile.profile_picture_url),
        'bio': len(profile.bio.strip()) >= BIO_LEAST,
        'link': profile.social_links not in ('', '{}', '[]'),
        'release': _has(session, ProfileProject, 'user_id', user_id, col(ProfileProject.deleted_at).is_(None)),
        'sound': _has(session, ShowcaseTrack, 'user_id', user_id),
        'numbers': _has(session, DailyMetric, 'artist_id', user_id),
        'goal': _has(session, ArtistGoal, 'artist_id', user_id, col(ArtistGoal.deleted_at).is_(None)),
        'public': profile.is_public,
    }
    return {name for name, is_met in found.items() if is_met}


def _has(session: Session, table: type, column: str, user_id: str, *which: sa.ColumnElement[bool]) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(col(getattr(table, column)) == user_id, *which))))


def _earned(session: Session, user_id: str) -> dict[str, datetime]:
    """The steps that have earned their points, and when."""
    mine = (col(XpEntry.user_id) == user_id, col(XpEntry.rule).startswith(RULE), col(XpEntry.taken_back_at).is_(None))
    rows = session.execute(sa.select(col(XpEntry.rule), col(XpEntry.created_at)).where(*mine))
    return {rule.removeprefix(RULE): moment for rule, moment in rows}


def _lost(met: set[str], earned: dict[str, datetime], now: datetime) -> set[str]:
    """What earned its points within a day and is not there any more. A zone that was said stays said."""
    return {
        name
        for name, moment in earned.items()
        if name not in met and name != 'zone' and moment > now - points.BACK_WITHIN
    }


def _has_set_out(profile: Profile, done: set[str]) -> bool:
    return {*done, *choices.of(profile).skipped} >= set(NEEDED)


def _profile(session: Session, user_id: str) -> Profile | None:
    found: Profile | None = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
    return found


def _checklist(profile: Profile, done: set[str], now: datetime) -> Checklist:
    chosen = choices.of(profile)
    steps = tuple(replace(one, is_done=one.name in done, is_skipped=one.name in chosen.skipped) for one in STEPS)
    is_young = now - profile.created_at < REMINDS
    return Checklist(steps, is_young and not chosen.checklist_hidden, chosen.checklist_hidden)
