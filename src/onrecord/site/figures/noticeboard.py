"""A folder in which each process of one machine says, once a second, how it stands; any of them can read it."""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# Who has said nothing for so long has ended, or hangs: what it said last is true no more.
_FRESH_SECONDS = 10.0
_NAME = "figures-{}.json"
# What one process says; a file that is larger is none of ours.
_LARGEST = 4 * 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """How one process stands, and since when (`at`, on the machine's monotonic clock, which nobody sets back).

    `reached` has, by coverage and seq, how many readers and the last one's seconds; `position` is how far the process
    has read the log, as a sum of heads, `lacking` where those coverages stand that it has in memory without the newest.
    """

    worker: str
    pid: int
    at: float
    began_at: float = 0.0
    trouble: str | None = None
    samples: list[Any] = field(default_factory=list)
    readers: dict[str, int] = field(default_factory=dict)
    reached: dict[str, dict[str, tuple[int, float]]] = field(default_factory=dict)
    position: int = 0
    lacking: dict[str, int] = field(default_factory=dict)

    @property
    def age(self) -> float:
        return max(time.monotonic() - self.at, 0.0)

    @property
    def is_fresh(self) -> bool:
        return self.age < _FRESH_SECONDS


def board_of_this_process() -> "Noticeboard":
    """In the folder that whoever started this process shares among its workers, if there is one."""
    folder = os.environ.get("ONRECORD_RUN_DIR", "").strip()
    return Noticeboard(Path(folder) if folder else None, os.environ.get("ONRECORD_WORKER", "").strip() or "0")


class Noticeboard:
    """Without a folder, the board of a process that is alone."""

    def __init__(self, folder: Path | None, worker: str) -> None:
        self.folder = folder
        self.worker = worker
        self.is_trouble_told = False

    def post(self, notice: Notice) -> None:
        """Put this up in the place of what this process said before. Raises OSError."""
        if self.folder is None:
            return
        # A successor begins while its predecessor still sends its readers away, so a number alone names nobody.
        name = _NAME.format(f"{notice.worker}-{notice.pid}")
        fresh = self.folder / f".{name}"
        fresh.write_text(json.dumps(asdict(notice), separators=(",", ":")), encoding="utf-8")
        fresh.replace(self.folder / name)

    def others(self) -> list[Notice]:
        """What the other processes say, in the order of their numbers; whoever cannot be read is left out."""
        return [notice for notice in self.all() if notice.is_fresh and notice.pid != os.getpid()]

    def silent(self) -> list[Notice]:
        """The other processes that are there and have said nothing lately: what they do, nobody knows."""
        return [notice for notice in self.all() if not notice.is_fresh and _is_there(notice.pid)]

    def all(self) -> list[Notice]:
        """What every process said last, however long ago."""
        if self.folder is None:
            return []
        found = []
        for file in sorted(self.folder.glob(_NAME.format("*"))):
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                if file.stat().st_size <= _LARGEST:
                    found.append(_read(json.loads(file.read_text(encoding="utf-8"))))
        return found

    def take_down(self) -> None:
        """This process ends: nobody should count it."""
        if self.folder is not None:
            with suppress(OSError):
                (self.folder / _NAME.format(f"{self.worker}-{os.getpid()}")).unlink()


def _read(said: dict[str, Any]) -> Notice:
    """In the middle of an upgrade a process of the other version may say more, or less."""
    return Notice(**{name: value for name, value in said.items() if name in Notice.__dataclass_fields__})


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
