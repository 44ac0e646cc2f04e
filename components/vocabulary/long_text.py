"""A text of several lines with a label, and room for one sentence about what is wrong."""

from collections.abc import Callable

from components.vocabulary.elements import block, text
from components.vocabulary.fields import LongText
from components.vocabulary.form import below, tell


class LongField:
    """Its `value` is what was written."""

    def __init__(self, label: str, value: str, testid: str, limit: int, hint: str = '') -> None:
        with block('field'):
            caption = text(label, tag='label')
            self._field = LongText(testid, limit)
            self._field.value = value
            caption.props['for'] = self._field.html_id
            self._wrong = below(self._field, hint, testid)

    @property
    def value(self) -> str:
        """What was written."""
        return self._field.value or ''

    @value.setter
    def value(self, now: str) -> None:
        self._field.value = now

    def on_typed(self, do: Callable[[], object]) -> None:
        """Do something whenever somebody has typed."""
        self._field.on('update:model-value', do, [])

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        tell(self._field, self._wrong, sentence)
