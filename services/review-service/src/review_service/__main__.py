"""Starts the service: ``python -m review_service all|api|worker``, and the operator's commands."""

from review_service.bootstrap import CATALOGUE, NAME, bootstrap
from review_service.settings import Settings
from service_kit.runtime import main

if __name__ == "__main__":
    main(NAME, Settings, CATALOGUE, bootstrap)
