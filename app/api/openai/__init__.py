"""Speech as OpenAI's interface asks for it, below `/v1`: what knows that interface can be pointed at this server.

An application of its own beside `/api/v1`, with the same keys, scopes, limits and credits, and errors as such programs
read them. What is asked for becomes a clip like any other: whoever hangs up finds it in the history.
"""

from fastapi import FastAPI

from app.api.openai import failures, lists, speech
from app.api.v1.envelope import Envelope

PREFIX = '/v1'
PATHS = (f'{PREFIX}/audio/', f'{PREFIX}/models')
"""What the paths of it begin with."""


def create() -> FastAPI:
    """The application."""
    api = FastAPI(title='LevelMix', docs_url=None, redoc_url=None, openapi_url=None)
    api.include_router(speech.router)
    api.include_router(lists.router)
    failures.add_to(api)
    api.add_middleware(failures.Cut)
    api.add_middleware(Envelope)
    return api
