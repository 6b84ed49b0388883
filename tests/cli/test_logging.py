"""Logging never stands in the way of the work."""

import io

import structlog

from bot import telemetry


def test_a_log_that_cannot_be_written_costs_the_line_only(monkeypatch):
    """A poll whose warning finds standard error closed or its disk full goes on: else its source would stop unseen."""
    gone = io.StringIO()
    monkeypatch.setattr("sys.stderr", gone)
    telemetry.configure("INFO")
    structlog.get_logger("here").warning("written")
    assert "written" in gone.getvalue()
    gone.close()
    structlog.get_logger("here").warning("lost")
