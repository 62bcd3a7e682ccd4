"""Evals: how good it is. Tests say whether it works."""
