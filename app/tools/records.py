"""The records: a tool, something to read, a beginning for a conversation; and the call of one of them."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.errors import NotAllowed
from app.tools.folders import Folders


class Given(BaseModel):
    """What a tool is given: a field that it does not know is refused, because a program must not think it was heard."""

    model_config = ConfigDict(extra='forbid')


class Told(BaseModel):
    """What a tool tells."""


class NoArguments(Given):
    """No arguments."""


async def _untold(share: float, words: str) -> None:
    """Progress that nobody has asked for."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: for whom, and what it may reach.

    Parameters
    ----------
    user_id : whose things it is about; empty on a machine without a server.
    areas : in which areas it may do what its tool does.
    may_write : whether whoever calls may also change something.
    address : where the server is reached, without a slash at the end; empty without one.
    folders : whose files may be read and written; a server has none.
    tell : tells how far it is, as a share of the whole (0 to 1) and in words.
    """

    user_id: str = ''
    areas: Collection[str] = ()
    may_write: bool = True
    address: str = ''
    folders: Folders | None = None
    tell: Callable[[float, str], Awaitable[None]] = _untold

    def check_area(self, area: str) -> None:
        """Raise NotAllowed where this call may not reach what belongs to an area."""
        if area not in self.areas:
            raise NotAllowed(
                'This belongs to a part of LevelMix that is switched off for you, or that this API key is not for.'
            )

    def check_may_write(self) -> None:
        """Raise NotAllowed for a key that only reads, where reading takes work that was not done yet."""
        if not self.may_write:
            raise NotAllowed(
                'This has to be worked out first, and this API key may only read. Make one that may write.'
            )


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Parameters
    ----------
    name : small letters and underscores, a verb first.
    title : what people read.
    does : what programs read: what it does, in which units, what it leaves alone.
    takes, tells : the models of what it is given and of what it tells.
    run : does it, given call and arguments; a coroutine function where it waits for something.
    writes : it changes something, so a key that only reads does not open it.
    destroys : what it changes may be lost.
    repeatable : doing it twice changes no more than doing it once.
    """

    name: str
    title: str
    does: str
    takes: type[Given]
    tells: type[Told]
    run: Callable[[Call, Any], Any]
    writes: bool = False
    destroys: bool = False
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to read, by an address like `levelmix://jobs/{id}`; with words in braces it is many.

    `read` is given the call and what stands in the place of these words, and returns text.
    """

    address: str
    name: str
    title: str
    does: str
    read: Callable[..., Any]
    media_type: str = 'application/json'


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a prompt."""

    name: str
    does: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Prompt:
    """A beginning for a conversation, which people choose from a menu; `write` makes it of the arguments."""

    name: str
    title: str
    does: str
    write: Callable[..., str]
    arguments: Sequence[Argument] = ()


@dataclass(frozen=True, slots=True)
class Toolbox:
    """All that one area brings."""

    tools: Sequence[Tool] = field(default=())
    resources: Sequence[Resource] = field(default=())
    prompts: Sequence[Prompt] = field(default=())
