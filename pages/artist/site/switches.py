"""Switches and short fields of forms that are opened in the place of what they change."""

from typing import Any

from nicegui import ui

from components.vocabulary.elements import block


class Switch:
    """On or off; its `value`."""

    def __init__(self, label: str, value: bool, testid: str) -> None:
        with block('field'):
            self._field = ui.checkbox(label, value=value).props(f'data-testid={testid}')

    @property
    def value(self) -> bool:
        """Whether it is on."""
        return bool(self._field.value)

    def tell(self, _: str) -> None:
        """Nothing can be wrong with it."""


def typed(fields: dict[str, Any]) -> dict[str, str]:
    """What is written in the fields of a form, without its switches."""
    return {name: field.value for name, field in fields.items() if not isinstance(field, Switch)}
