"""A form for secrets: sent by the browser itself to `/auth/…`, so that a password never touches the page's state."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Literal

from nicegui import ui


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in; `autocomplete` tells password managers what it is."""

    name: str
    label: str
    type: Literal['text', 'email', 'password'] = 'text'
    autocomplete: str = 'off'
    hint: str = ''
    value: str = ''
    limit: int = 1000
    inputmode: str | None = None
    autofocus: bool = False


class AuthForm(ui.element, component='static/auth_form.js'):
    """The form.

    Parameters
    ----------
    action : path that takes the JSON; it answers with `go` (an address), `told` (a sentence) or `error`.
    submit : words on the button.
    extra : what is sent along with the fields.
    danger : whether the button ends something.
    secret : whether the page's address carries a mailed token behind its #.
    confirmed : called where the server wants whoever is signed in to confirm first; if they do, it is sent again.
    on_done : called once it was taken.
    """

    def __init__(
        self,
        action: str,
        fields: list[Field],
        submit: str,
        *,
        extra: dict[str, str] | None = None,
        secret: bool = False,
        danger: bool = False,
        confirmed: Callable[[], Awaitable[bool]] | None = None,
        on_done: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__()
        self.props['action'] = action
        self.props['fields'] = [asdict(field) for field in fields]
        self.props['submit'] = submit
        self.props['extra'] = extra or {}
        self.props['secret'] = secret
        self.props['danger'] = danger
        self.props['confirms'] = confirmed is not None
        if confirmed is not None:

            async def confirm() -> None:
                if await confirmed():
                    self.run_method('send')

            self.on('confirm', confirm, [])
        if on_done is not None:
            self.on('done', on_done, [])


EMAIL = Field('email', 'E-mail', 'email', 'username', limit=254, autofocus=True)
PASSWORD = Field('password', 'Password', 'password', 'current-password', limit=201)
NEW_PASSWORD = Field(
    'password',
    'Password',
    'password',
    'new-password',
    'At least 12 characters; a few words in a row are fine.',
    limit=201,
)
CODE = Field('code', 'Code', 'text', 'one-time-code', limit=40, autofocus=True)
NAME = Field('name', 'Name', 'text', 'name', 'What LevelMix calls you; optional.', limit=80, autofocus=True)
