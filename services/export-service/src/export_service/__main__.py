"""``python -m export_service api|worker|all`` and the operator's commands."""

from service_kit.runtime import main

from export_service.bootstrap import CATALOGUE, bootstrap
from export_service.settings import Settings

if __name__ == "__main__":
    main("export-service", Settings, CATALOGUE, bootstrap)
