"""What the area looks after by itself: now and then, and each minute."""

from app.artist import (
    import_undoing,
    insight_jobs,
    releases,
    site_upkeep,
    streak,
    syncing,
    weekly_reports,
)
from app.artist.engine import calls
from app.artist.memory import facts, vectors


def upkeep() -> None:
    """Now and then: what is thrown away after its time."""
    streak.upkeep()
    import_undoing.upkeep()
    site_upkeep.upkeep()
    releases.forget_deleted()
    insight_jobs.nightly()
    insight_jobs.forget_old()
    weekly_reports.send_due()
    facts.sweep()
    calls.sweep()
    vectors.renew()


def often() -> None:
    """Each minute: what is due by the clock."""
    syncing.often()
    site_upkeep.often()
