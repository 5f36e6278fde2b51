"""Several workers that serve one site, and the supervisor that starts, watches and replaces them.

The supervisor's side imports neither Django nor asyncio nor the site: whatever is wrong with those, it stands.
"""

from onrecord.site.crew.env_file import BadEnvFile, read_env_file
from onrecord.site.crew.run_folder import RunFolder
from onrecord.site.crew.supervisor import Supervisor
from onrecord.site.crew.worker import Order, Place, environment_of, read_order

__all__ = [
    "BadEnvFile",
    "Order",
    "Place",
    "RunFolder",
    "Supervisor",
    "environment_of",
    "read_env_file",
    "read_order",
]
