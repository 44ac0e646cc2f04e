"""What a band sounds like: measured in its sound."""

import io
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pyloudnorm
import pytest
import soundfile

from app.practice.accompaniment.trio import perform
from app.practice.music.chords import sounds
from app.practice.options import Style
from app.practice.playing import harmony, length, sounding
from app.practice.score import Feel
from app.practice.sound.clicks import click_stem, count_in
from app.practice.sound.encoding import Format, encoded
from app.practice.sound.events import PARTS, Arrangement, Stroke
from app.practice.sound.instruments import RATE, instrument
from app.practice.sound.levels import loudness
from app.practice.sound.loops import loop, passes, region
from app.practice.sound.midi_export import to_midi
from app.practice.sound.midi_file import NoMidiFile, read
from app.practice.sound.playmap import play_map
from app.practice.sound.stems import Mix, render
from app.practice.sound.swing import Timing, ride_ratio
from app.practice.sound.tempo import timing
from tests.app.practice.onsets import nearest, onsets
from tests.app.practice.pieces import blues, everything

STYLES = [
    (Style.SWING, '4/4', Feel.SWING), (Style.BEBOP, '4/4', Feel.SWING), (Style.BOSSA, '4/4', Feel.STRAIGHT),
    (Style.BALLAD, '4/4', Feel.SWING), (Style.BLUES, '12/8', Feel.STRAIGHT), (Style.MODAL, '5/4', Feel.SWING),
    (Style.WALTZ, '3/4', Feel.SWING), (Style.LATIN, '4/4', Feel.STRAIGHT), (Style.FUNK, '7/4', Feel.STRAIGHT),
    (Style.STRIDE, '4/4', Feel.SWING), (Style.SWING, '6/8', Feel.SWING),
]  # fmt: skip


@pytest.fixture(scope='module')
def mix() -> Mix:
    return render(perform(blues()), timing(blues()))


@pytest.mark.parametrize('bpm', [80, 120, 160, 200, 260])
def test_the_ride_that_is_heard_swings_by_the_curve(bpm: int) -> None:
    strokes = [
        Stroke(beat + part, 'ride', 90) for beat in range(24) for part in (Fraction(0), Fraction(1, 2))
    ]  # fmt: skip
    heard = onsets(render(Arrangement(Fraction(24), drums=tuple(strokes)), Timing(bpm), ('drums',)).stems['drums'])
    assert len(heard) == 48
    long = np.median(np.array(heard[1:46:2]) - np.array(heard[0:46:2]))
    short = np.median(np.array(heard[2:47:2]) - np.array(heard[1:46:2]))
    assert long / short == pytest.approx(ride_ratio(bpm), rel=0.05)


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize('part', PARTS)
def test_every_stem_is_at_one_loudness_and_none_clips(mix: Mix, part: str) -> None:
    stem = mix.stems[part]  # type: ignore[index]
    assert pyloudnorm.Meter(RATE).integrated_loudness(stem) == pytest.approx(-18, abs=0.3)
    assert np.abs(stem).max() < 0.95


def test_our_meter_agrees_with_another(mix: Mix) -> None:
    for stem in mix.stems.values():
        assert loudness(stem) == pytest.approx(pyloudnorm.Meter(RATE).integrated_loudness(stem), abs=0.1)


def test_the_mix_begins_with_piano_and_rhythm_equally_loud_and_room_above(mix: Mix) -> None:
    def at(*parts: str) -> float:
        waves = [mix.stems[part] * 10 ** (mix.gains_db[part] / 20) for part in parts]  # type: ignore[index]
        return float(pyloudnorm.Meter(RATE).integrated_loudness(np.sum(waves, axis=0)))

    assert at('piano') == pytest.approx(at('bass', 'drums'), abs=1.0)
    assert np.abs(mix.mixed()).max() < 0.95


def test_the_same_piece_and_seed_are_the_same_sound(mix: Mix) -> None:
    again = render(perform(blues()), timing(blues()))
    assert all(np.array_equal(mix.stems[part], again.stems[part]) for part in PARTS)
    assert perform(blues()) == perform(blues())
    assert perform(blues(), seed=8) != perform(blues(), seed=9)


