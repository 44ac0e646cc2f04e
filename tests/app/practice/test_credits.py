"""What practice stands on is told in the product as in the docs."""

import re

from components.practice.credits import CREDITS
from tests.places import ROOT


def test_every_licence_of_the_docs_stands_in_the_product_too() -> None:
    whole = (ROOT / 'docs' / 'credits.md').read_text()
    told = whole.partition('## Practice: notation and sound')[2].partition('\n## ')[0]
    rows = re.findall(r'^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]+ \|$', told, flags=re.MULTILINE)[1:]
    real = [licence.strip() for _, _, licence in rows if not licence.startswith('-')]
    ours = [one.licence for one in CREDITS]
    assert len(real) >= 7
    assert sorted(real) == sorted(one for one in ours if one != 'Apache-2.0'), 'each with its licence'
    assert 'Basic Pitch (Spotify, Apache-2.0)' in whole
    for one in CREDITS:
        assert one.by.split(',')[0].split(' by ')[0].split(';')[0] in whole, one
