"""Assistants call what one more area brings: no line was written for it where the protocol is spoken."""

from typing import Any

from mcp import Client

from app.accounts import api_keys
from app.db import transaction
from app.jobs import feed
from models import FeatureFlag
from tests.app.mcp_support import inside, said


async def names(client: Client) -> set[str]:
    return {tool.name for tool in (await client.list_tools()).tools}


def test_a_tool_of_the_area_makes_a_job_that_the_others_follow(echo: Any, ann: str) -> None:
    async def story(client: Client) -> str:
        job_id = (await client.call_tool('say', {'text': 'hello'})).structured_content['job_id']
        job = (await client.call_tool('get_job', {'job_id': job_id})).structured_content
        assert (job['title'], job['area'], job['label']) == ('hello', 'echo', 'Saying')
        listed = (await client.call_tool('list_jobs', {'area': 'echo'})).structured_content['jobs']
        assert [one['id'] for one in listed] == [job_id]
        return str(job_id)

    job_id = inside(story, api_keys.create(ann, 'echo', writes=True, only=['echo']))
    assert feed.get(ann, job_id).title == 'hello'


def test_a_key_for_another_area_has_neither_its_tool_nor_its_jobs(echo: Any, ann: str) -> None:
    job_id = echo.submit(ann, 'hello')

    async def story(client: Client) -> None:
        found = await names(client)
        assert 'say' not in found
        assert 'level' in found
        for tool, given in (
            ('say', {'text': 'more'}),
            ('get_job', {'job_id': job_id}),
            ('cancel_job', {'job_id': job_id}),
        ):
            assert 'part of LevelMix' in said(await client.call_tool(tool, given))
        assert (await client.call_tool('list_jobs', {})).structured_content['jobs'] == []

    inside(story, api_keys.create(ann, 'leveling', writes=True, only=['leveling']))
    assert feed.get(ann, job_id).status == 'queued'


def test_switched_off_it_offers_nothing_and_the_others_go_on(echo: Any, ann: str) -> None:
    with transaction() as session:
        session.add(FeatureFlag(name='area.echo', is_enabled=False))

    async def story(client: Client) -> None:
        found = await names(client)
        assert 'say' not in found
        assert 'level' in found
        assert (await client.call_tool('say', {'text': 'hello'})).is_error

    inside(story, api_keys.create(ann, 'all', writes=True))
