"""Many readers of one stream in a process of their own: says how many events they have had, and when the last came.

    python -m bench.crowd PORT PATH READERS

After "open" on its input it is asked again and again for a number of events in all, and answers with the moment
(`time.monotonic`) at which the readers had had so many.
"""

import select
import selectors
import socket
import sys
import time

_END = b"\n\n"


def main() -> None:
    port, path, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    readers = _opened(port, path, count)
    polled = select.epoll()
    for number, reader in readers.items():
        polled.register(number, select.EPOLLIN)
        reader.setblocking(False)
    had = 0
    print("open", flush=True)
    for line in sys.stdin:
        wanted = int(line)
        while had < wanted:
            for number, _ in polled.poll():
                piece = readers[number].recv(65536)
                if not piece:
                    raise ConnectionError("a stream ended")
                # Beats are events, too; there is none in the seconds that a round takes after the first.
                had += piece.count(_END)
        print(time.monotonic(), flush=True)


def _opened(port: int, path: str, count: int) -> dict[int, socket.socket]:
    """The readers, each of whom has been answered, by descriptor."""
    readers = {}
    for _ in range(count):
        reader = socket.create_connection(("127.0.0.1", port))
        reader.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\r\n\r\n".encode()
        )
        readers[reader.fileno()] = reader
    for reader in readers.values():
        reader.recv(65536)
    # A server may greet in a second piece, which is no event of the bench's.
    greeted = time.monotonic() + 1
    with selectors.DefaultSelector() as late:
        for reader in readers.values():
            late.register(reader, selectors.EVENT_READ)
        while time.monotonic() < greeted:
            for key, _ in late.select(0.1):
                readers[key.fd].recv(65536)
    return readers


if __name__ == "__main__":
    main()
