"""The report as one A4 page: a single file of HTML with its picture inside, to print or to send."""

from html import escape
from statistics import pstdev
from typing import Any

from app.audio.timeline import Timeline
from app.leveling.report_picture import STYLE, picture
from app.leveling.report_words import clock, number, signs

_ROWS = (
    ('Integrated loudness', 'integrated_lufs', 'LUFS'),
    ('Short-term maximum', 'short_term_max_lufs', 'LUFS'),
    ('Momentary maximum', 'momentary_max_lufs', 'LUFS'),
    ('Loudness range', 'range_lu', 'LU'),
    ('True peak', 'true_peak_dbtp', 'dBTP'),
    ('Sample peak', 'sample_peak_dbfs', 'dBFS'),
)
_STYLE = """
@page { size: A4; margin: 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 14mm; width: 210mm; max-width: 100%; color: #15181a; background: #fff;
  font: 10pt/1.4 system-ui, 'Segoe UI', Roboto, Arial, sans-serif; font-variant-numeric: tabular-nums; }
@media print { body { padding: 0; width: auto; } }
h1 { font-size: 17pt; line-height: 1.15; margin: 0 0 1mm; overflow-wrap: anywhere; }
h2 { font-size: 10pt; margin: 4mm 0 1mm; }
p { margin: 0 0 1.5mm; }
.quiet { color: #545a5e; }
.hash { font: 7.5pt ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.verdict { border-left: 3px solid #00775c; background: #e3f1ec; padding: 2mm 3mm; margin: 3mm 0; }
.verdict.missed { border-color: #8a4f00; background: #f5e6cd; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: right; padding: .6mm 0 .6mm 4mm; border-bottom: 1px solid #dcd9d0; font-weight: 400; }
th:first-child { text-align: left; padding-left: 0; }
thead th { color: #545a5e; font-size: 8.5pt; }
td.after { font-weight: 600; }
.tracks { columns: 2; column-gap: 8mm; font-size: 8pt; line-height: 1.2; margin: 0; padding: 0; list-style: none; }
.tracks li { display: grid; grid-template-columns: 12mm minmax(0, 1fr) 11mm 11mm; gap: 0 1mm; break-inside: avoid;
  padding: .15mm 0; border-bottom: 1px solid #dcd9d0; }
.tracks li > :nth-child(2) { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tracks li > :nth-child(n + 3) { text-align: right; }
.own-page { break-before: page; }
.own-page .tracks { columns: 1; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 8mm; }
@media screen and (max-width: 600px) {
  body { padding: 5mm; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  .tracks { columns: 1; font-size: 9.5pt; }
}
"""


MOST_ON_FIRST = 20
"""More tracks than these get a page of their own behind the first."""


def page(told: dict[str, Any], timeline: Timeline | None, *, opinion_comes: bool = False) -> str:
    """A report (as `reports.report` makes it) and its timeline, if there is one, as HTML."""
    goal, tolerance = told['goal'], told['tolerance']
    good = tolerance['on_target'] and tolerance['below_ceiling']
    name = escape(told['programme']['name'])
    preset = f'{escape(goal["preset"])}, ' if goal['preset'] else ''
    warnings = ''.join(f'<p>{escape(signs(warning))}</p>' for warning in told['warnings'])
    warned = ', with warnings' if told['input'].get('warnings') else ''
    apart = len(told['segments']) > MOST_ON_FIRST
    tracks = _segments(told['segments'], apart)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Loudness report: {name}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}{STYLE}</style></head><body>'
        f'<h1>{name}</h1><p class="quiet">Loudness report by {escape(told["engine"]["name"])} '
        f'{escape(told["engine"]["version"])} · {escape((told["completed_at"] or "")[:16].replace("T", " "))} UTC · '
        f'{clock(told["programme"]["duration_s"])}</p>'
        f'<div class="verdict{"" if good else " missed"}">'
        f'<strong>{"On target" if good else "Not at the target"}{warned}</strong>: {preset}'
        f'{number(goal["target_lufs"])} LUFS under {number(goal["ceiling_dbtp"])} dBTP. '
        f'{escape(signs(told["explanation"]))}</div>{picture(told, timeline)}{_numbers(told)}'
        f'<div class="columns"><div><h2>What was done</h2>{_work(told)}</div>'
        f'<div><h2>Verdicts</h2>{_verdicts(tolerance)}'
        f'{_opinion(told, opinion_comes)}</div></div>'
        f'{f"<h2>Warnings</h2>{warnings}" if warnings else ""}{"" if apart else tracks}'
        f'<h2>Files (SHA-256)</h2><p class="hash">Original {told["input"]["sha256"] or "not kept"}<br>'
        f'Result &nbsp; {told["output"]["sha256"] or "not kept"}</p>'
        f'<p class="quiet">Measured by {", ".join(told["standards"])} on the files themselves. Check it again: '
        f'<code>levelmix verify FILE --report report.json</code></p>{tracks if apart else ""}</body></html>'
    )


