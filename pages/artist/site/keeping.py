"""Keeps what is typed into a form while it is typed, and shows Markdown as it will look."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from nicegui import ui

from app.artist import markdown
from app.errors import Changed, LevelMixError
from components.artist.markdown_field import MarkdownField
from components.vocabulary.elements import text
from pages.shell.services import run_service

EVERY_S = 1.5


class Field(Protocol):
    """Something that is filled in."""

    value: str


class Keeping:
    """Looks at the fields of a form every moment: `keep` stores what has changed, `preview` shows what it makes."""

    def __init__(
        self,
        fields: Mapping[str, Field],
        preview: MarkdownField,
        keep: Callable[[dict[str, str]], Awaitable[None]],
    ) -> None:
        self._fields, self._preview, self._keep = fields, preview, keep
        self._kept = self.values
        self._shown: str | None = None
        self._said = text('', 'small quiet', role='status', data_testid='kept')
        ui.timer(EVERY_S, self._look, immediate=True)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: field.value for name, field in self._fields.items()}

    def saved(self) -> None:
        """All of it was saved."""
        self._kept = self.values
        self._said.text = 'Saved.'

    async def _look(self) -> None:
        if self._preview.value != self._shown:
            self._shown = self._preview.value
            try:
                self._preview.show(await run_service(markdown.render, self._shown))
            except LevelMixError as error:
                self._preview.tell(str(error))
        now = self.values
        if now == self._kept:
            return
        self._kept = now
        try:
            await self._keep(now)
            said = 'What you typed is kept, and not saved yet.'
        except Changed as error:
            said = str(error)
        except LevelMixError as error:
            said = f'What you typed could not be kept: {error}'
        if not self._said.is_deleted:
            self._said.text = said
