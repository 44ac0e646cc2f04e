"""A text in Markdown with what it will look like beside it."""

from nicegui import ui

from components.vocabulary.elements import block, text
from components.vocabulary.fields import LongText
from components.vocabulary.form import WrittenField, below

HELP = '**bold**, *italic*, ## heading, [link](https://…), * list. An address of YouTube or Spotify alone is a player.'


class MarkdownField(WrittenField):
    """Its `value` is what was written; `show` puts HTML of ours, which must be safe, beside it."""

    def __init__(self, label: str, value: str, testid: str, limit: int) -> None:
        with block('markdown-field'):
            with block('field'):
                caption = text(label, tag='label')
                self._field = LongText(testid, limit)
                self._field.value = value
                self._field.props('input-style="min-height: 320px"')
                caption.props['for'] = self._field.html_id
                self._wrong = below(self._field, HELP, testid)
            with block('field'):
                text('Preview', 'label')
                with block('markdown-preview', data_testid=f'{testid}-preview'):
                    self._shown = ui.html('', sanitize=False).classes('prose')

    def show(self, safe_html: str) -> None:
        """Show it as it will look."""
        self._shown.content = safe_html or '<p class="quiet">Nothing is written so far.</p>'
