"""`python -m assignment_service all|api|worker`, and the operator's commands."""

from assignment_service.bootstrap import CATALOGUE, NAME, bootstrap
from assignment_service.settings import Settings
from service_kit.runtime import main

if __name__ == "__main__":
    main(NAME, Settings, CATALOGUE, bootstrap)
