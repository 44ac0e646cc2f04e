"""What `levelmix voice effect` does: finds and makes a sound, levels it into a file, and tells what it is made of."""

from pathlib import Path

from app import audio
from app.config import settings
from app.console import voice
from app.console.output import bar, number, result
from app.console.paths import check_output
from app.console.progress import Told
from app.targets import check_loudness
from app.voice import clips, effect_clips, engines
from app.voice.engines.port import EffectWish


def make(wish: EffectWish, target: Path, target_lufs: float, *, force: bool, as_json: bool) -> None:
    """Make a sound and tell what came out."""
    check_loudness(target_lufs, clips.CEILING_DBTP)
    clips.check_name(target)
    target = check_output(target, [], force)
    engine = engines.that_makes_effects('', settings().models_dir)
    made = engine.effect(wish)
    voice.prepare()
    with bar() as report:
        goal = audio.Goal(target_lufs, clips.CEILING_DBTP)
        clip = effect_clips.make(
            made,
            target,
            goal,
            lambda done, stage: report(Told(done, stage)),
            loop=wish.loop,
            mp3_quality=settings().mp3_quality,
        )
    loudness = clip.loudness.integrated_lufs
    facts = {
        'file': str(target),
        'seconds': clip.seconds,
        'how': made.how,
        'engine': engine.name,
        'licence': made.licence,
        'credit': list(made.credit),
        'loop': wish.loop,
        'loudness_lufs': loudness,
    }
    told = f'{target}: {clip.seconds:.1f} s, {number(loudness)} LUFS. {made.how}'
    result(facts, as_json, [told, f'Licence: {made.licence}', *made.credit, *clip.warnings])
