"""Loops that are compiled when they are first called."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.audio import compiled
from tests.places import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.nightly
def test_a_worker_loads_the_compiler_with_its_first_sound() -> None:
    """It takes 55 MB, and many a job has nothing to do with sound."""
    program = """
import sys, numpy, tasks
from app.audio import kernels
print('numba' in sys.modules)
print(kernels.loudest(numpy.array([0.25, -0.5], numpy.float32)))
print('numba' in sys.modules)
"""
    done = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ['False', '0.5', 'True']


@pytest.mark.nightly
def test_the_compiler_comes_without_linear_algebra_and_leaves_it_to_others() -> None:
    """SciPy's takes a fifth of a second."""
    program = """
import sys, numpy
from app.audio import kernels
kernels.loudest(numpy.array([0.25, -0.5], numpy.float32))
print('scipy.linalg' in sys.modules)
import scipy.linalg.cython_blas
print(scipy.linalg.cython_blas.__name__)
"""
    done = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ['False', 'scipy.linalg.cython_blas']


def test_several_threads_may_be_the_first_to_call() -> None:
    @compiled.compiled
    def twice(x: float) -> float:
        return 2.0 * x

    @compiled.compiled
    def sum_of_doubles(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        found = 0.0
        for value in values:
            found += twice(value)
        return found

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(sum_of_doubles, [np.arange(100.0)] * 8)) == [9900.0] * 8
