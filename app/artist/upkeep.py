"""What the area looks after by itself: now and then, and each minute."""


def upkeep() -> None:
    """Now and then: what is thrown away after its time."""


def often() -> None:
    """Each minute: what is due by the clock."""
