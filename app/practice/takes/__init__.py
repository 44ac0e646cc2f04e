"""Scoring of takes: what somebody played, by ear or by keyboard, against what is written. Numbers in, a verdict out.

refusals.read    a file → its sound                     net, banded       sound → how likely notes begin and sound
scoring          the whole way, to a result             candidates        the peaks of that, and what speaks for each
clicks           the delay of a device                  hearing           peaks → what may be notes
written          a score → the notes that are expected  course            how the time of the piece runs in the take
                                                        matching, judging which note is which, and how good it was
                                                        words, result     what is told, and as JSON
"""
