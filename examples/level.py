"""Level one mix at a server with nothing but Python: level.py MIX OUT [LUFS]

LEVELMIX_SERVER and LEVELMIX_KEY say where and by which key; a server without accounts needs no key.
"""

import base64
import json
import os
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import Any

API = os.environ['LEVELMIX_SERVER'].rstrip('/') + '/api/v1'
KEY = os.environ.get('LEVELMIX_KEY', '')


def ask(path: str, method: str = 'GET', body: Any = None, **headers: str) -> Any:
    """An answer; one that is a refusal ends the program with its sentence."""
    sent = {name.replace('_', '-'): value for name, value in headers.items()}
    if KEY:
        sent['Authorization'] = f'Bearer {KEY}'
    try:
        return urllib.request.urlopen(urllib.request.Request(API + path, body, sent, method=method), timeout=60)
    except urllib.error.HTTPError as refused:
        sys.exit(json.load(refused)['detail'])


def in_base64(text: str) -> str:
    """A value of Upload-Metadata."""
    return base64.b64encode(text.encode()).decode()


def main(mix: Path, out: Path, target: float) -> None:
    """Send, follow, fetch."""
    said = {'filename': mix.name, 'purpose': 'leveling', 'choice': json.dumps({'target_lufs': target})}
    size = str(mix.stat().st_size)
    with mix.open('rb') as body:
        answer = ask(
            '/uploads/tus',
            'POST',
            body,
            Tus_Resumable='1.0.0',
            Upload_Length=size,
            Content_Length=size,
            Content_Type='application/offset+octet-stream',
            Upload_Metadata=','.join(f'{name} {in_base64(value)}' for name, value in said.items()),
        )
    with answer:
        job = json.load(answer)
    job['status'] = 'queued'
    while job['status'] in ('queued', 'processing'):
        with ask(f'/jobs/{job["id"]}?wait=30') as answer:  # answered once something has changed, or after 30 seconds
            job = json.load(answer)
    if job['status'] != 'completed':
        sys.exit(job['error'] or f'The job was {job["status"]}.')
    part = out.with_name(f'{out.name}.part')
    with ask(f'/jobs/{job["id"]}/result') as answer, part.open('wb') as file:
        shutil.copyfileobj(answer, file)
    part.replace(out)
    print(f'{out}: {job["result"]["loudness_lufs"]} LUFS')


if __name__ == '__main__':
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else -14.0)
