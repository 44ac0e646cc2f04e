"""What's new: written by the admin, read by everybody, and written down in the log."""

from collections.abc import Iterator

import pytest

from app import accounts, config
from app.accounts import Visitor, audit_log
from app.accounts.audit_log import Wanted
from app.errors import NotAllowed, NotFound
from app.installation import posts
from tests.app.accounts_support import person, session_of, visiting


@pytest.fixture(autouse=True)
def admin(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The visitor is the admin."""
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        yield
    accounts.let_in(Visitor())


def test_everybody_reads_the_latest_of_what_the_admin_has_posted() -> None:
    for name in ('One', 'Two', 'Three', '  Voices   can  change now. '):
        posts.write(name)
    assert [post.name for post in posts.posts()] == ['Voices can change now.', 'Three', 'Two', 'One']
    assert {post.by for post in posts.posts()} == {'admin@example.org'}
    with visiting():
        read = posts.newest()
    assert [post.name for post in read] == ['Voices can change now.', 'Three', 'Two']
    assert {post.by for post in read} == {''}, 'who wrote it is for admins'


def test_a_post_is_mended_in_its_place_and_deleted() -> None:
    first, second = posts.write('Hallo'), posts.write('Two')
    posts.change(first, 'Hello')
    assert [post.name for post in posts.newest()] == ['Two', 'Hello']
    posts.delete(second)
    assert [post.name for post in posts.newest()] == ['Hello']
    with pytest.raises(NotFound, match='gone already'):
        posts.delete(second)
    with pytest.raises(NotFound, match='gone already'):
        posts.change(second, 'Two')


@pytest.mark.parametrize('name', ['', ' \n ', 'a' * 201])
def test_a_post_says_something_and_not_too_much(name: str) -> None:
    with pytest.raises(NotAllowed, match='in at most 200 characters'):
        posts.write(name)
    assert posts.newest() == []


def test_each_deed_stands_in_the_log() -> None:
    made = posts.write('Hallo')
    posts.change(made, 'Hello')
    posts.delete(made)
    actions = [line.action for line in audit_log.log(Wanted(what='post.')).found]
    assert actions == ['post.deleted', 'post.changed', 'post.written']
