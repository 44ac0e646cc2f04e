"""`python -m bench.voice_pack kokoro-js-1.2.1.tgz`: writes app/voice/engines/voices.npz, the 54 voices of Kokoro.

The tarball comes by `npm pack kokoro-js@1.2.1`. A voice there is a table of 510 styles, one for each length of a text,
28 MB for all of them. The 510 rows of a voice lie in eight dimensions: what is lost is below 0.0003, where styles reach
3, and changes the sound as much as the last digit of a float does (0.95 dB of a log spectrum, because the phases of the
noise in it wander). So one row, eight directions and the way along them are all that is kept: 1.3 MB.
"""

import hashlib
import sys
import tarfile
from pathlib import Path

import numpy as np

SHA256 = '1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860'
PACK = Path(__file__).parent.parent / 'app' / 'voice' / 'engines' / 'voices.npz'
DIMENSIONS = 8
LARGEST_ERROR = 5e-4


def main(tarball: Path) -> None:
    """Make the pack, and say how much was lost."""
    content = tarball.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f'{tarball} is not kokoro-js 1.2.1.')
    names, means, directions, ways, lost = [], [], [], [], 0.0
    with tarfile.open(tarball) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            if not member.name.endswith('.bin'):
                continue
            stream = archive.extractfile(member)
            assert stream is not None
            styles = np.frombuffer(stream.read(), np.float32).reshape(510, 256)
            mean = styles.mean(0)
            left, sizes, right = np.linalg.svd(styles - mean, full_matrices=False)
            way = (left * sizes)[:, :DIMENSIONS]
            lost = max(lost, float(np.abs(mean + way @ right[:DIMENSIONS] - styles).max()))
            names.append(Path(member.name).stem)
            means.append(mean)
            directions.append(right[:DIMENSIONS])
            ways.append(way)
    if len(names) != 54 or lost > LARGEST_ERROR:
        sys.exit(f'{len(names)} voices, largest error {lost}: not as it should be.')
    np.savez_compressed(
        PACK,
        names=np.array(names),
        means=np.array(means, np.float32),
        directions=np.array(directions, np.float32),
        ways=np.array(ways, np.float32),
    )
    print(f'{len(names)} voices, {PACK.stat().st_size:,} bytes, largest error {lost:.1e}')


if __name__ == '__main__':
    main(Path(sys.argv[1]))
