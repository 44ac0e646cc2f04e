"""Forms as Stripe takes them."""

import re
from typing import Any

Thing = dict[str, Any]


def unfolded(pairs: list[tuple[str, str]]) -> Thing:
    """A form like `a[0][b]=c`, as Stripe takes it, as the thing that it stands for."""
    root: Thing = {}
    for name, value in pairs:
        *path, last = re.findall(r'[^\[\]]+', name)
        place = root
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    found: Thing = _lists(root)
    return found


def _lists(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    inner = {name: _lists(value) for name, value in found.items()}
    return list(inner.values()) if inner and all(name.isdecimal() for name in inner) else inner
