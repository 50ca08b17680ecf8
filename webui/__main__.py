"""The web server: gunicorn with threads, started by ``datapatch serve`` or by hand."""

import os
import sys
from contextlib import suppress

from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from datapatch.config import Config
from datapatch.environment import read_configuration, read_translator
from datapatch.errors import DataPatchError
from datapatch.starting import LISTEN_FD, READY_FD, wait_until_prepared
from webui import create_app
from webui.proxies import behind_proxies

PROCESSES, THREADS = 2, 128
"""Most threads of a process only wait in a line of `webui.admission`; some are always left."""
STOP_SECONDS = 8
"""How long answers under way may take when we are told to stop: less than the supervisor waits."""


class WebServer(BaseApplication):
    """Gunicorn around the application of one configuration."""

    def __init__(self, config: Config) -> None:
        self._config = config
        super().__init__(prog="webui")

    def load_config(self) -> None:
        """Set what differs from gunicorn's own settings."""
        for name, value in _settings(self._config).items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """The WSGI application, made in each process: database connections do not survive forks."""
        return behind_proxies(create_app(self._config), self._config)


def _settings(config: Config) -> dict[str, object]:
    listener = os.environ.get(LISTEN_FD)
    return {
        "bind": f"fd://{listener}" if listener else f"{config.host}:{config.port}",
        "worker_class": "gthread",
        "workers": int(os.environ.get("WEB_CONCURRENCY", PROCESSES)),
        "threads": THREADS,
        "graceful_timeout": STOP_SECONDS,
        "limit_request_line": 8190,  # filters make long addresses
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_worker_init": _say_ready,
    }


def _say_ready(_worker: Worker) -> None:
    if ready := os.environ.get(READY_FD):
        with suppress(OSError):
            os.write(int(ready), b".")


def main() -> None:
    """Serve until a signal stops us; a setting that cannot be read ends in one sentence."""
    try:
        config = read_configuration()
    except DataPatchError as error:
        sys.exit(error.sentence(read_translator()))
    wait_until_prepared(config)
    WebServer(config).run()


if __name__ == "__main__":
    main()
