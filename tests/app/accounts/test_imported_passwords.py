"""Passwords that come from elsewhere as bcrypt: they open the account, and are argon2 from then on."""

import bcrypt
import pytest

from app import accounts
from app.accounts import passwords
from app.db import transaction
from app.errors import NotAllowed
from models import User
from tests.app.accounts_support import PASSWORD, person, user, visiting

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')


def imported(password: str, *, rounds: int = 4, prefix: bytes = b'2b') -> str:
    """Somebody whose password was hashed elsewhere; real ones have ten rounds, which take their time."""
    ann = person()
    made = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(rounds, prefix)).decode()
    with transaction() as session:
        session.get_one(User, ann).password_hash = made
    return ann


@pytest.mark.parametrize('kind', ['2a', '2b', '2y'])
def test_an_imported_password_opens_the_account_and_is_argon2_afterwards(kind: str) -> None:
    ann = imported(PASSWORD)
    with transaction() as session:
        row = session.get_one(User, ann)
        row.password_hash = f'${kind}${(row.password_hash or "")[4:]}'
    with visiting(), pytest.raises(NotAllowed, match='do not match'):
        accounts.sign_in('ann@example.org', 'not the password')
    assert (user(ann).password_hash or '').startswith(f'${kind}$')
    for _ in range(2):
        with visiting():
            assert accounts.sign_in('ann@example.org', PASSWORD)[0]
        assert (user(ann).password_hash or '').startswith('$argon2id$')


def test_ten_rounds_verify() -> None:
    made = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(10)).decode()
    assert passwords.fits(made, PASSWORD)
    assert not passwords.fits(made, PASSWORD + ' ')


def test_of_a_long_password_bcrypt_knew_the_beginning_only() -> None:
    long = 'four tin whistles sing ' * 4
    ann = imported(long)
    with visiting():
        assert accounts.sign_in('ann@example.org', long)[0]
    with visiting(), pytest.raises(NotAllowed):
        accounts.sign_in('ann@example.org', long[:72])
    assert passwords.fits(user(ann).password_hash, long), 'all of it counts from now on'


@pytest.mark.parametrize(
    'damaged', ['$2b$', '$2b$10$short', '$2b$99$' + 'a' * 53, '$2b$31$' + 'a' * 53, '$2x$nonsense']
)
def test_a_hash_that_is_damaged_or_takes_for_ever_opens_nothing(damaged: str) -> None:
    assert not passwords.fits(damaged, PASSWORD)


def test_a_password_with_a_zero_in_it_is_no_fault_of_ours() -> None:
    made = bcrypt.hashpw(b'short', bcrypt.gensalt(4)).decode()
    assert not passwords.fits(made, 'short\x00er')
