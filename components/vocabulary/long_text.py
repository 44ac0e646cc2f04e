"""A text of several lines with a label, and room for one sentence about what is wrong."""

from components.vocabulary.elements import block, text
from components.vocabulary.fields import LongText
from components.vocabulary.form import WrittenField, below


class LongField(WrittenField):
    """Its `value` is what was written."""

    def __init__(self, label: str, value: str, testid: str, limit: int, hint: str = '') -> None:
        with block('field'):
            caption = text(label, tag='label')
            self._field = LongText(testid, limit)
            self._field.value = value
            caption.props['for'] = self._field.html_id
            self._wrong = below(self._field, hint, testid)
