"""A writer in a process of its own: `python -m tests.contract.writer NAME COUNT BATCH`, database from the environment.

It prints the last seq of each append once the log has acknowledged it; COUNT 0 goes on until it is killed.
"""

import itertools
import sys

import django


def main(name: str, count: int, batch: int) -> None:
    django.setup()
    from onrecord.log import SeqConflict
    from onrecord.log.database import DatabaseLog
    from tests.contract.casting import FLOOD, NOW, published

    log = DatabaseLog()
    for number in itertools.count(1) if count == 0 else range(1, count + 1):
        events = [published(f"{name}-{number}-{part}") for part in range(batch)]
        while True:
            head = log.head(FLOOD)
            assert head is not None
            try:
                seq = log.append(FLOOD, head.seq, events, at=NOW, actor=name)[-1].seq
            except SeqConflict:
                continue
            break
        sys.stdout.write(f"{seq}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
