"""What Apprise's log lines mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason as F
from bot.sinks.apprise.outcome import failure_of

LINES = {
    "ntfy's own digits": ("WARNING", "Failed to send: unauthorized, error=40101.", Permanent, F.UNAUTHORIZED),
    "a status": ("WARNING", "Failed to send Example notification: Service Unavailable, error=503.", Transient, F.SERVER_ERROR),
    "a status that means nothing": ("WARNING", "Failed to send: , error=200.", Transient, F.REFUSED),
    "a login": ("DEBUG", "Socket Exception: (535, b'5.7.8 no')", Permanent, F.UNAUTHORIZED),
    "a recipient": ("DEBUG", "Socket Exception: {'ana@team.example': (550, b'no such user')}", Permanent, F.REFUSED),
    "a busy server": ("DEBUG", "Socket Exception: (421, b'later')", Transient, F.SERVER_ERROR),
    "no name": ("DEBUG", "Socket Exception: [Errno -2] Name or service not known", Transient, F.DNS),
    "a certificate": ("DEBUG", "Socket Exception: [SSL: CERTIFICATE_VERIFY_FAILED] self-signed", Transient, F.TLS),
    "no secure way": ("DEBUG", "Socket Exception: STARTTLS extension not supported by server.", Transient, F.TLS),
    "nobody there": ("DEBUG", "Socket Exception: [Errno 111] Connection refused", Transient, F.CONNECT),
    "a slow one": ("DEBUG", "Socket Exception: HTTPConnectionPool(host='a', port=1): Read timed out.", Transient, F.TIMEOUT),
    "a broken one": ("DEBUG", "Socket Exception: Connection unexpectedly closed", Transient, F.DISCONNECTED),
    "a fault of the service's code": ("DEBUG", "Notification Exception: 'NoneType' object", Transient, F.REFUSED),
    "words of the alert, at another level": (
        "DEBUG",
        "Payload: {'title': 'error=401 (535, b\\'x\\') timed out'}",
        Transient,
        F.REFUSED,
    ),
    "nothing that helps": ("INFO", "Sent nothing", Transient, F.REFUSED),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_has_its_meaning(name):
    """Permanent where somebody must mend something, transient where time may help or nothing is known."""
    level, line, kind, reason = LINES[name]
    failure = failure_of("Example", [("DEBUG", "Loaded"), (level, line)])
    assert (type(failure), failure.reason) == (kind, reason)
    assert failure.detail.startswith("Example")


@given(st.lists(st.tuples(st.sampled_from(["DEBUG", "INFO", "WARNING", "ERROR"]), st.text(max_size=60)), max_size=5))
def test_no_line_is_ever_shown(lines):
    """Whatever a service answers, the detail is words and numbers of ours."""
    failure = failure_of(
        "Example", [*lines, ("DEBUG", "Socket Exception: hunter2 (550, b'hunter2')"), ("WARNING", "hunter2 error=401")]
    )
    assert isinstance(failure, Failure)
    assert failure.detail == "Example answered 401"
