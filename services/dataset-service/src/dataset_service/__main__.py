"""``python -m dataset_service api|worker|all`` and the operator's commands."""

from dataset_service.bootstrap import CATALOGUE, bootstrap
from dataset_service.settings import Settings
from service_kit.runtime import main

if __name__ == "__main__":
    main("dataset-service", Settings, CATALOGUE, bootstrap)
