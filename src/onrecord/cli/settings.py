"""What the environment says, as it may be shown to whoever asks: secrets masked."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.site.environment import SETTINGS, Setting

PREFIX = "ONRECORD_"
_MASK = "******"
# Everything between the scheme and the last @ before the path: a password may hold an @ of its own.
_CREDENTIALS = re.compile(r"(?<=://)[^/?#]*@")
_IN_QUERY = re.compile(r"(?i)((?:password|passwd|secret|token|key)=)[^&]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownSetting:
    name: str
    value: str
    is_default: bool


def shown_settings(environment: Mapping[str, str] = os.environ) -> list[ShownSetting]:
    """Every setting with its value or its default."""
    return [
        ShownSetting(
            name=setting.name,
            value=_shown(setting, environment.get(setting.name, "")),
            is_default=not environment.get(setting.name, "").strip(),
        )
        for setting in SETTINGS
    ]


def unknown_settings(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look like settings of ours and are not: misspelt, most likely."""
    known = {setting.name for setting in SETTINGS}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _shown(setting: Setting, value: str) -> str:
    if not value.strip():
        return setting.default
    if not setting.is_secret:
        return value
    if "://" not in value:
        return _MASK
    scheme, _, rest = value.partition("://")
    # A password that holds a slash hides where the address ends: then nothing of it is shown.
    if "@" in rest and "@" not in rest.partition("/")[0]:
        return f"{scheme}://{_MASK}"
    return _IN_QUERY.sub(rf"\g<1>{_MASK}", _CREDENTIALS.sub(f"{_MASK}@", value))
