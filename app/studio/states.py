"""The states of a booking, who may take which step, and what must be true for it.

The table is data: `STEPS`. Knows no database; facts are given. Who asks is one of `ROLES`: `payment` is whatever comes
from who takes the payments (an event, or the sweep that asks for it), `clock` what happens by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.studio.policies import Policy, answer_by

NEW, DELETED = 'new', 'deleted'
PENDING_PAYMENT, PENDING_APPROVAL, CONFIRMED, COMPLETED = (
    'pending_payment',
    'pending_approval',
    'confirmed',
    'completed',
)
REJECTED, CANCELLED, NO_SHOW, EXPIRED = 'rejected', 'cancelled', 'no_show', 'expired'
STATES = (PENDING_PAYMENT, PENDING_APPROVAL, CONFIRMED, COMPLETED, REJECTED, CANCELLED, NO_SHOW, EXPIRED)
TERMINAL = (COMPLETED, REJECTED, CANCELLED, NO_SHOW, EXPIRED)
HOLDS_ROOM = (PENDING_PAYMENT, PENDING_APPROVAL, CONFIRMED)
"""In these states it takes its room; a completed one has taken it."""
CLIENT, GUEST, ENGINEER, OWNER, PAYMENT, THE_CLOCK = 'client', 'guest', 'engineer', 'owner', 'payment', 'clock'
ROLES = (CLIENT, GUEST, ENGINEER, OWNER, PAYMENT, THE_CLOCK)
PEOPLE, STAFF = (CLIENT, GUEST), (ENGINEER, OWNER)
WORDS = {
    NEW: 'new',
    PENDING_PAYMENT: 'waiting for payment',
    PENDING_APPROVAL: 'waiting for approval',
    CONFIRMED: 'confirmed',
    COMPLETED: 'completed',
    REJECTED: 'rejected',
    CANCELLED: 'cancelled',
    NO_SHOW: 'missed',
    EXPIRED: 'expired',
    DELETED: 'deleted',
}
"""What people read for each."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a booking when a step is asked for. What is not given counts as not true.

    Parameters
    ----------
    now, start, end : moments.
    deposit : what is to be paid at once, in cents.
    is_paid : what was asked for came, in its amount and currency.
    is_proven : the person is signed in, or their mail address is proven.
    slot_free : the room is free for the (new) time, and the rules allow it.
    reason : why, where a reason is needed.
    hold_ends : until when it holds its room unpaid.
    session_closed : nobody can pay any more: the provider's session has expired, or there is none.
    asked_at : since when it waits for approval.
    ended_at : when it came to where it is, for what is allowed for a time afterwards.
    moves : how often the client has moved it.
    """

    now: datetime
    start: datetime
    end: datetime
    deposit: int = 0
    is_paid: bool = False
    is_proven: bool = False
    slot_free: bool = False
    reason: str = ''
    hold_ends: datetime | None = None
    session_closed: bool = False
    asked_at: datetime | None = None
    ended_at: datetime | None = None
    moves: int = 0
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be true, and the sentence for when it is not."""

    is_met: Callable[[Facts], bool]
    sentence: str


def _since(moment: datetime | None, facts: Facts, span: timedelta) -> bool:
    return moment is not None and facts.now >= moment + span


def _unanswered(facts: Facts) -> bool:
    asked_at = facts.asked_at or facts.start
    return facts.now >= answer_by(facts.policy, asked_at, facts.start)


def _hold_over(facts: Facts) -> bool:
    return facts.session_closed and (facts.hold_ends is None or facts.now >= facts.hold_ends)


def _missing(facts: Facts) -> bool:
    first = facts.start + timedelta(minutes=facts.policy.no_show_after_minutes)
    return first <= facts.now <= facts.start + timedelta(hours=facts.policy.no_show_until_hours)


