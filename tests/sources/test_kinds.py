"""The table of source kinds."""

import inspect
import subprocess
import sys

import pytest
from pydantic import BaseModel

from bot.sources import KINDS


def test_the_kinds_of_this_version():
    """The kinds that `sources.toml` may name."""
    assert list(KINDS) == ["feed", "files", "kev"]
    assert len(KINDS) == 3
    assert "smoke-signals" not in KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_each_line_leads_to_a_config_and_a_source(kind):
    """A config model that refuses unknown keys, and a class made of the same five parts."""
    found = KINDS[kind]
    assert issubclass(found.config, BaseModel)
    assert found.config.model_config["extra"] == "forbid"
    assert list(inspect.signature(found.build).parameters) == ["info", "config", "access", "fetcher", "workers"]
    assert inspect.iscoroutinefunction(found.build.poll)
    assert KINDS[kind] is found


def test_looking_at_the_table_loads_no_kind():
    """A worker process that imports one parser does not pay for the libraries of all kinds."""
    code = (
        "import sys, bot.sources; print(sorted({'aiohttp', 'feedparser', 'lxml', 'pydantic', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["bot.sources.kev", "bot.sources.files"])
def test_what_runs_in_a_worker_is_light(module):
    """The reading functions are imported in worker processes: no HTTP client there."""
    code = f"import sys, {module}; print(sorted({{'aiohttp', 'feedparser', 'trafilatura'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
