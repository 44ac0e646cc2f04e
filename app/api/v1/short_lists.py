"""Pages of lists that are short: they are read whole, and told a part at a time like all others."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi.responses import JSONResponse

from app.api.v1.answers import Resource
from app.api.v1.paging import Asked, page

T = TypeVar('T', bound=Resource)


def short_page(
    wanted: Asked, found: Sequence[T], kind: type[T], name: Callable[[T], Any] | None = None
) -> JSONResponse:
    """The answer that tells a part of a list.

    Parameters
    ----------
    found : all of it, in its order.
    name : what tells one from the others; the id without it.

    A list goes on behind the one that was told last. If that was removed meanwhile, it goes on at its place.
    """
    known = [str(name(one) if name else getattr(one, 'id', '')) for one in found]
    first = 0
    if wanted.after is not None:
        last, at = str(wanted.after[0]), int(str(wanted.after[1]))
        first = known.index(last) + 1 if last in known else at
    rest = list(enumerate(found))[first : first + wanted.limit + 1]
    return page(wanted, rest, kind, lambda one: (known[one[0]], one[0]), [one for _, one in rest])
