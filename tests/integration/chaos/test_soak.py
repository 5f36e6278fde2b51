"""Readers come and go for a while: what the workers hold afterwards is what they held before."""

import os
import random
from pathlib import Path

import pytest

from tests.chaos.soak import Soak
from tests.running import Server

pytestmark = pytest.mark.slow
# The long version: python -m tests.chaos soak --minutes 30
_SECONDS = float(os.environ.get("ONRECORD_TEST_SOAK_SECONDS", "30"))
# Connections of the pool to the database, and files that are just being written.
_MORE_DESCRIPTORS = 6
_MORE_MEGABYTES = 16


def test_descriptors_and_memory_of_workers_stay_level_while_readers_come_and_go(tmp_path: Path) -> None:
    seed = random.randrange(2**32)  # noqa: S311 - moments, no secrets
    print(f"seed {seed}")  # noqa: T201 - with which the same visits can be had again
    soak = Soak(Server(tmp_path, "--workers", "2"), seed)
    try:
        soak.work(_SECONDS / 3)
        before = soak.at_rest()
        soak.work(_SECONDS)
        after = soak.at_rest()
    finally:
        soak.close()
    assert soak.visits > 300
    for first, last in zip(before, after, strict=True):
        assert last.descriptors <= first.descriptors + _MORE_DESCRIPTORS, (before, after)
        assert last.megabytes <= first.megabytes + _MORE_MEGABYTES, (before, after)
