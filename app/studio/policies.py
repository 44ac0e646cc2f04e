"""A studio's rules about cancelling, moving, approving and paying: their words, their defaults, and what follows.

`studios.policy` keeps them as JSON; what it does not name has its default. Knows no database and no clock of its own:
moments are given, hours are real ones. Amounts are cents.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from app.studio.prices.rounding import percent_of

NO_SHOW_REMAINDERS = ('waive', 'charge')
PAYS_REST = ('later', 'before', 'on_site')
CLIENT, STAFF, CLOCK = 'client', 'staff', 'clock'
HOUR = timedelta(hours=1)
MOST_BANDS = 6


class BadPolicy(ValueError):
    """A policy that cannot be kept, in a sentence; `field` says which of its words is meant."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


BOUNDS: dict[str, tuple[int, int, str]] = {
    'move_until_hours': (0, 8760, 'Clients may move a session until 0 to 8760 hours before it.'),
    'client_moves': (0, 20, 'Clients may move a session 0 to 20 times.'),
    'hold_minutes': (5, 1440, 'An unpaid session is held for 5 to 1440 minutes.'),
    'approval_hours': (1, 720, 'A request is answered within 1 to 720 hours.'),
    'approval_before_hours': (0, 168, 'A request is answered 0 to 168 hours before its session.'),
    'no_show_after_minutes': (0, 720, 'Somebody is missing 0 to 720 minutes after the start.'),
    'no_show_until_hours': (1, 720, 'That somebody was missing can be said until 1 to 720 hours after the start.'),
    'correct_days': (0, 90, 'That can be corrected for 0 to 90 days.'),
    'complete_after_hours': (0, 720, 'A session counts as held 0 to 720 hours after its end.'),
    'overtime_step_minutes': (5, 240, 'Overtime is counted by 5 to 240 minutes.'),
    'slow_payment_days': (0, 3, 'A payment that takes days keeps its session for 0 to 3 days.'),
    'retention_days': (7, 3650, 'Files are kept for 7 to 3650 days.'),
    'guest_link_days': (1, 365, 'The link of a guest works until 1 to 365 days after the session.'),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a studio has decided. Times before a session are real hours.

    Parameters
    ----------
    cancel_bands : pairs of hours and percent: whoever cancels at least so many hours before the start gets so much of
        what they have paid. The longest time comes first; by default nothing comes back.
    move_until_hours, client_moves : until when, and how often, clients move a session themselves.
    hold_minutes : how long an unpaid session holds its room.
    approval_hours, approval_before_hours : a request without an answer is rejected after so long, or so long before
        its start.
    auto_approve : what is paid is confirmed at once.
    no_show_after_minutes, no_show_until_hours : when staff may say that nobody came, counted from the start.
    no_show_remainder : whether the rest is then waived or charged.
    correct_days : how long the owner may correct that.
    complete_after_hours : when a session counts as held by itself, after its end.
    overtime_step_minutes : overtime is counted by each one that has begun.
    reminder_hours : when clients are reminded, in hours before the start.
    pay_rest : when the rest is paid: later (charged to the way to pay that was kept, else by a link), before (by a
        link), or on_site.
    slow_payment_days : how long a payment that takes days keeps its session; 0 refuses such ways to pay.
    download_after_payment : files can be heard, but taken only once nothing is due.
    retention_days, retention_warnings : how long delivered files are kept, and how many days before the end clients are
        warned.
    guest_link_days : how long after a session the link of a guest works.
    words : what the owner adds to the policy on the booking page, in their own words.
    """

    cancel_bands: tuple[tuple[int, int], ...] = ((0, 0),)
    move_until_hours: int = 24
    client_moves: int = 1
    hold_minutes: int = 30
    approval_hours: int = 48
    approval_before_hours: int = 2
    auto_approve: bool = False
    no_show_after_minutes: int = 15
    no_show_until_hours: int = 48
    no_show_remainder: str = 'waive'
    correct_days: int = 7
    complete_after_hours: int = 24
    overtime_step_minutes: int = 30
    reminder_hours: tuple[int, ...] = (24, 1)
    pay_rest: str = 'later'
    slow_payment_days: int = 3
    download_after_payment: bool = False
    retention_days: int = 90
    retention_warnings: tuple[int, ...] = (14, 3)
    guest_link_days: int = 30
    words: str = ''

    def __post_init__(self) -> None:
        for name, (least, most, sentence) in BOUNDS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise BadPolicy(name, sentence)
        _check_bands(self.cancel_bands)
        _check_hours('reminder_hours', self.reminder_hours, 720, 'Reminders go out 1 to 720 hours before a session.')
        _check_hours('retention_warnings', self.retention_warnings, 365, 'Warnings come 1 to 365 days before the end.')
        if self.no_show_remainder not in NO_SHOW_REMAINDERS:
            raise BadPolicy('no_show_remainder', 'When nobody came, the rest is waived or charged.')
        if self.pay_rest not in PAYS_REST:
            raise BadPolicy('pay_rest', 'The rest is paid later, before, or on site.')
        if not isinstance(self.words, str) or len(self.words) > 500:
            raise BadPolicy('words', 'Your own words about the policy have 500 letters at most.')
        if not isinstance(self.auto_approve, bool) or not isinstance(self.download_after_payment, bool):
            raise BadPolicy('auto_approve', 'This is either on or off.')

    def to_json(self) -> str:
        """It as `studios.policy` keeps it: what differs from the defaults."""
        plain, told = asdict(Policy()), asdict(self)
        return json.dumps({name: value for name, value in told.items() if value != plain[name]})

    @classmethod
    def from_json(cls, text: str) -> 'Policy':
        """The policy that is kept; words that it does not know are left. Raises BadPolicy for values that none has."""
        try:
            told = dict(json.loads(text or '{}').items())
            known = {one.name: told[one.name] for one in fields(cls) if one.name in told}
            if 'cancel_bands' in known:
                known['cancel_bands'] = tuple((hours, percent) for hours, percent in known['cancel_bands'])
            for name in ('reminder_hours', 'retention_warnings'):
                if name in known:
                    known[name] = tuple(known[name])
        except (TypeError, AttributeError, ValueError) as error:
            raise BadPolicy('', 'This policy cannot be read.') from error
        return cls(**known)


def _check_bands(bands: tuple[tuple[int, int], ...]) -> None:
    if not 1 <= len(bands) <= MOST_BANDS:
        raise BadPolicy('cancel_bands', f'There are 1 to {MOST_BANDS} steps for what comes back.')
    for hours, percent in bands:
        whole = not any(isinstance(one, bool) or not isinstance(one, int) for one in (hours, percent))
        if not whole or not 0 <= hours <= 8760 or not 0 <= percent <= 100:
            raise BadPolicy('cancel_bands', 'Each step has 0 to 8760 hours and 0 to 100 percent.')
    times = [hours for hours, _ in bands]
    if times != sorted(set(times), reverse=True):
        raise BadPolicy('cancel_bands', 'The steps go from the longest time before a session to the shortest.')


def _check_hours(name: str, hours: tuple[int, ...], most: int, sentence: str) -> None:
    whole = all(isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= most for one in hours)
    if not whole or len(set(hours)) != len(hours) or len(hours) > 5:
        raise BadPolicy(name, sentence)


def percent_back(policy: Policy, start: datetime, now: datetime) -> int:
    """How much of what was paid comes back to a client who cancels now, in percent. Hours are real ones, however the
    clocks are changed until then."""
    left = start - now
    if left <= timedelta(0):
        return 0
    return next((percent for hours, percent in policy.cancel_bands if left >= hours * HOUR), 0)


def refund(
    policy: Policy, paid: int, refunded: int, start: datetime, now: datetime, by: str, *, approved: bool = True
) -> int:
    """What goes back when a session is cancelled: of what was paid and has not gone back yet.

    Parameters
    ----------
    paid, refunded : all that came, all that went back so far.
    by : who ends it. What staff or the clock end is given back whole, and so is what a client takes back before it was
        `approved`.
    """
    kept = max(0, paid - refunded)
    percent = percent_back(policy, start, now) if by == CLIENT and approved else 100
    return percent_of(kept, percent)


def answer_by(policy: Policy, asked_at: datetime, start: datetime) -> datetime:
    """Until when staff answer a request. One that comes too late for that can be answered until its start."""
    latest = start - policy.approval_before_hours * HOUR
    return min(asked_at + policy.approval_hours * HOUR, latest if asked_at < latest else start)


class TooMuch(ValueError):
    """More would go back than there is; `most` (cents) can."""

    def __init__(self, most: int) -> None:
        super().__init__('That is more than there is to give back.')
        self.most = most


def check_refund(asked: int, paid: int, refunded: int) -> int:
    """An amount that staff give back; raises TooMuch with the most that is possible."""
    most = max(0, paid - refunded)
    if not 0 < asked <= most:
        raise TooMuch(most)
    return asked


def is_waived_at_no_show(policy: Policy) -> bool:
    """Whether nobody who did not come pays the rest; nothing of what they have paid goes back."""
    return policy.no_show_remainder == 'waive'


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move or another length does to the money: the new total, what is still to be paid (later, as before), and
    what is too much and goes back."""

    total: int
    rest: int
    back: int


def moved(old_total: int, new_total: int, paid: int, refunded: int, by: str) -> Moved:
    """The money of a session that is moved or gets another length. What was paid stays with it. If the studio moves
    it, the lower of both prices counts."""
    total = min(old_total, new_total) if by == STAFF else new_total
    kept = max(0, paid - refunded)
    return Moved(total, max(0, total - kept), max(0, kept - total))


@dataclass(frozen=True, slots=True)
class Overtime:
    """Minutes that are counted for some that were played over, whether the room is free for them, and the most that it
    is free for, by the same steps."""

    minutes: int
    is_free: bool
    most: int


def overtime(policy: Policy, minutes: int, free_minutes: int | None) -> Overtime:
    """What overtime counts: each step that has begun.

    Parameters
    ----------
    minutes : that were played over the end, at least 1.
    free_minutes : until the next session and the gap before it; None if nothing comes.
    """
    step = policy.overtime_step_minutes
    counted = -(-minutes // step) * step
    if free_minutes is None:
        return Overtime(counted, True, counted)
    return Overtime(counted, counted <= free_minutes, max(0, free_minutes) // step * step)


def sentence(policy: Policy) -> str:
    """The policy as people read it before they pay."""
    return ' '.join(part for part in (_cancelling(policy), _moving(policy), policy.words.strip()) if part)


def _cancelling(policy: Policy) -> str:
    steps = [(hours, percent) for hours, percent in policy.cancel_bands if percent]
    if not steps:
        return 'If you cancel a confirmed session, what you have paid stays with the studio.'
    told = ', '.join(f'{_share(percent)} until {_span(hours)} before' for hours, percent in steps)
    last = '' if steps[-1][0] == 0 else '; after that nothing'
    return f'If you cancel, you get back {told}{last}.'


def _moving(policy: Policy) -> str:
    if not policy.client_moves:
        return 'To move it, ask the studio.'
    often = {1: 'once', 2: 'twice'}.get(policy.client_moves, f'{policy.client_moves} times')
    return f'You may move it {often}, until {_span(policy.move_until_hours)} before.'


def _share(percent: int) -> str:
    return {100: 'all', 50: 'half'}.get(percent, f'{percent} %')


def _span(hours: int) -> str:
    if hours == 0:
        return 'right'
    if hours >= 72 and hours % 24 == 0:
        return f'{hours // 24} days'
    return 'an hour' if hours == 1 else f'{hours} hours'


def words_of(policy: Policy) -> dict[str, Any]:
    """Each word of the policy with its value, for a form that shows them all."""
    return asdict(policy)
