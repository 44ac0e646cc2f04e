"""Passwords: argon2id at the library's recommended cost, long enough, not among those that everybody tries first.

What was hashed with bcrypt elsewhere, and imported, still fits; it is hashed anew when its owner signs in.
"""

from functools import cache, partial

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.visitor import visitor
from app.errors import NotAllowed
from app.runtime.thread_pools import HASHES

SHORTEST, LONGEST = 12, 128
BCRYPT_BYTES, MOST_ROUNDS = 72, 14
STRONG_ENOUGH = 2
"""On zxcvbn's scale of 0 to 4: more than a million guesses, of which the throttle allows a hundred an hour."""


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return HASHES.run(visitor().place, partial(_hasher().hash, password))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is no account, or one without a password."""
    if _is_bcrypt(password_hash):
        return HASHES.run(visitor().place, partial(_fits_bcrypt, password_hash or '', password))
    try:
        HASHES.run(visitor().place, partial(_hasher().verify, password_hash or _nobodys(), password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


JUDGED = 24
"""How many characters are judged: for 72 chosen with care zxcvbn took ten seconds, for these half a second."""


def outdated(password_hash: str) -> bool:
    """Whether the hash was made at a lower cost than today's, or elsewhere."""
    if _is_bcrypt(password_hash):
        return True
    return _hasher().check_needs_rehash(password_hash)


def _is_bcrypt(password_hash: str | None) -> bool:
    return (password_hash or '').startswith(('$2a$', '$2b$', '$2y$'))


def _fits_bcrypt(password_hash: str, password: str) -> bool:
    """Of a password, bcrypt knew the first 72 bytes; a hash that would take minutes is none of a fair import."""
    import bcrypt

    cost = password_hash[4:6]
    if not cost.isdigit() or int(cost) > MOST_ROUNDS:
        return False
    try:
        return bcrypt.checkpw(password.encode()[:BCRYPT_BYTES], password_hash.encode())
    except ValueError:  # it is damaged, or the password has a zero in it
        return False


def check(password: str, *about: str) -> int:
    """Refuse a password that would be guessed; `about` are words that somebody who knows the person tries.

    Returns how good it is, from `STRONG_ENOUGH` to 4.

    Raises
    ------
    NotAllowed
        Too short, too long, or easily guessed.
    """
    if len(password) < SHORTEST:
        raise NotAllowed(f'Choose a password of at least {SHORTEST} characters; a few words in a row are fine.')
    if len(password) > LONGEST:
        raise NotAllowed(f'Choose a password of at most {LONGEST} characters.')
    if password.casefold() in _breached():
        raise NotAllowed('This password is on the lists of leaked ones that are tried first. Choose another one.')
    strength = _guess(password[:JUDGED], about)
    if strength < STRONG_ENOUGH:
        raise NotAllowed('This password is easily guessed. Make it longer, or put a few unrelated words in a row.')
    return strength


def _guess(password: str, about: tuple[str, ...]) -> int:
    from zxcvbn import zxcvbn

    words = {part for word in about for part in (word, *word.replace('@', '.').split('.')) if len(part) > 2}
    return int(zxcvbn(password, user_inputs=['levelmix', *sorted(words)])['score'])


@cache
def _breached() -> frozenset[str]:
    """The 30,000 most used passwords of known leaks, which come with zxcvbn."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS['passwords'])


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return hashed('nobody has this password')
