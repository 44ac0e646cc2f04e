"""What can go wrong, as sentences for the person who reads them.

LevelMixError               what happened, what was kept, what to do: `str(error)` is shown as it stands
├── UnsafeSettings          the program refuses to start
├── DatabaseAway            the database does not answer, or takes nothing now
│   └── Unsettled           the same, where it was to be told how a job ended
├── OutOfReach              a service does not answer now; the job’s row is stored, and what is missing is made up for
├── Refused                 the request cannot be carried out as it is
│   ├── Damaged             bytes did not arrive as they were sent
│   ├── InUse               somebody else is at it right now
│   ├── NotFound            there is no such thing, or it is not yours (nobody is told which)
│   ├── NotAllowed          it is there, but this may not be done to it
│   │   └── Changed         it is not any more what it was when somebody looked at it
│   ├── Paused              the admin lets nobody do it for now; later it may be tried again
│   ├── OverLimit           more than the tier of the user allows, under hard limits
│   ├── ProviderFailed      Google, Apple or another issuer did not answer, or did not confirm
│   ├── SignedOut           nobody is signed in, or not any more
│   ├── StorageFailed       the service that keeps the files does not answer
│   ├── TookTooLong         the job was stopped, for it ran longer than any may
│   ├── TooLarge            over a limit of size, length or space
│   ├── TooManyTries        too often lately; later it may be tried again
│   └── WrongOffset         the bytes sent are not those that are missing
└── JobStopped              leaves a running job on purpose; never shown
    ├── Cancelled           the user asked for it
    ├── LeaseLost           the job was taken from this worker
    └── WorkerStops         this worker is asked to stop; the job goes back to the queue

Whatever else is raised is a bug of ours: it is logged with its trace, and the user reads `OUR_FAULT`.
"""

OUR_FAULT = 'Something went wrong on our side. Your original is kept; please try again.'


class LevelMixError(Exception):
    """Base of everything raised on purpose outside the audio engine (which has its own tree in `app.audio.errors`)."""


class UnsafeSettings(LevelMixError):
    """Settings that would expose the product or its files."""


class DatabaseAway(LevelMixError):
    """The database does not answer, or takes nothing now; `app.database_trouble` has said so in the log."""


class Unsettled(DatabaseAway):
    """How a job ended could not be written down; where `in_doubt`, it may have been, and only the answer was lost."""

    def __init__(self, sentence: str, in_doubt: bool) -> None:
        super().__init__(sentence)
        self.in_doubt = in_doubt


class OutOfReach(LevelMixError):
    """A service that is needed does not answer now."""


class Refused(LevelMixError):
    """The request cannot be carried out."""


class Damaged(Refused):
    """What arrived is not what was sent."""


class InUse(Refused):
    """Somebody else is at it; in a moment it may be free."""


class NotFound(Refused):
    """No such thing, or somebody else's."""


class NotAllowed(Refused):
    """It may not be done to this thing, or not now."""


class Changed(NotAllowed):
    """It was changed between the look at it and the deed."""


class TooLarge(Refused):
    """Over a limit of size, length or space."""


class TookTooLong(Refused):
    """Stopped after the longest time that a job may run."""


class OverLimit(Refused):
    """More than the tier of the user allows."""


class Paused(Refused):
    """The admin lets nobody do it for now."""


class ProviderFailed(Refused):
    """A provider of identities did not answer, or did not confirm who somebody is."""


class SignedOut(Refused):
    """Nobody is signed in, or not any more."""


class StorageFailed(Refused):
    """The service that keeps the files does not answer, or answers wrongly; later it may."""


class TooManyTries(Refused):
    """Too often lately; `seconds` tells when it may be tried again."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class WrongOffset(Refused):
    """Bytes begin where nothing is missing; whoever sent them should ask how much has come."""


class JobStopped(LevelMixError):
    """Leaves a running job without an error of its own."""


class Cancelled(JobStopped):
    """The user cancelled the job."""


class LeaseLost(JobStopped):
    """The job belongs to another worker now."""


class WorkerStops(JobStopped):
    """This worker ends; somebody else will do the job."""
