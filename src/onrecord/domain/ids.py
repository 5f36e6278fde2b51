"""Names of things. Ids are opaque strings; whoever makes one makes a UUIDv7 (RFC 9562), so that ids sort by age."""

from typing import NewType

CoverageId = NewType("CoverageId", str)
UpdateId = NewType("UpdateId", str)
