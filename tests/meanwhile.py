"""The rival of a race, who acts at exactly the point that the test names: nothing is left to luck."""

from collections.abc import Callable
from typing import Any

import pytest


def meanwhile(patch: pytest.MonkeyPatch, where: Any, name: str, rival: Callable[[], object]) -> None:
    """Once, when the function of this name is called, the rival acts before its answer is given."""
    original = getattr(where, name)

    def answer(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        patch.setattr(where, name, original)
        rival()
        return found

    patch.setattr(where, name, answer)
