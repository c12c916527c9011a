"""Helpers that the platform's notebooks import by these names."""