@pytest.mark.parametrize(('style', 'time', 'feel'), STYLES)
def test_the_band_plays_every_style_and_time_signature_by_its_chords(style: Style, time: str, feel: Feel) -> None:
    score = blues(style, time, feel=feel)
    band = perform(score)
    chords = harmony(score)
    for tone in (*band.bass, *band.piano):
        assert 0 <= tone.at < length(score)
        assert tone.length > 0
    firsts = {one.start: one.chord for one in chords}
    roots = [tone.midi % 12 == sounds(firsts[tone.at], score.key).root for tone in band.bass if tone.at in firsts]
    assert roots.count(True) / max(1, len(roots)) >= 0.7, 'the bass says where the chord is'
    assert len(band.drums) > 3 * len(score.bars)
    for bar in range(len(score.bars) - 1):
        late = (bar + 1) * score.time.bar - 2
        assert [one for one in band.drums if late <= one.at < late + 2], 'nobody stops before the bar ends'
        assert [one for one in band.bass if late < one.at + one.length and one.at < late + 2], 'nor the bass'
    assert min(tone.midi for tone in band.bass) >= 28


def test_a_figure_of_four_beats_begins_again_in_a_longer_bar() -> None:
    drums = perform(blues(Style.LATIN, '7/4', feel=Feel.STRAIGHT)).drums
    assert [one for one in drums if one.drum == 'cowbell' and 4 <= one.at < 7]


def test_what_changes_in_the_chords_changes_in_the_band() -> None:
    def classes(changes: str) -> set[int]:
        """What is played over the second chord, by several bands."""
        bands = [perform(blues(changes=changes), seed=seed) for seed in range(6)]
        return {one.midi % 12 for band in bands for one in (*band.piano, *band.bass) if 4 <= one.at < Fraction(15, 2)}

    assert 11 in classes('Dm7 G7 Cmaj7 Cmaj7'), 'the third of G7'
    substituted = classes('Dm7 Db7 Cmaj7 Cmaj7')
    assert {1, 5} <= substituted, 'root and third of Db7'


def test_hands_of_the_band_move_little_from_chord_to_chord() -> None:
    band = perform(blues(changes='Dm9 G13 Cmaj7 Cmaj7 ' * 3))
    voicings: dict[Fraction, list[int]] = {}
    for tone in band.piano:
        voicings.setdefault(tone.at, []).append(tone.midi)
    stacks = [sorted(one) for _, one in sorted(voicings.items())]
    tops = [abs(b[-1] - a[-1]) for a, b in pairwise(stacks)]
    assert max(tops) <= 5
    assert np.mean(tops) <= 2


def test_nobody_plays_where_there_is_no_chord() -> None:
    score = blues(changes='C7 C7 N.C. N.C. F7 F7')
    band = perform(score)
    for line in (band.piano, band.bass, band.drums):
        assert not [one for one in line if 8 <= one.at < 16]
        assert [one for one in line if one.at >= 16]
    assert [one for one in band.melody if 8 <= one.at < 16], 'the melody goes on'
    mix = render(band, timing(score))
    start, end = (round(timing(score).seconds(one) * RATE) for one in (12, 15))
    quiet = mix.stems['bass'][start:end]
    assert np.abs(quiet).max() < 0.01 * np.abs(mix.stems['bass']).max()


def test_without_any_chord_the_drums_keep_time() -> None:
    band = perform(blues(changes='N.C. N.C.'))
    assert band.drums
    assert not band.bass
    assert set(render(band, timing(blues())).stems) == {'melody', 'drums'}


@pytest.mark.parametrize('tempo', [40, 140, 300])
def test_at_any_tempo_it_is_played_anew(tempo: int) -> None:
    score = blues(changes='C7 F7')
    stems = render(perform(score), timing(score, tempo)).stems
    assert len(stems['bass']) / RATE == pytest.approx(8 * 60 / tempo + 2.5, abs=0.01)
    pitch = instrument('bass').note(36, 90, 0.5)
    assert np.argmax(np.abs(np.fft.rfft(pitch.mean(1), RATE))) == pytest.approx(65.4, abs=1.5), 'C2, at every tempo'


def test_the_cursor_is_where_the_sound_is() -> None:
    """The melody alone, its onsets against the times that a browser gets."""
    score = blues()
    stem = render(perform(score), timing(score), ('melody',)).stems['melody']
    heard = onsets(stem, apart_s=0.1, rise=3.0)
    notes = [one['start'] for one in play_map(score)['notes']]
    off = [abs(nearest(start, heard)) for start in notes]
    assert max(off) < 0.03


def test_the_map_has_repeats_written_out_and_knows_the_bars_of_the_page() -> None:
    found = play_map(everything())
    assert [bar['number'] for bar in found['bars']][:8] == [0, 1, 2, 1, 3, 4, 5, 0]
    assert [bar['id'] for bar in found['bars']][:4] == ['b0', 'b1', 'b2', 'b1']
    assert all(a['end'] == b['start'] for a, b in pairwise(found['bars']))
    assert len(found['notes']) == len(sounding(everything()))
    tied = next(one for one in found['notes'] if len(one['ids']) > 1)
    assert tied['ids'] == ['n1-8', 'n2-0']


