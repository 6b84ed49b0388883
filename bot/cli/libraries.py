"""Development libraries: what `tocsin train` and `tocsin evaluate` need beyond what is installed with Tocsin."""

from collections.abc import Mapping
from importlib.util import find_spec

from bot.domain.errors import ConfigError, Problem

TRAINING = {"sklearn": "scikit-learn", "scipy": "scipy", "joblib": "joblib", "pycrfsuite": "python-crfsuite"}
DRAWING = {"matplotlib": "matplotlib"}
"""Module -> the package that brings it."""


def need(libraries: Mapping[str, str]) -> None:
    """Raises `ConfigError` that says what to install, if one of these modules is not there."""
    absent = [package for module, package in libraries.items() if find_spec(module) is None]
    if absent:
        fault, mend = f"not installed: {', '.join(absent)}", f"pip install {' '.join(absent)}"
        raise ConfigError([Problem("development libraries", "", fault, mend)])
