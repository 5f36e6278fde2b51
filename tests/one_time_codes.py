"""What an authenticator app does (RFC 6238)."""

import base64
import hashlib
import hmac
import time

_STEP = 30


def code(secret: str, *, steps_ahead: int = 0) -> str:
    """The six digits that the app shows now, or some steps of half a minute later."""
    counter = int(time.time() // _STEP) + steps_ahead
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
