"""What an artist has set: `profiles.choices` keeps it as JSON, and what that does not name has its default here."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from app.errors import Invalid
from models import Profile

STREAK_UNITS = ('week', 'day')
BOUNDS: dict[str, tuple[int, int, str]] = {
    'week_goal': (1, 7, 'A week asks for 1 to 7 posts.'),
    'day_ends_minutes': (0, 720, 'A day ends 0 to 720 minutes after midnight.'),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What an artist has decided.

    Parameters
    ----------
    week_goal : how many posts make a full week, 1 to 7.
    streak_unit : whether the streak counts weeks or days.
    day_ends_minutes : until when what is done at night counts for the day before, in minutes after midnight.
    weekly_report : whether a mail tells each week what the numbers say.
    shows_level : whether the page for everybody shows level and streak.
    checklist_hidden : whether they want to hear no more of the first steps.
    skipped : the first steps that they do not want to take.
    adviser_consent : whether questions may go to the language model that the installation is connected to.
    takes_messages : whether the page for everybody has a contact form.
    contact_mails : whether what comes by it comes by mail, too.
    """

    week_goal: int = 1
    streak_unit: str = 'week'
    day_ends_minutes: int = 180
    weekly_report: bool = False
    shows_level: bool = False
    checklist_hidden: bool = False
    skipped: tuple[str, ...] = ()
    adviser_consent: bool = False
    takes_messages: bool = True
    contact_mails: bool = True


def of(profile: Profile) -> Choices:
    """What this artist has set, with the default for everything else; what nobody knows any more is passed over."""
    kept: dict[str, Any] = json.loads(profile.choices or '{}')
    known = {one.name for one in fields(Choices)}
    found = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in known}
    told: dict[str, Any] = found
    return replace(Choices(), **told)


def change(profile: Profile, **words: Any) -> Choices:
    """Decide anew about some of that, by the words of `Choices`: the row is changed, and its session stores it.

    Raises
    ------
    Invalid
        With a sentence for each word that cannot be taken.
    """
    wrong = {name: said for name, value in words.items() if (said := _wrong(name, value))}
    if wrong:
        raise Invalid(wrong)
    fresh = replace(of(profile), **words)
    profile.choices = json.dumps({name: value for name, value in asdict(fresh).items() if value != _USUAL[name]})
    return fresh


def _wrong(name: str, value: Any) -> str:
    """Why a word cannot be taken; empty if it can."""
    if name not in _USUAL:
        return f'There is no choice “{name[:40]}”.'
    usual = _USUAL[name]
    if isinstance(usual, bool):
        return '' if isinstance(value, bool) else 'This is on or off.'
    if isinstance(usual, int):
        least, most, said = BOUNDS[name]
        return '' if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else said
    if name == 'streak_unit':
        return '' if value in STREAK_UNITS else 'A streak counts weeks or days.'
    is_list = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return '' if is_list and len(value) <= 40 else 'This is a list of up to 40 words.'


_USUAL = asdict(Choices())
