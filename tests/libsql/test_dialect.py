"""SQLAlchemy and SQLModel on the driver: what they do on SQLite they do here."""

import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, select

import app.libsql.dialect  # noqa: F401  makes libsql: addresses known
from tests.databases import LibSQLServer


class Base(SQLModel, registry=registry()):
    """Keeps these tables apart from the product's."""


class Parent(Base, table=True):
    """A row with every type that matters."""

    __tablename__ = f'parent_{uuid4().hex}'

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    size: int = Field(default=0, sa_type=sa.BigInteger)
    raw: bytes = Field(default=b'', sa_type=sa.LargeBinary)
    made: datetime = Field(default_factory=lambda: datetime.now(UTC))
    yes: bool = True
    share: float = 0.0


class Child(Base, table=True):
    """A row that goes with its parent."""

    __tablename__ = f'child_{uuid4().hex}'

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int = Field(foreign_key=f'{Parent.__tablename__}.id', ondelete='CASCADE')


@pytest.fixture(scope='module')
def module_engine(server: LibSQLServer) -> Iterator[sa.Engine]:
    engine = sa.create_engine(
        server.url, connect_args={'token': server.token()}, isolation_level='SERIALIZABLE', pool_size=8
    )
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(module_engine: sa.Engine) -> sa.Engine:
    """An engine on empty tables."""
    with Session(module_engine) as session:
        session.execute(sa.delete(Parent))
        session.commit()
    return module_engine


def test_rows_of_every_type(engine: sa.Engine) -> None:
    size, raw, made = 2**62 + 1, bytes(range(256)), datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    with Session(engine) as session:
        session.add(Parent(name='nul\0inside', size=size, raw=raw, made=made, yes=False, share=0.1 + 0.2))
        session.commit()
    with Session(engine) as session:
        found = session.exec(select(Parent)).one()
        assert (found.name, found.size, found.raw, found.made) == ('nul\0inside', size, raw, made)
        assert (found.yes, found.share) == (False, 0.1 + 0.2)


def test_many_rows_come_with_their_keys(engine: sa.Engine) -> None:
    with Session(engine) as session:
        rows = [Parent(name=f'n{n}') for n in range(150)]
        session.add_all(rows)
        session.commit()
        assert len({row.id for row in rows}) == 150


def test_a_broken_constraint_is_sqlalchemys_integrity_error(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.add(Parent(name='same'))
        session.commit()
        session.add(Parent(name='same'))
        with pytest.raises(sa.exc.IntegrityError):
            session.commit()
        session.rollback()
        session.add(Child(parent_id=10**9))
        with pytest.raises(sa.exc.IntegrityError):
            session.commit()


def test_children_go_with_their_parent(engine: sa.Engine) -> None:
    with Session(engine) as session:
        parent = Parent(name='p')
        session.add(parent)
        session.flush()
        assert parent.id is not None
        session.add_all([Child(parent_id=parent.id), Child(parent_id=parent.id)])
        session.commit()
        session.delete(parent)
        session.commit()
        assert session.exec(select(sa.func.count()).select_from(Child)).one() == 0


def test_savepoints_upserts_and_returning(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.add(Parent(name='outer'))
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.add(Parent(name='outer'))
        session.commit()
        upsert = insert(Parent).values(name='outer', size=5, raw=b'', made=datetime.now(UTC), yes=True, share=0.0)
        returned = session.execute(
            upsert.on_conflict_do_update(index_elements=['name'], set_={'size': 6}).returning(sa.column('size'))
        ).scalar_one()
        session.commit()
        assert returned == 6


def test_reflection_finds_what_was_made(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    assert inspector.has_table(str(Parent.__tablename__))
    (key,) = inspector.get_foreign_keys(str(Child.__tablename__))
    assert key['referred_table'] == Parent.__tablename__
    assert key['options'] == {'ondelete': 'CASCADE'}


def test_levels_are_set_for_one_use_and_set_back(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert connection.get_isolation_level() == 'SERIALIZABLE'
    with engine.execution_options(isolation_level='REPEATABLE READ').connect() as connection:
        connection.execute(sa.select(1))
        assert connection.get_isolation_level() == 'REPEATABLE READ'
    with engine.connect() as connection:
        assert connection.get_isolation_level() == 'SERIALIZABLE'
        assert connection.default_isolation_level == 'SERIALIZABLE'


def test_threads_that_count_up_lose_no_step(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.add(Parent(name='counter'))
        session.commit()

    def count_up() -> None:
        for _ in range(10):
            with Session(engine) as session:
                row = session.exec(select(Parent)).one()
                row.size += 1
                session.commit()

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert session.exec(select(Parent.size)).one() == 40


def test_a_slow_query_stalls_no_other_thread(engine: sa.Engine) -> None:
    """Both libSQL bindings hold the interpreter's lock during a query: every visitor of a web server would wait."""
    slow = sa.text(
        'WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 3000000) SELECT max(n) FROM c'
    )

    def ask() -> None:
        with engine.execution_options(isolation_level='AUTOCOMMIT').connect() as connection:
            connection.execute(slow)

    thread = threading.Thread(target=ask)
    thread.start()
    turns = 0
    while thread.is_alive():
        time.sleep(0.001)
        turns += 1
    assert turns > 25


def test_the_pool_of_a_forked_process_works_in_both(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.add(Parent(name='before'))
        session.commit()
    child = os.fork()
    if not child:
        try:
            with Session(engine) as session:
                session.add(Parent(name='child'))
                session.commit()
        except BaseException:
            os._exit(1)
        os._exit(0)
    with Session(engine) as session:
        session.add(Parent(name='parent'))
        session.commit()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    with Session(engine) as session:
        assert set(session.exec(select(Parent.name))) == {'before', 'child', 'parent'}


def test_secrets_in_addresses_are_refused_before_anything_is_sent() -> None:
    for url in ('libsql://user:secret-word@127.0.0.1', 'libsql://127.0.0.1?authToken=secret-word'):
        with pytest.raises(Exception, match='token does not belong') as caught:
            sa.create_engine(url).connect()
        assert 'secret-word' not in str(caught.value)
