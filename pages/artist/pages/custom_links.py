"""Links of a release beside those of the services: what each is called, and where it leads."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app.artist import links, release_fields
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField


class CustomLinks:
    """Its `value` is what was written, as `release_fields.custom_links` reads it."""

    def __init__(self, found: Sequence[Mapping[str, str]], on_typed: Callable[[], object]) -> None:
        self._on_typed = on_typed
        self._rows = list[tuple[str, FormField, FormField]]()
        with block('stack tight'):
            self._place = block('stack tight')
            self._wrong = text('', 'wrong', tag='p', role='alert')
            with block('row'):
                button('Add a link', partial(self._add, '', '', ''), 'bare', data_testid='custom-add')
        for one in found:
            self._add(one['id'], one['label'], one['url'])

    @property
    def value(self) -> list[dict[str, str]]:
        """What was written, without rows that are empty."""
        return [
            {'id': kept, 'label': label.value, 'url': url.value} for kept, label, url in self._rows if url.value.strip()
        ]

    def keep(self, found: Sequence[Mapping[str, str]]) -> None:
        """Take the ids that rows have got, so that their clicks are counted on."""
        filled = [place for place, row in enumerate(self._rows) if row[2].value.strip()]
        for place, one in zip(filled, found, strict=False):
            self._rows[place] = (one['id'], *self._rows[place][1:])

    def remark(self, sentences: Mapping[str, str]) -> None:
        """Say something about where links lead, by their ids; the others have nothing said about them."""
        for kept, _, leads in self._rows:
            leads.remark(sentences.get(kept, ''))

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self._wrong.text = sentence

    def _add(self, kept: str, label: str, url: str) -> None:
        number = len(self._rows)
        with self._place, block('fields top'):
            called = FormField('What it is called', label, f'custom-label-{number}', release_fields.LABEL_MOST)
            leads = FormField('Where it leads', url, f'custom-url-{number}', links.MOST, kind='url')
        called.on_typed(self._on_typed)
        leads.on_typed(self._on_typed)
        self._rows.append((kept, called, leads))
