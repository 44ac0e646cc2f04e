"""The official package, fed with our records: lists what is offered, runs it, tells errors in a sentence."""

import inspect
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import mcp_types as types
from anyio.to_thread import run_sync
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from app.errors import OUR_FAULT, LevelMixError, NotFound
from app.mcp_server import addresses
from app.mcp_server.beside import NOTHING, Beside, Offer
from app.mcp_server.host import Host
from app.mcp_server.renaming import PREFIX, address_there
from app.tools import Call, Prompt, Resource, Tool
from app.version import engine_version

log = logging.getLogger(__name__)

Context = ServerRequestContext[Any, Any]
R = TypeVar('R')
Item = TypeVar('Item', Tool, Resource, Prompt)
NAME = 'levelmix'


def create(host: Host, beside: Beside | None = None) -> Server[Any]:
    """A server of the protocol for one host, and beside it what a server elsewhere offers."""
    answers = _Answers(host, beside)
    return Server(
        NAME,
        version=engine_version(),
        title='LevelMix',
        instructions=host.instructions,
        on_list_tools=answers.list_tools,
        on_call_tool=answers.call_tool,
        on_list_resources=answers.list_resources,
        on_list_resource_templates=answers.list_resource_templates,
        on_read_resource=answers.read_resource,
        on_list_prompts=answers.list_prompts,
        on_get_prompt=answers.get_prompt,
        get_tool_input_schema=lambda name: None,  # no argument is repeated in a header
    )


