"""Measures a file with pyloudnorm, as its documentation shows it."""

import sys

import pyloudnorm
import soundfile

if __name__ == '__main__':
    samples, rate = soundfile.read(sys.argv[1])
    print(pyloudnorm.Meter(rate).integrated_loudness(samples))
