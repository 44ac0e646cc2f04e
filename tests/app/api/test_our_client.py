"""The client of the command line knows this API: what it reads is what the API tells, and by the same names."""

from dataclasses import fields
from typing import Any

import pytest

from app import leveling
from app.api.v1 import jobs, uploads
from app.api.v1.answers import Resource
from app.api.v1.leveling import preset_routes
from app.api.v1.practice import journal, pieces, progress, takes
from app.api.v1.voice import changing, clips, dictionary, own_voices, speech, voices
from app.remote import Client, objects, practice, voice
from tests.app.api.programs import Program
from tests.app.remote_support import asking


@pytest.fixture
def client(owner: str) -> Client:
    """Our client, whose requests are answered by the API itself; there are no accounts, so that no key is needed."""
    return asking(Program())


@pytest.mark.parametrize(
    ('read', 'told'),
    [
        (objects.Job, jobs.Job),
        (objects.Result, jobs.Result),
        (objects.Upload, uploads.Upload),
        (objects.Preset, preset_routes.Preset),
        (voice.Voice, voices.Voice),
        (voice.Reading, speech.Reading),
        (voice.Clip, clips.Clip),
        (voice.Transcript, changing.Transcript),
        (voice.OwnVoice, own_voices.Own),
        (voice.Looked, own_voices.Looked),
        (voice.Pronunciation, dictionary.Pronunciation),
        (practice.Piece, pieces.Piece),
        (practice.Take, takes.Take),
        (practice.Due, progress.Due),
        (practice.Sitting, journal.PracticeSession),
    ],
)
def test_everything_that_the_client_reads_is_told_by_that_name(read: Any, told: type[Resource]) -> None:
    assert {field.name for field in fields(read)} - {'facts'} <= told.model_fields.keys()


def test_the_presets_of_the_server_come_with_their_loudness(owner: str, client: Client) -> None:
    leveling.create_preset(owner, 'Basement', -9.5, -0.5)
    found = {one.name: (one.target_lufs, one.ceiling_dbtp) for one in client.presets()}
    assert (found['Basement'], found['Spotify']) == ((-9.5, -0.5), (-14.0, -1.0))