class _Answers:
    """The answers to each request."""

    def __init__(self, host: Host, beside: Beside | None) -> None:
        self._host, self._beside = host, beside

    async def list_tools(self, context: Context, params: Any) -> types.ListToolsResult:
        more = (await self._passed_on()).tools
        return types.ListToolsResult(tools=[*(_tool(tool) for _, tool in await self._offered(Tool)), *more])

    async def list_resources(self, context: Context, params: Any) -> types.ListResourcesResult:
        single = [one for _, one in await self._offered(Resource) if not addresses.is_template(one.address)]
        told = [types.Resource(uri=one.address, **_described(one), mime_type=one.media_type) for one in single]
        return types.ListResourcesResult(resources=[*told, *(await self._passed_on()).resources])

    async def list_resource_templates(self, context: Context, params: Any) -> types.ListResourceTemplatesResult:
        many = [one for _, one in await self._offered(Resource) if addresses.is_template(one.address)]
        told = [
            types.ResourceTemplate(uri_template=one.address, **_described(one), mime_type=one.media_type)
            for one in many
        ]
        return types.ListResourceTemplatesResult(resource_templates=[*told, *(await self._passed_on()).templates])

    async def list_prompts(self, context: Context, params: Any) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[_prompt(one) for _, one in await self._offered(Prompt)])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            if self._beside is not None and params.name.startswith(PREFIX):
                tell = _Progress(context).tell
                return await self._beside.call(params.name, params.arguments or {}, tell)
            area, tool = await self._find(Tool, lambda one: one.name == params.name, f'tool called “{params.name}”')
            call = await self._admit(context, area, writes=tool.writes)
            given = tool.takes.model_validate(params.arguments or {})
            told = await _done(tool.run, call, given)
        except Exception as error:
            return types.CallToolResult(content=[_text(sentence(error))], is_error=True)
        facts = told.model_dump(mode='json')
        return types.CallToolResult(content=[_text(json.dumps(facts, ensure_ascii=False))], structured_content=facts)

    async def read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        address = str(params.uri)

        async def read() -> types.ReadResourceResult:
            if self._beside is not None and address_there(address) is not None:
                return await self._beside.read(address)
            area, resource = await self._find(
                Resource, lambda one: addresses.match(one.address, address) is not None, f'resource {address}'
            )
            call = await self._admit(context, area, writes=False)
            text = await _done(partial(resource.read, call, **(addresses.match(resource.address, address) or {})))
            contents = types.TextResourceContents(uri=address, text=text, mime_type=resource.media_type)
            return types.ReadResourceResult(contents=[contents])

        return await _or_error(read)

    async def get_prompt(self, context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        async def write() -> types.GetPromptResult:
            area, prompt = await self._find(Prompt, lambda one: one.name == params.name, f'prompt “{params.name}”')
            await self._admit(context, area, writes=False)
            given = params.arguments or {}
            missing = [
                argument.name for argument in prompt.arguments if argument.required and argument.name not in given
            ]
            if missing:
                raise NotFound(f'This prompt needs to be told: {", ".join(missing)}.')
            known = {argument.name: given[argument.name] for argument in prompt.arguments if argument.name in given}
            message = types.PromptMessage(role='user', content=_text(prompt.write(**known)))
            return types.GetPromptResult(description=prompt.does, messages=[message])

        return await _or_error(write)

    async def _passed_on(self) -> Offer:
        return NOTHING if self._beside is None else await self._beside.asked()

    async def _offered(self, kind: type[Item]) -> list[tuple[str, Item]]:
        """What whoever asks may use; refused as a whole where they may use nothing."""

        def offered() -> list[tuple[str, Item]]:
            self._host.admit('', writes=False)
            return [(area, one) for area, one in _all(self._host, kind) if self._host.offers(area, writes=_writes(one))]

        async def ask() -> list[tuple[str, Item]]:
            return await run_sync(offered)

        return await _or_error(ask)

    async def _find(self, kind: type[Item], fits: Callable[[Item], bool], told: str) -> tuple[str, Item]:
        for area, one in await run_sync(partial(_all, self._host, kind)):
            if fits(one):
                return area, one
        raise NotFound(f'There is no {told[:200]} here. Look at what is listed.')

    async def _admit(self, context: Context, area: str, *, writes: bool) -> Call:
        call = await run_sync(partial(self._host.admit, area, writes=writes))
        return replace(call, tell=_Progress(context).tell)


class _Progress:
    """Passes on how far a call is; it never goes back, nor tells the same twice."""

    def __init__(self, context: Context) -> None:
        self._context, self._last = context, -1.0

    async def tell(self, share: float, words: str) -> None:
        if share > self._last:
            self._last = share
            await self._context.session.report_progress(round(share, 4), 1.0, words)


def sentence(error: Exception) -> str:
    """What somebody reads of an error; one that is a fault of ours is logged with its trace, and told without it."""
    if isinstance(error, LevelMixError):
        return str(error)
    if isinstance(error, ValidationError):
        wrong = '; '.join(f'{".".join(map(str, one["loc"]))}: {one["msg"]}' for one in error.errors()[:5])
        return f'Invalid request: {wrong}'
    log.exception('A tool failed because of a fault of ours.', exc_info=error)
    return OUR_FAULT


async def _or_error(work: Callable[[], Awaitable[R]]) -> R:
    """Do it; what goes wrong becomes an error of the protocol, for what is no tool."""
    try:
        return await work()
    except Exception as error:
        ours = not isinstance(error, LevelMixError | ValidationError)
        raise MCPError(types.INTERNAL_ERROR if ours else types.INVALID_PARAMS, sentence(error)) from None


async def _done(work: Callable[..., Any], *given: Any) -> Any:
    """What comes of it: coroutines run here, anything else in a thread, because it may wait for a database."""
    plain = work.func if isinstance(work, partial) else work
    if inspect.iscoroutinefunction(plain):
        return await work(*given)
    return await run_sync(partial(work, *given))


def _all(host: Host, kind: type[Item]) -> list[tuple[str, Item]]:
    shelf = {Tool: 'tools', Resource: 'resources', Prompt: 'prompts'}[kind]
    return [(area, one) for area, box in host.toolboxes() for one in getattr(box, shelf)]


def _writes(one: Tool | Resource | Prompt) -> bool:
    return isinstance(one, Tool) and one.writes


def _described(one: Resource) -> dict[str, str]:
    return {'name': one.name, 'title': one.title, 'description': one.does}


def _tool(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.does,
        input_schema=tool.takes.model_json_schema(),
        output_schema=tool.tells.model_json_schema(mode='serialization'),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=tool.destroys,
            idempotent_hint=tool.repeatable or not tool.writes,
            open_world_hint=False,
        ),
    )


def _prompt(prompt: Prompt) -> types.Prompt:
    arguments = [
        types.PromptArgument(name=one.name, description=one.does, required=one.required) for one in prompt.arguments
    ]
    return types.Prompt(name=prompt.name, title=prompt.title, description=prompt.does, arguments=arguments)


def _text(text: str) -> types.TextContent:
    return types.TextContent(type='text', text=text)
