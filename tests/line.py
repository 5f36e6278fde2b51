"""A network line to a server that can be cut: packets stop at once in both directions, and new connections too."""

import contextlib
import socket
import threading


class Line:
    """Carries TCP to `port`; while it is cut, what is under way goes nowhere and nobody is told."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._whole = threading.Event()
        self._whole.set()
        self._sockets: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        """The line carries again; connections from before are gone, as after a change of networks."""
        for known in list(self._sockets):
            with contextlib.suppress(OSError):
                known.shutdown(socket.SHUT_RDWR)
        self._whole.set()

    def close(self) -> None:
        self.mend()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._sockets.add(near)
        self._whole.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self._port))
        except OSError:
            near.close()
            return
        self.connections += 1
        self._sockets.add(far)
        threading.Thread(target=self._carry, args=(near, far), daemon=True).start()
        self._carry(far, near)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not self._whole.is_set():
                    break  # lost on the way
                target.sendall(data)
        for ended in (source, target):
            with contextlib.suppress(OSError):
                if self._whole.is_set():
                    ended.shutdown(socket.SHUT_RDWR)
