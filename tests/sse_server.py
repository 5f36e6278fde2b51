"""Somebody else's event stream: an event every tenth of a second, and faults where a test asks for them."""

import asyncio
import json
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_EVERY = 0.1
_PATIENCE = 30.0


class SseServer:
    """`loses` is the number of a reader who does not get every second event, `doubles` of one who gets all twice."""

    def __init__(
        self,
        *,
        loses: int = -1,
        doubles: int = -1,
        has_time: bool = True,
        status: int = 200,
        certificate: Path | None = None,
    ) -> None:
        self._loses, self._doubles = loses, doubles
        self._has_time, self._status = has_time, status
        self._tls = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._lines: list[asyncio.StreamWriter] = []
        self._is_listening = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        assert self._is_listening.wait(_PATIENCE)

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}/events"

    def wait_for_readers(self, count: int) -> None:
        deadline = time.monotonic() + _PATIENCE
        while len(self._lines) < count:
            assert time.monotonic() < deadline, "nobody came"
            time.sleep(0.01)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(_PATIENCE)
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._greet, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = server.sockets[0].getsockname()[1]
        self._is_listening.set()
        number = 0
        while not self._over.is_set():
            number += 1
            self._send(number)
            try:
                await asyncio.wait_for(self._over.wait(), _EVERY)
            except TimeoutError:
                continue
        server.close()
        for line in self._lines:
            line.transport.abort()
        await asyncio.sleep(0.05)

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %d Said\r\nContent-Type: text/event-stream\r\n" % self._status)
        if self._status != 200:
            writer.write(b"Content-Length: 0\r\n\r\n")
            writer.close()
            return
        writer.write(b"Connection: close\r\n\r\n: hello\r\n\r\n")
        self._lines.append(writer)

    def _send(self, number: int) -> None:
        data = {"at": datetime.now(UTC).isoformat()} if self._has_time else {"n": number}
        event = f"id: e{number}\r\ndata: {json.dumps(data)}\r\n\r\n".encode()
        for place, line in enumerate(self._lines):
            is_lost = place == self._loses and number % 2
            if not is_lost and not line.is_closing():
                line.write(event * 2 if place == self._doubles else event)


def certificate(folder: Path) -> Path:
    """A certificate and its key for 127.0.0.1 that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path
