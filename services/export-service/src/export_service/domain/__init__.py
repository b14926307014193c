"""Rules of final annotations and processed datasets."""
