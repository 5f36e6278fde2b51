"""What the site calls itself before the public."""

import pytest

from onrecord.site import public_url as module
from onrecord.site.environment import BadSetting
from onrecord.site.public_url import listening_at, public_url


@pytest.mark.parametrize("given", ["https://live.example", "https://live.example/", " https://LIVE.example "])
def test_the_setting_is_the_address_without_a_slash_at_its_end(given: str) -> None:
    assert public_url({"ONRECORD_PUBLIC_URL": given}) == "https://live.example"


@pytest.mark.parametrize(
    "given",
    [
        *("live.example", "ftp://live.example", "https://", "https://live.example/path", "https://live.example?x=1"),
        *("https://user@live.example", "https://live.example:99999", "https://[live", "https://liv\u0435.example"),
    ],
)
def test_what_is_no_bare_address_is_refused(given: str) -> None:
    with pytest.raises(BadSetting, match="write an address such as"):
        public_url({"ONRECORD_PUBLIC_URL": given})


def test_without_it_the_first_host_that_readers_can_use_is_taken() -> None:
    hosts = {"ONRECORD_ALLOWED_HOSTS": "localhost,*,.example.org,live.example.org,other.example.org"}
    assert public_url(hosts) == "https://live.example.org"


def test_without_any_it_is_where_the_process_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_here", ["http://localhost:8000"])
    assert public_url({}) == "http://localhost:8000"
    listening_at("http://127.0.0.1:8123")
    assert public_url({}) == "http://127.0.0.1:8123"
    assert public_url({"ONRECORD_PUBLIC_URL": "https://live.example"}) == "https://live.example"
