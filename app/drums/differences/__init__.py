"""What is different between two versions of a map: found, told in words, stored, applied, and taken to a newer one."""

from app.drums.differences.applying import apply as apply
from app.drums.differences.comparing import compare as compare
from app.drums.differences.difference import Difference as Difference
from app.drums.differences.errors import DifferenceError as DifferenceError
from app.drums.differences.payload import from_payload as from_payload
from app.drums.differences.payload import to_payload as to_payload
from app.drums.differences.rebasing import Rebased as Rebased
from app.drums.differences.rebasing import rebase as rebase
from app.drums.differences.words import counts as counts
from app.drums.differences.words import summary as summary
