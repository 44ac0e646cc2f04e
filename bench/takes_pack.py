"""`python -m bench.takes_pack WHEEL`: writes app/practice/takes/model.npz, the weights of Basic Pitch as plain arrays.

And what the model itself says of a sound, for the test that compares: tests/app/practice/takes/net_answer.npz.

WHEEL is the package `basic-pitch` 0.4.0, which has the model: `pip download --no-deps basic-pitch==0.4.0`.
What is kept are its weights alone; what is done with them stands in `app/practice/takes/net.py`.
"""

import hashlib
import sys
import zipfile
from typing import Any

import numpy as np

from app.practice.takes.net import MODEL
from tests.app.practice.takes.sounds import sounding
from tests.app.practice.takes.test_net import ANSWER, CHORD, TWO_SECONDS

INSIDE = 'basic_pitch/saved_models/icassp_2022/nmp.onnx'
SHA256 = '2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec'
KERNELS = {
    'contour': (8, 8, 3, 39),
    'contour_out': (1, 8, 5, 5),
    'note': (32, 1, 7, 7),
    'note_out': (1, 32, 7, 3),
    'onset': (32, 8, 5, 5),
    'onset_out': (1, 33, 3, 3),
}
"""Every convolution by its shape: outputs, inputs, frames, bins; no two are alike."""


def main() -> None:
    """Make the file."""
    import onnx
    from onnx import numpy_helper

    with zipfile.ZipFile(sys.argv[1]) as wheel:
        content = wheel.read(INSIDE)
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        sys.exit(f'This is another model than the one that was measured: its SHA-256 is {found}.')
    graph = onnx.load_from_string(content).graph
    weights = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    arrays: dict[str, Any] = _kept(graph, weights)
    np.savez_compressed(MODEL, **arrays)
    print(f'{MODEL.name}: {MODEL.stat().st_size:,} bytes')
    np.savez_compressed(ANSWER, **_answer(content))


def _answer(model: bytes) -> dict[str, Any]:
    """What the model says, run as it came."""
    import onnxruntime

    session = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
    sound = sounding(CHORD, 1.0)[None, :TWO_SECONDS, None]
    names = {'StatefulPartitionedCall:1': 'note', 'StatefulPartitionedCall:2': 'onset'}
    said = session.run(list(names), {session.get_inputs()[0].name: sound})
    return {name: one[0].astype(np.float16) for name, one in zip(names.values(), said, strict=True)}


def _kept(graph: Any, weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the net needs, by the names that it has there."""
    made: dict[str, np.ndarray] = {}
    for node in graph.node:
        if node.op_type == 'Conv' and weights[node.input[1]].shape in KERNELS.values():
            kernel = weights[node.input[1]]
            name = next(name for name, shape in KERNELS.items() if shape == kernel.shape)
            made[name], made[f'{name}_bias'] = kernel, weights[node.input[2]]
        elif node.op_type == 'Conv' and len(weights[node.input[1]]) == 1:
            made['halving'] = weights[node.input[1]].ravel()
    octave = [one.reshape(36, 256) for one in weights.values() if one.shape == (36, 1, 1, 256)]
    made['octave'] = np.concatenate(octave)
    made['roots'] = next(one.ravel() for one in weights.values() if one.shape == (309, 1, 1))
    normal = [one for name, one in weights.items() if 'batch_normalization/FusedBatchNorm' in name and one.size == 1]
    made['normal'] = np.sort(np.concatenate([one.ravel() for one in normal]))
    return made


if __name__ == '__main__':
    main()
