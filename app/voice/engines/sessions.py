"""Opens models in onnxruntime so that they share the processor with others and stay within their memory."""

import os
from pathlib import Path
from typing import Any

from app.voice.errors import EngineMissing

MOST_THREADS = 4
"""More make one sentence hardly faster."""
MISSING = 'The library that runs the voices is not installed. Run `make setup` without SLIM=1, which brings it.'


def threads() -> int:
    """How many one engine takes."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1
    return min(MOST_THREADS, usable)


def opened(model: Path | bytes, count: int) -> Any:
    """A session that works with so many threads; idle ones sleep instead of keeping a core busy.

    Raises
    ------
    EngineMissing : the library is not installed.
    """
    try:
        import onnxruntime
    except ImportError:
        raise EngineMissing(MISSING) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = count
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=['CPUExecutionProvider'])
