"""What came out of a job: the verdict in words, before and after on the ruler, the numbers, the limiter's work."""

from typing import Any

from components.audio.ruler import ruler
from components.vocabulary import wording
from components.vocabulary.elements import block, text
from components.vocabulary.job_protocols import Job

ROWS = (
    ('Integrated loudness', 'integrated_lufs', 'LUFS'),
    ('Short-term maximum', 'short_term_max_lufs', 'LUFS'),
    ('Momentary maximum', 'momentary_max_lufs', 'LUFS'),
    ('Loudness range', 'range_lu', 'LU'),
    ('True peak', 'true_peak_dbtp', 'dBTP'),
    ('Sample peak', 'sample_peak_dbfs', 'dBFS'),
)


def verdict(job: Job, result: dict[str, Any]) -> None:
    """What happened, in the engine's own sentence, with its warnings."""
    good = job.verdict in wording.GOOD and not wording.warned(result)
    with block(f'note {"good" if good else "warn"}', data_testid='verdict', data_verdict=job.verdict):
        text(wording.verdict(job.verdict, result), tag='h2')
        text(wording.prose(result['explanation']), tag='p')
    for warning in result.get('warnings') or ():
        text(warning, 'note warn', tag='p', data_testid='warning')


def comparison(job: Job, result: dict[str, Any]) -> None:
    """Before and after: the ruler, then every number in a table."""
    before, after = result['input'], result['output']
    with block('panel stack loose', aria_label='Before and after', role='group'):
        ruler(
            before['integrated_lufs'],
            after['integrated_lufs'],
            job.target_lufs,
            reached=job.verdict in wording.GOOD,
        )
        with block('numbers', tag='table', data_testid='numbers'):
            with block(tag='thead'), block(tag='tr'):
                text('Measured on the files themselves', tag='th', scope='col')
                for label in ('Before', 'After', 'Change'):
                    text(label, tag='th', scope='col')
            with block(tag='tbody'):
                for label, key, unit in ROWS:
                    _row(label, unit, before.get(key), after.get(key), key)


def work(job: Job, result: dict[str, Any]) -> None:
    """What was done to the mix: one gain, and what the limiter took off."""
    limiter = result['limiter']
    facts = [
        ('Gain', wording.number(result['gain_db'], sign=True), 'dB'),
        ('Deepest limiting', wording.number(limiter['max_reduction_db']), 'dB'),
        ('Mean limiting', wording.number(limiter['mean_reduction_db'], 2), 'dB'),
        ('Limiter at work', wording.number(100 * limiter['limited_share']), '% of the time'),
        ('Ceiling', wording.number(job.ceiling_dbtp), 'dBTP'),
    ]
    if limiter['clipped_share']:
        facts.insert(4, ('Clipper at work', wording.number(100 * limiter['clipped_share'], 2), '% of the time'))
    if result.get('loudest_clean_lufs') is not None:
        facts.append(('Loudest clean level', wording.number(result['loudest_clean_lufs']), 'LUFS'))
    with block('panel stack'):
        text('What was done', tag='h2')
        with block('facts', tag='dl', data_testid='work'):
            for label, value, unit in facts:
                with block():
                    text(label, tag='dt')
                    with block(tag='dd'):
                        text(value)
                        text(f' {unit}', tag='small')


def _row(label: str, unit: str, before: float | None, after: float | None, key: str) -> None:
    change = '' if before is None or after is None else wording.number(after - before, sign=True)
    with block(tag='tr', data_testid=f'row-{key}'):
        with block(tag='th', scope='row'):
            text(label)
            text(f' {unit}', tag='small')
        text(_value(before, unit), tag='td', data_testid='before')
        text(_value(after, unit), 'after', tag='td', data_testid='after')
        text(change, 'quiet', tag='td')


def _value(value: float | None, unit: str) -> str:
    return '–' if value is None and unit == 'LU' else wording.number(value)