@pytest.mark.nightly
def test_a_loop_of_ten_passes_does_not_drift() -> None:
    score = blues(tempo=133)
    plan = passes(score, 4, 7, 10, count_in_bars=1)
    clicks = tuple(Stroke(Fraction(n), 'sticks', 90) for n in range(16))
    whole = Arrangement(length(score), drums=tuple(Stroke(16 + one.at, one.drum, one.velocity) for one in clicks))
    heard = onsets(loop(whole, score, 4, 7, plan, ('drums',))['drums'], apart_s=0.2)
    beat = 60 / 133
    assert len(heard) == 160
    first = heard[0] - 4 * beat
    assert abs(heard[-16] - first - (4 + 9 * 16) * beat) < 0.005
    assert plan[0].start_s == pytest.approx(4 * beat), 'it is counted in'


def test_a_loop_gets_faster_from_pass_to_pass() -> None:
    plan = passes(blues(tempo=120), 0, 3, 10, faster=4)
    assert [one.tempo for one in plan] == [120 + 4 * n for n in range(10)]
    for before, one in pairwise(plan):
        assert one.start_s == pytest.approx(before.start_s + before.length_s)
    assert [float(one) for one in region(blues(), 4, 7)] == [16, 32]
    assert [float(one) for one in region(blues(), 70, -4)] == [0, 48], 'what is not there is the nearest that is'


def test_a_click_and_a_count_are_on_the_beat() -> None:
    score = blues()
    beat = 60 / 140
    heard = onsets(click_stem(score, timing(score)), apart_s=0.2)
    assert len(heard) == 48
    assert np.abs(np.diff(heard) - beat).max() < 0.006
    counted = count_in(score, timing(score), bars=2)
    assert len(counted) == round(8 * beat * RATE)
    assert len(onsets(counted, apart_s=0.2)) == 6, 'one, two, one two three four'


def test_midi_has_the_swing_in_it_or_is_straight() -> None:
    score = blues()
    band = perform(score)
    swung, flat = (read(to_midi(band, score, timing(score), swing=swing)) for swing in (True, False))
    assert [track.name for track in flat.tracks[1:]] == ['Melody', 'Piano', 'Bass', 'Drums']
    assert len(flat.tracks[1].notes) == len(band.melody)
    assert {note.start % 240 for note in flat.tracks[1].notes} == {0}
    rides = [note.start % 480 for note in swung.tracks[4].notes if note.pitch == 51]
    assert set(rides) == {0, round(480 * ride_ratio(140) / (1 + ride_ratio(140)))}
    assert flat.bpm == pytest.approx(140, abs=0.001)
    assert to_midi(band, score, timing(score)) == to_midi(band, score, timing(score))


CUT = b'MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk\x00\x00\x00\x09\x00\x90'


@pytest.mark.parametrize('data', [b'', b'MThd', b'RIFF' + bytes(40), CUT])
def test_what_is_no_midi_file_is_told(data: bytes) -> None:
    with pytest.raises(NoMidiFile):
        read(data)


def test_two_choruses_are_twice_as_long_and_differ() -> None:
    band = perform(blues(), choruses=2)
    assert band.length == 96
    first, second = ([(one.at % 48, one.midi) for one in band.bass if one.at // 48 == lap] for lap in (0, 1))
    assert first != second
    assert len(play_map(blues(), choruses=2)['bars']) == 24


def test_an_introduction_leads_in_without_the_melody() -> None:
    band = perform(blues(), intro=4)
    assert band.length == 64
    assert min(one.at for one in band.melody) == 16
    assert [one for one in band.bass if one.at < 16]
    assert play_map(blues(), intro=4)['bars'][0]['start'] == pytest.approx(16 * 60 / 140, abs=0.001)


@pytest.mark.parametrize(('kind', 'most'), [('wav', 4.1), ('ogg', 0.6)])
def test_a_stem_as_a_file_is_as_long_and_as_loud(mix: Mix, kind: Format, most: float) -> None:
    stem = mix.stems['piano']
    data = encoded(stem, kind)
    again, rate = soundfile.read(io.BytesIO(data), dtype='float32')
    assert (rate, again.shape) == (RATE, stem.shape)
    assert loudness(again) == pytest.approx(-18, abs=0.2)
    assert len(data) < most * len(stem) + 100
