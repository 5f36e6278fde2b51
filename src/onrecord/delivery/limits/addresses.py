"""Who a request came from, as far as that can be counted by."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

# One household has 2^64 addresses of IPv6.
_HOUSEHOLD = 64
_MOST_HOPS = 20
# All of these hops; anybody may send more, and what is asked here is remembered.
_LONGEST = 1000

Network = IPv4Network | IPv6Network


class Proxies:
    """The machines in front whose word on an address is believed."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        """As `trust`."""
        self._remembered = lru_cache(maxsize=4096)(self._told)
        self.counted = lru_cache(maxsize=4096)(self._counted)
        self.trust(named)

    def trust(self, named: Iterable[str]) -> None:
        """From now on these: each an address, a network (10.0.0.0/8) or `*` for everybody; raises ValueError."""
        names = [name.strip() for name in named if name.strip()]
        self._is_everybody = "*" in names
        self._networks: tuple[Network, ...] = tuple(ip_network(name, strict=False) for name in names if name != "*")
        self._remembered.cache_clear()
        self.counted.cache_clear()

    def told(self, peer: str | None, forwarded_for: bytes | None) -> str | None:
        """Who to count this request with; None for who cannot be told from others."""
        if forwarded_for is not None and len(forwarded_for) > _LONGEST:
            forwarded_for = forwarded_for[-_LONGEST:]
        return self._remembered(peer, forwarded_for)

    def _told(self, peer: str | None, forwarded_for: bytes | None) -> str | None:
        """As `told`.

        `X-Forwarded-For` is read from the right: each proxy of ours adds whom it heard, and what stands before the
        first that is none of ours, its sender may have made up.
        """
        address = peer
        if forwarded_for and self._is_ours(peer):
            for hop in reversed(forwarded_for.decode("latin-1").split(",")[-_MOST_HOPS:]):
                address = _bare(hop)
                if not self._is_ours(address):
                    break
        return _counted(address)

    def _counted(self, peer: str | None) -> str | None:
        """Who to count a connection with that has asked for nothing yet; None for a proxy's."""
        return None if self._is_ours(peer) else _counted(peer)

    def _is_ours(self, address: str | None) -> bool:
        if self._is_everybody:
            return True
        try:
            parsed = ip_address(address or "")
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


def _bare(hop: str) -> str:
    """The address without a port and brackets that some proxies add."""
    hop = hop.strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _counted(address: str | None) -> str | None:
    """The address, of IPv6 its household; None for those behind which any number may be.

    An address of a private network is a proxy's that nobody has told us of, or that of an office of our own.
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    if not parsed.is_global:
        return None
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network((parsed, _HOUSEHOLD), strict=False))
