"""Files of plain samples: WAV, RF64, W64, AIFF, CAF, parsed and written by hand."""
