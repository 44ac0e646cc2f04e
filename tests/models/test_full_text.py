"""Both databases search texts by FTS5, which the areas whose schemas ask for it will build on."""

import pytest

from app.db import reading, transaction

pytestmark = pytest.mark.usefixtures('data_dir')
MADE = "CREATE VIRTUAL TABLE words USING fts5(title, description, tokenize = 'unicode61 remove_diacritics 2')"


def test_words_are_found_by_their_beginning_whatever_marks_they_carry_and_the_best_comes_first() -> None:
    with transaction() as session:
        run = session.connection().exec_driver_sql
        run(MADE)
        run("INSERT INTO words VALUES ('Étude in blue', 'slow'), ('Blues', 'blue blue blue'), ('Waltz', 'three')")
    with reading() as session:
        run = session.connection().exec_driver_sql
        ask = 'SELECT title FROM words WHERE words MATCH ? ORDER BY rank'
        assert [row[0] for row in run(ask, ('etude',))] == ['Étude in blue']
        assert next(row[0] for row in run(ask, ('blu*',))) == 'Blues'
        assert run(ask, ('drum',)).all() == []
    with transaction() as session:
        session.connection().exec_driver_sql('DROP TABLE words')
