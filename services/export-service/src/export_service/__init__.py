"""Keeps final annotations ready and turns tasks into processed datasets."""
