"""What a job of an area may be told, as a model that checks and describes it: made of the area's own dataclass, once.

So there is one definition of it, in the area. What a field is for, in which unit and within which bounds, stands there.
"""

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any, get_type_hints

from pydantic import create_model

from app.api.v1.answers import Wanted


@cache
def model_of(choice: type[Any], name: str) -> type[Wanted]:
    """The model of a dataclass, under the name that the document has; what it does not know is refused."""
    hints = get_type_hints(choice, include_extras=True)
    fields: dict[str, Any] = {
        field.name: (hints[field.name], ... if field.default is dataclasses.MISSING else field.default)
        for field in dataclasses.fields(choice)
    }
    example = getattr(choice, 'example', None)
    return create_model(name, __base__=_like(example) if example else Wanted, __doc__=choice.__doc__, **fields)


def _like(shown: Callable[[], dict[str, Any]]) -> type[Wanted]:
    """What a model is made on whose dataclass has an example."""

    class Shown(Wanted):
        @classmethod
        def example(cls) -> dict[str, Any]:
            """As the dataclass has it."""
            return shown()

    return Shown
