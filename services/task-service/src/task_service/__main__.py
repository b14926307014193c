"""Starts the service: ``python -m task_service all|api|worker``, and the operator's commands."""

from service_kit.runtime import main
from task_service.bootstrap import CATALOGUE, NAME, bootstrap
from task_service.settings import Settings

if __name__ == "__main__":
    main(NAME, Settings, CATALOGUE, bootstrap)
