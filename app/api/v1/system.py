"""What this installation is and can do, what can go wrong, and the pages that tell of all routes."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from app import areas
from app.api.v1 import forms
from app.api.v1.access import ReadsAny
from app.api.v1.problems import CATALOGUE, PLACE, Kind
from app.config import settings
from app.errors import NotFound
from app.installation import open_areas
from app.version import engine_version

router = APIRouter(tags=['system'])

TUS = '/api/v1/uploads/tus'
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Swagger's pages write styles into themselves; scripts come from files alone."""
ASSETS = {'swagger-ui-bundle.js': 'text/javascript', 'swagger-ui.css': 'text/css', 'begin.js': 'text/javascript'}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LevelMix API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui" data-document="openapi.json"></div>
<noscript><p>This page needs JavaScript. The document itself is <a href="openapi.json">openapi.json</a>.</p></noscript>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/begin.js"></script>
</body>
</html>
"""


class AreaTold(BaseModel):
    """One area that is open to whoever asks."""

    name: str
    label: str
    does: str
    kinds: list[str]
    takes_jobs: bool


class Limits(BaseModel):
    """What is taken here."""

    max_upload_bytes: int
    multipart_bytes: int
    tus: str
    parts: bool
    import_by_url: bool
    requests_per_minute: int


class Installation(BaseModel):
    """What this installation is and can do, for whoever asks."""

    model_config = ConfigDict(
        json_schema_extra={
            'examples': [
                {
                    'name': 'LevelMix',
                    'version': '1.0.0',
                    'areas': [
                        {
                            'name': 'leveling',
                            'label': 'Level',
                            'does': 'Bring a whole DJ mix to exactly the loudness that you choose.',
                            'kinds': ['leveling.level'],
                            'takes_jobs': True,
                        }
                    ],
                    'limits': {
                        'max_upload_bytes': 4294967296,
                        'multipart_bytes': forms.MOST_BYTES,
                        'tus': TUS,
                        'parts': False,
                        'import_by_url': False,
                        'requests_per_minute': 600,
                    },
                }
            ]
        }
    )

    name: str
    version: str
    areas: list[AreaTold]
    limits: Limits


class ProblemKind(BaseModel):
    """One kind of problem."""

    model_config = ConfigDict(
        json_schema_extra={
            'examples': [
                {
                    'name': 'not-found',
                    'type': f'{PLACE}not-found',
                    'title': 'There is no such thing',
                    'status': 404,
                    'advice': 'It was deleted, never was, or belongs to somebody else.',
                }
            ]
        }
    )

    name: str
    type: str
    title: str
    status: int
    advice: str


class ProblemKinds(BaseModel):
    """All of them."""

    items: list[ProblemKind]


@router.get('/', summary='What this installation is')
def get_installation(who: ReadsAny) -> Installation:
    """Its name and version, the areas that are open to you and your key, and what it takes."""
    mine, allowed = open_areas.areas_open(who.id), who.areas()
    told = [
        AreaTold(
            name=area.name,
            label=area.label,
            does=area.does,
            kinds=[kind.name for kind in area.kinds if kind.listed],
            takes_jobs=area.on_upload is not None,
        )
        for area in areas.each()
        if area.name in mine and (allowed is None or area.name in allowed)
    ]
    limits = Limits(
        max_upload_bytes=settings().max_upload_bytes,
        multipart_bytes=min(forms.MOST_BYTES, settings().max_upload_bytes),
        tus=TUS,
        parts=settings().s3_direct,
        import_by_url=settings().import_by_url,
        requests_per_minute=settings().api_requests_per_minute,
    )
    return Installation(name='LevelMix', version=engine_version(), areas=told, limits=limits)


@router.get('/problems', summary='List all kinds of problems')
def list_problems() -> ProblemKinds:
    """Whatever can go wrong here, and what a program does about it."""
    return ProblemKinds(items=[_kind(name, kind) for name, kind in CATALOGUE.items()])


@router.get('/problems/{name}', summary='Explain one kind of problem')
def get_problem(name: str) -> ProblemKind:
    """What the `type` of a problem leads to."""
    if name not in CATALOGUE:
        raise NotFound('There is no such problem. See /api/v1/problems for all that there are.')
    return _kind(name, CATALOGUE[name])


def add_pages(api: FastAPI) -> None:
    """Add the document and its pages, which are not part of it."""

    @api.get('/openapi.json', include_in_schema=False)
    def document() -> JSONResponse:
        return JSONResponse(api.openapi(), headers={'Cache-Control': 'no-cache'})

    @api.get('/docs', include_in_schema=False)
    def page() -> Response:
        return HTMLResponse(PAGE, headers={'Content-Security-Policy': POLICY})

    @api.get('/docs/{name}', include_in_schema=False)
    def asset(request: Request, name: str) -> Response:
        if name not in ASSETS:
            raise NotFound('There is nothing at this address.')
        headers = {'Cache-Control': 'public, max-age=3600'}
        return FileResponse(_assets()[name], media_type=ASSETS[name], headers=headers)


@cache
def _assets() -> dict[str, Path]:
    """Where the files of the pages lie: ours, and those of the package that brings Swagger's."""
    theirs: Any = files('fastapi_offline')
    ours = Path(__file__).parent / 'static'
    return {name: ours / name if name == 'begin.js' else Path(theirs / 'static' / name) for name in ASSETS}


def _kind(name: str, kind: Kind) -> ProblemKind:
    return ProblemKind(name=name, type=f'{PLACE}{name}', title=kind.title, status=kind.status, advice=kind.advice)
