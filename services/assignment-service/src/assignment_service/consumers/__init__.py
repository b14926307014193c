"""What is heard from other services: one file per topic."""
