"""``python -m export_service api|worker|all`` and the operator's commands."""

from export_service.bootstrap import CATALOGUE, bootstrap
from export_service.settings import Settings
from service_kit.runtime import main

if __name__ == "__main__":
    main("export-service", Settings, CATALOGUE, bootstrap)
