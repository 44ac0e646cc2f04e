"""Both databases search texts by FTS5: pieces to practise are found by the words of their title and description."""

import pytest
from sqlmodel import Session, select

from app.db import reading, transaction
from models import GeneratedContent, User

ASK = (
    'SELECT words.title FROM content_index JOIN content_words words ON words.number = content_index.rowid'
    ' WHERE content_index MATCH ? ORDER BY rank'
)


@pytest.fixture
def ann(owner: str) -> str:
    """Somebody with three pieces."""
    user = User(email='ann@example.org')
    with transaction() as session:
        session.add(user)
        session.flush()
        for title, description in (('Étude in blue', 'slow'), ('Blues', 'blue blue blue'), ('Waltz', None)):
            session.add(
                GeneratedContent(
                    user_id=user.id,
                    title=title,
                    description=description,
                    type='JAZZ_LICK',
                    parameters='{}',
                    music_data='{}',
                )
            )
    return user.id


def found(session: Session, words: str) -> list[str]:
    return [row[0] for row in session.connection().exec_driver_sql(ASK, (words,))]


def test_words_are_found_by_their_beginning_whatever_marks_they_carry_and_the_best_comes_first(ann: str) -> None:
    with reading() as session:
        assert found(session, 'etude') == ['Étude in blue']
        assert found(session, 'blu*')[0] == 'Blues'
        assert found(session, 'drum') == []


def test_what_is_renamed_is_found_by_its_new_name_alone_and_what_is_deleted_not_at_all(ann: str) -> None:
    with transaction() as session:
        for piece in session.exec(select(GeneratedContent)).all():
            if piece.title == 'Waltz':
                piece.title, piece.description = 'Jig', 'six eighths'
            elif piece.title == 'Blues':
                session.delete(piece)
    with reading() as session:
        assert [found(session, word) for word in ('waltz', 'jig', 'eighths')] == [[], ['Jig'], ['Jig']]
        assert found(session, 'blu*') == ['Étude in blue']
    with transaction() as session:
        session.delete(session.get_one(User, ann))
    with reading() as session:
        assert found(session, 'jig') == [], 'what is somebody’s goes with them'
