"""Makes one sound effect from words, levels it, and stores it with its licence and whom to thank."""

import json

from app import audio
from app.config import settings
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.voice import effect_clips, service, voices
from app.voice.engines.port import EffectWish
from app.voice.levels import Levels
from app.voice.options import CEILING_DBTP, EffectOptions, from_settings
from models import GeneratedAudioClip
from tasks.voice.storing import store

MADE = 0.5
"""Making it is so much of the work, levelling the rest."""


@handles(service.EFFECT)
def make_effect(job: GeneratedAudioClip, heartbeat: Heartbeat) -> Finished:
    """Make the sound that `job` asks for; one that is not there fails it, with the nearest in the sentence."""
    heartbeat.report(0.0, 'prepare')
    asked: EffectOptions = from_settings(EffectOptions, json.loads(job.settings), prompt=job.text or '')
    engine = voices.makes_effects(asked.engine)
    wish = EffectWish(asked.prompt, asked.seconds, asked.loop, asked.influence, asked.seed, asked.only_free)
    heartbeat.report(0.02, 'make')
    made = engine.effect(wish)
    heartbeat.report(MADE, 'make')
    levels = Levels()
    levels.add(made.sound.mean(1) if made.sound.ndim == 2 else made.sound, made.rate)
    with scratch(job.id, job.attempts) as folder:
        if not audio.is_warm():
            audio.warm_up()
        target = folder / f'clip.{asked.format}'
        clip = effect_clips.make(
            made,
            target,
            audio.Goal(asked.target_lufs, CEILING_DBTP),
            lambda done, stage: heartbeat.report(min(0.99, MADE + done * (1 - MADE)), stage),
            loop=asked.loop,
            mp3_quality=settings().mp3_quality,
        )
        return store(
            job,
            heartbeat,
            target,
            clip,
            levels,
            engine=engine.name,
            licence=made.licence,
            credit=list(made.credit),
            how=made.how,
            loop=asked.loop,
        )
