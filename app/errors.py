"""What can go wrong, as sentences for the person who reads them.

LevelMixError               what happened, what was kept, what to do: `str(error)` is shown as it stands
├── UnsafeSettings          the program refuses to start
├── DatabaseAway            the database does not answer, or cannot be written to now
│   └── Unsettled           the same, while writing how a job ended
├── OutOfReach              a service does not answer now; the job’s row is stored, and the rest is done later
│   └── NoAnswer            a server that a user named does not answer, or not as it should
├── Refused                 the request cannot be carried out as it is
│   ├── Damaged             bytes did not arrive as they were sent
│   ├── InUse               somebody else is using it right now
│   ├── NotFound            there is no such thing, or it is not yours (the error does not say which)
│   │   └── Gone            it was here for everybody, and is not any more
│   ├── NotAllowed          it exists, but this may not be done to it
│   │   ├── AddressRefused  nothing is called at this address: it leads inside, or is none
│   │   │   └── NoServer    its name leads to no server on the internet
│   │   ├── Changed         it has changed since the caller read it
│   │   ├── WrongKey        a program asks whose key is not for this
│   │   ├── Invalid         fields of a form cannot be taken as they are: a sentence for each
│   │   ├── ConfirmFirst    it may, once whoever is signed in has confirmed that it is them
│   │   └── ChooseAnew      it may, once something else is chosen
│   │       └── TimeRefused a time that cannot be booked; the nearest ones that can come with it
│   ├── Paused              the admin has paused it; it can be tried again later
│   ├── OverLimit           more than the tier of the user allows, under hard limits
│   ├── Forged              an event that does not come from who takes the payments
│   ├── PaymentFailed       whoever takes the payments refused, or does not answer
│   │   ├── ConfirmPayment  it may be paid, once whoever pays has confirmed that at their bank
│   │   └── PaymentAway     whoever takes the payments does not answer: it is not known what they have done
│   ├── ProviderFailed      Google, Apple or another issuer did not answer, or did not confirm
│   ├── SignedOut           nobody is signed in, or not any more
│   ├── StorageFailed       the service that stores the files does not answer
│   ├── TookTooLong         the job was stopped, because it ran longer than any may
│   ├── TooLarge            over a limit of size, length or space
│   ├── TooManyTries        too often lately; it can be tried again later
│   └── WrongOffset         the bytes sent are not the next ones that are missing
└── JobStopped              leaves a running job on purpose; never shown
    ├── Cancelled           the user asked for it
    ├── LeaseLost           the job was taken from this worker
    └── WorkerStops         this worker is asked to stop; the job goes back to the queue

Anything else that is raised is a bug of ours: it is logged with its trace, and the user reads `OUR_FAULT`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

OUR_FAULT = 'Something went wrong on our side. Your original is kept; please try again.'


class LevelMixError(Exception):
    """Base of everything raised on purpose outside the audio engine (which has its own tree in `app.audio.errors`)."""


class UnsafeSettings(LevelMixError):
    """Settings that would expose the product or its files."""


class DatabaseAway(LevelMixError):
    """The database does not answer, or cannot be written to now; `app.database_errors` has logged it."""


class Unsettled(DatabaseAway):
    """How a job ended could not be stored; if `in_doubt`, it may have been, and only the answer was lost."""

    def __init__(self, sentence: str, in_doubt: bool) -> None:
        super().__init__(sentence)
        self.in_doubt = in_doubt


class OutOfReach(LevelMixError):
    """A service that is needed does not answer now."""


class NoAnswer(OutOfReach):
    """A server at an address that a user named does not answer, or not as it should."""


class Refused(LevelMixError):
    """The request cannot be carried out."""


class Damaged(Refused):
    """What arrived is not what was sent."""


class InUse(Refused):
    """Somebody else is using it; it may be free in a moment."""


class NotFound(Refused):
    """No such thing, or somebody else's."""


class Gone(NotFound):
    """It was here for everybody, and is not any more, for a reason that may be told."""


class NotAllowed(Refused):
    """It may not be done to this thing, or not now."""


class AddressRefused(NotAllowed):
    """An address that a user named, at which this server calls nothing."""


class NoServer(AddressRefused):
    """Its name leads to nothing that people on the internet can reach: to no server at all, or inside. It does not say
    which, so that nobody finds out by it what lies inside."""


class Changed(NotAllowed):
    """It was changed after the caller had read it."""


class WrongKey(NotAllowed):
    """A program may not do this with its key, but perhaps with another one."""


class ChooseAnew(NotAllowed):
    """It may be done once something else is chosen, as the sentence says; everything else is as it should be."""


class TimeRefused(ChooseAnew):
    """A time cannot be booked. `why` is one word for it, `nearest` are free times around it, soonest first."""

    def __init__(self, sentence: str, why: str = '', nearest: Sequence[Any] = ()) -> None:
        super().__init__(sentence)
        self.why, self.nearest = why, tuple(nearest)


class Invalid(NotAllowed):
    """Some of what a form says cannot be taken; `fields` has a sentence for each of these, by its name."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(' '.join(fields.values()))
        self.fields = fields

    @classmethod
    def read(cls, readers: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """What was written in each field of a form, as it is stored; raises with all that is wrong, not the first."""
        found: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, read in readers.items():
            try:
                found[name] = read()
            except NotAllowed as error:
                wrong[name] = str(error)
        if wrong:
            raise cls(wrong)
        return found


class ConfirmFirst(NotAllowed):
    """It may be done by whoever has shown lately that it is them."""

    def __init__(
        self, said: str = 'It is a while since you signed in here. Confirm that it is you, then do this again.'
    ) -> None:
        super().__init__(said)


class TooLarge(Refused):
    """Over a limit of size, length or space."""


class TookTooLong(Refused):
    """Stopped after the longest time that a job may run."""


class OverLimit(Refused):
    """More than the tier of the user allows."""


class Paused(Refused):
    """The admin has paused it."""


class Forged(Refused):
    """The signature of an event is missing, wrong or old."""

    def __init__(self) -> None:
        super().__init__('This is not signed by who takes the payments.')


class PaymentFailed(Refused):
    """Whoever takes the payments refused, or does not answer; nothing was charged."""


class ConfirmPayment(PaymentFailed):
    """The bank of whoever pays wants them to confirm it; nothing was charged so far."""


class PaymentAway(PaymentFailed):
    """Whoever takes the payments does not answer; the same may be asked again, and is done once."""


class ProviderFailed(Refused):
    """A provider of identities did not answer, or did not confirm who somebody is."""


class SignedOut(Refused):
    """Nobody is signed in, or not any more."""


class StorageFailed(Refused):
    """The service that stores the files does not answer, or answers wrongly; it may be tried again later."""


class TooManyTries(Refused):
    """Too often lately; it can be tried again in `seconds`."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class WrongOffset(Refused):
    """The bytes do not begin where the next ones are missing; the sender should ask how many have arrived."""


class JobStopped(LevelMixError):
    """Ends the work on a running job; it is not a failure."""


class Cancelled(JobStopped):
    """The user cancelled the job."""


class LeaseLost(JobStopped):
    """The job belongs to another worker now."""


class WorkerStops(JobStopped):
    """This worker ends; another one will do the job."""
