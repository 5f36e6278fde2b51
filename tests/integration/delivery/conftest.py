"""A site with one coverage; each test is run before both doors."""

from collections.abc import Iterator

import pytest

from tests.serving import Site, Story, serving


@pytest.fixture(params=["front door", "plain path"], autouse=True)
def has_front_door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether requests come to the front door first, or all to the plain ASGI path."""
    is_so = bool(request.param == "front door")
    monkeypatch.setattr(Site, "has_front_door", is_so)
    return is_so


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def story(site: Site) -> Story:
    return Story(site.log)
