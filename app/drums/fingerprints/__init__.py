"""What a recording sounds like, in numbers that stay nearly the same through encoders, at other levels and without its
first seconds, and are others for every other recording.

Chromaprint's idea, in numpy: the sound in bands over time, contrasts inside that picture, a bit for the sign of each,
and 32 bits for each moment. Another speed is another recording: 2 % faster is not recognised.
"""

from app.drums.fingerprints.errors import FingerprintError as FingerprintError
from app.drums.fingerprints.errors import NothingToHear as NothingToHear
from app.drums.fingerprints.hearing import RATE as RATE
from app.drums.fingerprints.hearing import SECONDS as SECONDS
from app.drums.fingerprints.hearing import fingerprint as fingerprint
from app.drums.fingerprints.matching import SAME as SAME
from app.drums.fingerprints.matching import bit_error as bit_error
from app.drums.fingerprints.prints import Fingerprint as Fingerprint
from app.drums.fingerprints.prints import exact as exact
from app.drums.fingerprints.prints import from_bytes as from_bytes
from app.drums.fingerprints.prints import keys as keys
from app.drums.fingerprints.prints import to_bytes as to_bytes
