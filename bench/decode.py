"""Decodes a file and does nothing else: what any measurement costs at the least."""

import sys

import soundfile

if __name__ == '__main__':
    with soundfile.SoundFile(sys.argv[1]) as file:
        while len(file.read(1 << 16, dtype='float32')):
            pass
