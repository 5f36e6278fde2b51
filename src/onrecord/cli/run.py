"""`onrecord run`: the whole site, served by one worker or several under a supervisor."""

import socket
from collections.abc import Mapping
from pathlib import Path

import click

from onrecord.cli.refused import Refused
from onrecord.site.crew import BadEnvFile, Place, RunFolder, Supervisor, environment_of, read_env_file
from onrecord.site.listening import BACKLOG, NotHere, listening_sockets

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what an operator may ask for, and how to reach it
_MOST_WORKERS = 256


@click.command(
    epilog="Example:\n\n  onrecord run --port 8000 --sample\n\n  onrecord run --workers 4 --env-file onrecord.env"
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 for all of them."
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, _MOST_WORKERS),
    help="How many processes serve: as many as there are processors, where there is a crowd.",
)
@click.option("--sample/--no-sample", default=False, help="Play the sample coverage as if it were happening now.")
@click.option(
    "--behind", metavar="ADDRESSES", help="Proxies in front, parted by commas, whose word on a reader's address holds."
)
@click.option(
    "--env-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings, NAME=value a line; they go before the environment's, and are read anew at each reload.",
)
def command(host: str, port: int, workers: int, sample: bool, behind: str | None, env_file: Path | None) -> int:
    """Bring the database up to date and serve: pages, streams and the desk.

    Ctrl-C or SIGTERM ends it: readers are told to come back. SIGHUP reloads: new workers, with the program and the
    settings as they are now, take the readers over one after another, and no stream is cut. A worker that dies is
    replaced.
    """

    def environment() -> Mapping[str, str]:
        return environment_of({} if env_file is None else read_env_file(env_file))

    try:
        environment()
        listening = listening_sockets(host, port, workers)
    except BadEnvFile as error:
        raise Refused(f"The settings cannot be used: {error}.") from error
    except NotHere as error:
        raise Refused(f"This system cannot have {workers} workers: {error.args[0]}.") from error
    except OSError as error:
        raise Refused(
            f"Cannot listen on {host} port {port} ({error.strerror or error}); choose another --port or --host."
        ) from error
    folder = RunFolder()
    try:
        places = [
            Place(
                number=number,
                listening=waiting,
                url=_url(host, waiting),
                sample=sample,
                behind=behind,
                run_folder=str(folder.path),
                run_lock=folder.lock,
            )
            for number, waiting in enumerate(listening)
        ]
        for waiting in listening:
            # From now on whoever comes is waited upon, also while no worker is there.
            waiting.listen(BACKLOG)
        return Supervisor(places, environment).run()
    finally:
        folder.remove()


def _url(host: str, listening: socket.socket) -> str:
    return f"http://{_EVERYWHERE.get(host, f'[{host}]' if ':' in host else host)}:{listening.getsockname()[1]}"