FREE = Need(lambda f: f.slot_free, 'This time is not free any more. Choose another one.')
COSTS = Need(lambda f: f.deposit > 0, 'Nothing is to be paid at once.')
COSTS_NOTHING = Need(lambda f: f.deposit == 0, 'The deposit is to be paid first.')
PROVEN = Need(lambda f: f.is_proven, 'Confirm your mail address first.')
AT_ONCE = Need(lambda f: f.policy.auto_approve, 'The studio approves each request.')
PAID = Need(lambda f: f.is_paid, 'It is not paid.')
NOT_PAID = Need(lambda f: not f.is_paid, 'It is paid; the studio has it now.')
HOLD_OVER = Need(_hold_over, 'It can still be paid.')
REASON = Need(lambda f: bool(f.reason.strip()), 'Say why; the client reads it.')
UNANSWERED = Need(_unanswered, 'There is still time to answer it.')
MAY_MOVE = Need(lambda f: f.moves < f.policy.client_moves, 'It has been moved before. Ask the studio.')
EARLY = Need(
    lambda f: f.now <= f.start - timedelta(hours=f.policy.move_until_hours),
    'It is too close to its start to be moved. Ask the studio.',
)
NOT_BEGUN = Need(lambda f: f.now < f.start, 'It has begun.')
ENDED = Need(lambda f: f.now >= f.end, 'It has not ended yet.')
LONG_ENDED = Need(
    lambda f: _since(f.end, f, timedelta(hours=f.policy.complete_after_hours)), 'It has not ended long enough ago.'
)
MISSING = Need(_missing, 'That nobody came can be said from shortly after the start, and for some days.')
LATELY = Need(
    lambda f: f.ended_at is not None and f.now <= f.ended_at + timedelta(days=f.policy.correct_days),
    'It was too long ago to be corrected.',
)
LONG_OVER = Need(lambda f: _since(f.ended_at, f, timedelta(days=30)), 'It is kept for 30 days after its end.')


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table: from where, where to, who, what must be true, and what the step is called."""

    before: str
    after: str
    roles: tuple[str, ...]
    needs: tuple[Need, ...]
    name: str


STEPS = (
    Step(NEW, PENDING_PAYMENT, PEOPLE, (COSTS, FREE), 'book'),
    Step(NEW, PENDING_APPROVAL, PEOPLE, (COSTS_NOTHING, PROVEN, FREE), 'ask'),
    Step(NEW, CONFIRMED, PEOPLE, (COSTS_NOTHING, PROVEN, AT_ONCE, FREE), 'ask'),
    Step(NEW, CONFIRMED, STAFF, (FREE,), 'book for a client'),
    Step(PENDING_PAYMENT, PENDING_APPROVAL, (PAYMENT,), (PAID,), 'pay'),
    Step(PENDING_PAYMENT, CONFIRMED, (PAYMENT,), (PAID, AT_ONCE), 'pay'),
    Step(PENDING_PAYMENT, EXPIRED, (PAYMENT, THE_CLOCK), (NOT_PAID, HOLD_OVER), 'expire'),
    Step(PENDING_PAYMENT, CANCELLED, (*PEOPLE, *STAFF), (NOT_PAID,), 'cancel'),
    Step(EXPIRED, PENDING_APPROVAL, (PAYMENT,), (PAID, FREE), 'pay late'),
    Step(PENDING_APPROVAL, CONFIRMED, STAFF, (), 'approve'),
    Step(PENDING_APPROVAL, REJECTED, STAFF, (REASON,), 'reject'),
    Step(PENDING_APPROVAL, REJECTED, (THE_CLOCK,), (UNANSWERED,), 'reject'),
    Step(PENDING_APPROVAL, CANCELLED, PEOPLE, (), 'withdraw'),
    Step(CONFIRMED, CONFIRMED, PEOPLE, (NOT_BEGUN, MAY_MOVE, EARLY, FREE), 'move'),
    Step(CONFIRMED, CONFIRMED, STAFF, (FREE,), 'move'),
    Step(CONFIRMED, CANCELLED, PEOPLE, (NOT_BEGUN,), 'cancel'),
    Step(CONFIRMED, CANCELLED, STAFF, (REASON,), 'cancel'),
    Step(CONFIRMED, COMPLETED, STAFF, (ENDED,), 'complete'),
    Step(CONFIRMED, COMPLETED, (THE_CLOCK,), (LONG_ENDED,), 'complete'),
    Step(CONFIRMED, NO_SHOW, STAFF, (MISSING,), 'mark as missed'),
    Step(NO_SHOW, COMPLETED, (OWNER,), (REASON, LATELY), 'correct'),
    Step(COMPLETED, NO_SHOW, (OWNER,), (REASON, LATELY), 'correct'),
    Step(COMPLETED, COMPLETED, STAFF, (), 'add to the bill'),
    *(Step(state, DELETED, (OWNER,), (LONG_OVER,), 'delete') for state in TERMINAL),
)


class NotPossible(ValueError):
    """A step that is not taken, in a sentence; `steps` are those that whoever asked may take from where it is."""

    def __init__(self, sentence: str, steps: tuple[Step, ...]) -> None:
        super().__init__(sentence)
        self.steps = steps


def next_steps(state: str, role: str, facts: Facts | None = None) -> tuple[Step, ...]:
    """The steps that somebody may take from a state; with `facts` only those for which all is true now."""
    found = (step for step in STEPS if step.before == state and role in step.roles)
    return tuple(step for step in found if facts is None or all(need.is_met(facts) for need in step.needs))


def check(before: str, after: str, role: str, facts: Facts) -> Step:
    """The step from one state to another; raises NotPossible if it is not in the table for this role, or if something
    that it needs is not true."""
    step = next((one for one in next_steps(before, role) if one.after == after), None)
    possible = next_steps(before, role, facts)
    if step is None:
        sentence = f'This booking is {WORDS[before]}; it cannot become {WORDS[after]} now. {_told(possible)}'
        raise NotPossible(sentence, possible)
    lacking = next((need for need in step.needs if not need.is_met(facts)), None)
    if lacking is not None:
        raise NotPossible(lacking.sentence, possible)
    return step


def _told(steps: tuple[Step, ...]) -> str:
    names = list(dict.fromkeys(step.name for step in steps))
    return f'What you can do: {", ".join(names)}.' if names else 'There is nothing more to do with it.'
