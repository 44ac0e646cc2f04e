"""What a browser that has never been here loads for a page: few files, each of which it keeps."""

import json
import re
from urllib.parse import urljoin

import httpx2
import pytest

from tests.sites import Sites

pytestmark = pytest.mark.slow

NAMED = re.compile(r'<link rel="(?:modulepreload|stylesheet|preload)" href="([^"]+)"|<script defer src="([^"]+)"')
IMPORTED = re.compile(r'^\s*(?:import|export) (?:[^"`;]*? from )?"([^"]+)";$', re.MULTILINE)
SHEETS = re.compile(r'@import url\("([^"]+)"\)')


def test_a_first_visit_loads_few_files_and_the_browser_keeps_them_all(sites: Sites) -> None:
    with sites.lent(embedded_worker='false') as site, httpx2.Client(base_url=site.url, timeout=60) as browser:
        page = browser.get('/level').text
        (listed,) = re.findall(r'<script type="importmap">\s*(\{.*\})\s*</script>', page)
        names = json.loads(listed)['imports']
        named = [one or other for one, other in NAMED.findall(page)] + SHEETS.findall(page)
        waiting = [*named, *(names.get(one, one) for one in IMPORTED.findall(page))]
        loaded: dict[str, str] = {}
        while waiting:
            address = waiting.pop()
            if address in loaded:
                continue
            answer = browser.get(address)
            assert answer.status_code == 200, address
            assert 'immutable' in answer.headers['cache-control'], address
            loaded[address] = answer.text if 'javascript' in answer.headers['content-type'] else ''
            if '/components/' in address or '/esm/' in address or '/made/' in address:
                waiting += [_found(names, one, address) for one in IMPORTED.findall(loaded[address])]
    assert len(loaded) <= 26, '\n'.join(sorted(loaded))
    late = {address for address in loaded if address not in named and '/made/' in address}
    assert late == set(), 'the page itself names what is large, so that nothing waits for a script to ask for it'
    assert any('levelmix-uploads' in address for address in loaded)


def _found(names: dict[str, str], name: str, by: str) -> str:
    """Where a module lies that another one imports."""
    if name in names:
        return names[name]
    folder = next((one for one in names if one.endswith('/') and name.startswith(one)), None)
    return names[folder] + name.removeprefix(folder) if folder else urljoin(by, name)
