"""Fetches what drums are learnt from: packages of Debian, each in the version and with the content that was measured.

They are unpacked below `.tools/drums/cache/`, a folder each, and nothing of them is installed.
"""

import csv
import fcntl
import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import quote

CACHE = Path(__file__).parents[2] / '.tools' / 'drums' / 'cache'
PINNED = Path(__file__).with_name('packages.tsv')
_ARCHIVES = CACHE / 'packages'


@cache
def unpacked(package: str) -> Path:
    """Where the files of a package are; it is fetched the first time, by one process while the others wait."""
    place = CACHE / package
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / 'unpacking').open('w') as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not place.exists():
            archive = _fetched(package)
            making = CACHE / f'{package}.making'
            subprocess.run(['dpkg-deb', '-x', archive, making], check=True)
            making.rename(place)
    return place


def _fetched(package: str) -> Path:
    with PINNED.open(encoding='utf-8', newline='') as text:
        rows = {row['package']: row for row in csv.DictReader(text, delimiter='\t')}
    version, wanted = rows[package]['version'], rows[package]['sha256']
    _ARCHIVES.mkdir(parents=True, exist_ok=True)
    pattern = f'{package}_{quote(version, safe="+~")}_*.deb'.replace('%3A', '%3a')
    if not list(_ARCHIVES.glob(pattern)):
        subprocess.run(['apt-get', 'download', '-qq', f'{package}={version}'], check=True, cwd=_ARCHIVES)
    archive = next(_ARCHIVES.glob(pattern))
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != wanted:
        archive.unlink()
        sys.exit(f'{archive.name} is not the file that was measured: its SHA-256 is {found}.')
    return archive
