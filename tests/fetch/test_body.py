"""The bounded body, piece by piece."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Failure, Permanent
from bot.domain.reasons import FailReason
from bot.fetch.body import Body
from bot.fetch.limits import MIB, Limits

LIMITS = Limits(max_inflated=12 * MIB)


def collect(coding, pieces, limits=LIMITS, max_body=MIB):
    body = Body(coding, limits, max_body, "https://news.example/")
    for piece in pieces:
        body.add(piece)
    return body.finish()


def cut(data, at):
    return [data[i:j] for i, j in zip([0, *at], [*at, len(data)], strict=True)]


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate"]), st.lists(st.integers(0, 300), max_size=5).map(sorted))
def test_where_the_pieces_are_cut_does_not_matter(data, coding, at):
    """Any split of any compressed body gives the body."""
    packed = gzip.compress(data) if coding == "gzip" else zlib.compress(data)
    assert collect(coding, cut(packed, [min(a, len(packed)) for a in at])) == data


@given(st.sampled_from(["", "gzip", "deflate"]), st.lists(st.binary(max_size=50), max_size=6))
def test_any_bytes_end_as_a_body_or_a_failure(coding, pieces):
    """No server can raise anything else."""
    try:
        outcome = collect(coding, pieces)
    except Failure as failure:
        outcome = failure.reason
    assert isinstance(outcome, bytes) or outcome is FailReason.BAD_ENCODING


def test_several_members_and_a_tail():
    """Gzip may hold members one after the other; what follows them is left aside."""
    assert collect("gzip", [gzip.compress(b"one ") + gzip.compress(b"two"), b"\0\0tail", b"more"]) == b"one two"


@pytest.mark.parametrize("piece", [b"", b"x"])
def test_too_short_to_be_compressed(piece):
    """An empty or one-byte body is what it is, whatever the header says."""
    assert collect("gzip", [piece]) == piece


def test_large_but_honest_compression_passes():
    """The guard looks at size and ratio together: a long dull feed is no bomb."""
    dull = b"<item><title>Nothing happened</title></item>\n" * 30_000
    assert collect("gzip", [gzip.compress(dull)]) == dull


@pytest.mark.parametrize(
    ("coding", "data", "limits"),
    [
        ("", b"x" * (MIB + 1), LIMITS),
        ("gzip", gzip.compress(b"\0" * 13 * MIB), Limits(max_inflated=12 * MIB, max_ratio=10_000)),
        ("gzip", gzip.compress(b"\0" * 8 * MIB), LIMITS),
    ],
    ids=["sent", "inflated", "ratio"],
)
def test_each_bound_holds(coding, data, limits):
    """Bytes sent, bytes inflated, and the ratio between them."""
    with pytest.raises(Permanent) as caught:
        collect(coding, [data], limits)
    assert caught.value.reason is FailReason.TOO_LARGE
