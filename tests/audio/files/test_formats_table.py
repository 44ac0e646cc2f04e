"""The table of formats in the docs is what trying them gives, and nothing that people may send is missing in it."""

import pytest

from app.leveling.formats import FORMATS
from bench import formats


@pytest.mark.nightly
def test_the_table_in_the_docs_is_the_one_that_trying_gives() -> None:
    told = formats.DOCS.read_text()
    assert told == formats.placed(told, formats.table()), 'run python -m bench.formats --write'


def test_everything_that_people_may_send_has_a_row() -> None:
    assert formats.KINDS.keys() == FORMATS.keys()
    names = {suffix for row in formats.DOCS.read_text().splitlines() for suffix in row.split('`') if suffix[:1] == '.'}
    assert names >= {suffix for suffixes in FORMATS.values() for suffix in suffixes}
