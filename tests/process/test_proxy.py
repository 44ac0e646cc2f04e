"""nginx as `deploy/` sets it up: a limit for everything but the bytes of a mix."""

from pathlib import Path

import httpx2
import pytest

from tests.machines import Nginx
from tests.sites import Sites

pytestmark = pytest.mark.slow
TUS = {'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream'}


def test_only_the_bytes_of_mixes_may_be_as_many_as_they_are(sites: Sites, tmp_path: Path) -> None:
    with sites.lent(embedded_worker='false') as site:
        nginx = Nginx(tmp_path, site.port, site.port)
        try:
            with httpx2.Client(base_url=nginx.url, timeout=60) as browser:
                much = b'a' * (3 * 1024 * 1024)
                sent = browser.post('/files/uploads', content=much, headers=TUS | {'Upload-Length': str(len(much))})
                assert sent.status_code == 201
                assert sent.headers['Upload-Offset'] == str(len(much))
                for path in ('/', '/auth/sign-in', '/files/parts', '/_nicegui_ws/socket.io/', '/shared/x'):
                    assert browser.post(path, content=much).status_code == 413, path
                assert browser.get('/').status_code == 200
        finally:
            nginx.end()
