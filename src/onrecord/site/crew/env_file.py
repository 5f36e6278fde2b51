"""Settings from a file: NAME=value a line, as service managers and containers have it."""

from pathlib import Path


class BadEnvFile(ValueError):
    """The file cannot be read as settings."""


def read_env_file(path: Path) -> dict[str, str]:
    """The settings in the file; blank lines and those that begin with # say nothing. Raises BadEnvFile."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadEnvFile(f"{path} cannot be read ({why})") from error
    settings: dict[str, str] = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        name, is_set, value = line.removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not is_set or not name.isidentifier():
            raise BadEnvFile(f"{path}, line {number}: write NAME=value")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        if "\0" in value:
            raise BadEnvFile(f"{path}, line {number}: a value has no null byte")
        settings[name] = value
    return settings
