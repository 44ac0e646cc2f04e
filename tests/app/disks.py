"""Disks of which a test says how much is free."""

from pathlib import Path


class Disk:
    """A disk of which a test says how much is free; what is written in files of the data folder counts."""

    def __init__(self, folder: Path, free: int) -> None:
        self._folder, self._before, self._free = folder, self._used(folder), free
        self.lowest = free

    def free(self) -> int:
        left = self._free - (self._used(self._folder) - self._before)
        self.lowest = min(self.lowest, left)
        return left

    def _used(self, folder: Path) -> int:
        sizes = 0
        for path in folder.rglob('*'):
            try:
                sizes += path.stat().st_size
            except FileNotFoundError:
                continue
        return sizes