def _numbers(told: dict[str, Any]) -> str:
    rows = ''.join(
        f'<tr><th scope="row">{label}, {unit}</th><td>{number(told["input"][key])}</td>'
        f'<td class="after">{number(told["output"][key])}</td></tr>'
        for label, key, unit in _ROWS
    )
    head = '<tr><th scope="col">Measured</th><th scope="col">Before</th><th scope="col">After</th></tr>'
    return f'<h2>Before and after</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _work(told: dict[str, Any]) -> str:
    limiter = told['limiter']
    return (
        f'<p>Gain {number(told["gain_db"], plus=True)} dB. Limiter at work for '
        f'{100 * limiter["limited_share"]:.1f} % of the time, {limiter["max_reduction_db"]:.1f} dB at its deepest, '
        f'{limiter["mean_reduction_db"]:.2f} dB on average. Clipped: {100 * limiter["clipped_share"]:.2f} % of the '
        f'time. Passes over the file: {told["passes"]}.</p>{_track_matching(told)}'
    )


def _verdicts(tolerance: dict[str, Any]) -> str:
    off = tolerance['off_target_lu']
    away = 'no loudness' if off is None else f'{number(off, digits=2, plus=True)} LU'
    lines = (
        f'Target within ±0.1 LU: {_yes(tolerance["on_target"])} ({away})',
        f'True peak below the ceiling: {_yes(tolerance["below_ceiling"])}',
        f'EBU R 128 quality control (−23 ±0.2 LUFS, −1 dBTP): {_yes(tolerance["r128_qc"])}',
    )
    return ''.join(f'<p>{line}</p>' for line in lines)


def _opinion(told: dict[str, Any], comes: bool) -> str:
    """What another meter reads of the result."""
    said = told.get('second_opinion')
    if said is None:
        waits = 'is being measured; this page shows it in a moment.'
        return f'<p class="quiet">A second opinion, by pyloudnorm, {waits}</p>' if comes else ''
    other, ours = said['integrated_lufs'], told['output']['integrated_lufs']
    if other is None or ours is None:
        known = 'mono and stereo only' if told['output']['channels'] > 2 else 'no loudness of this file'
        return f'<p>Second opinion: {escape(said["meter"])} reads {known}.</p>'
    off = f'{number(other - ours, digits=2, plus=True)} LU from ours'
    return f'<p>Second opinion: {escape(said["meter"])} reads {number(other, digits=2)} LUFS ({off}).</p>'


def _segments(segments: list[dict[str, Any]], apart: bool) -> str:
    if not segments:
        return ''
    rows = ''.join(
        f'<li><span>{clock(one["start_s"])}</span><span>{escape(one.get("title") or f"Track {place}")}</span>'
        f'<span>{number(one["loudness_lufs"])}</span><span>{number(one["gain_db"], plus=True)}</span></li>'
        for place, one in enumerate(segments, start=1)
    )
    look = ' class="own-page"' if apart else ''
    return f'<section{look}><h2>Tracks (LUFS before, evened out by dB)</h2><ol class="tracks">{rows}</ol></section>'


def _track_matching(told: dict[str, Any]) -> str:
    """How far the tracks were brought together, in words; nothing where their levels were left."""
    gains = [one['gain_db'] for one in told['segments']]
    if not any(gains):
        return ''
    heard = [one for one in told['segments'] if one['loudness_lufs'] is not None]
    before = pstdev(one['loudness_lufs'] for one in heard)
    after = pstdev(one['loudness_lufs'] + one['gain_db'] for one in heard)
    return (
        f'<p>Before that, {len(gains)} tracks were evened at {told["goal"]["even_percent"]:g} %, by '
        f'{number(min(gains), plus=True)} to {number(max(gains), plus=True)} dB. By these gains the standard '
        f'deviation of their loudness, {before:.1f} LU, becomes {after:.1f} LU.</p>'
    )


def _yes(value: bool) -> str:
    return '<strong>yes</strong>' if value else '<strong>no</strong>'
