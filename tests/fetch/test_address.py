"""The guard at the door: which addresses a stranger's document can make us ask."""

import asyncio
import socket
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.fetch.address import RefusedAddressError, guarded_socket, is_public, is_refused_host
from bot.fetch.request import Access, Ask
from bot.fetch.resolver import NameResolver
from tests.fakes.loopback import Reply
from tests.fetch.conftest import QUICK, make

CLOSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "4000::1",
]
OPEN = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::",
]
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "feed.localhost",
    "::1",
    "::ffff:127.0.0.1",
    "10.0.0.1",
    "0xa9fea9fe",
]


@pytest.mark.parametrize("address", CLOSED)
def test_special_addresses_are_not_public(address):
    """Private, loopback, link-local, shared, reserved, multicast, documentation: in IPv4, in IPv6, and one inside the other."""
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_ordinary_addresses_are_public(address):
    """Neighbours of the closed ranges are open; so are public addresses behind NAT64 and 6to4."""
    assert is_public(address)


@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_a_closed_address_is_seen(host):
    """Also those that only a lenient proxy or resolver would understand."""
    assert is_refused_host(host)


@pytest.mark.parametrize(
    "host", ["news.example", "8.8.8.8", "2606:4700::1111", "localhost.example", "10.example", "ünï.example", ""]
)
def test_names_pass_until_they_are_resolved(host):
    """A name is judged by its addresses, not by its looks."""
    assert not is_refused_host(host)


@given(st.integers(0, 2**32 - 1))
def test_never_more_open_than_the_standard_library_v4(number):
    """Whatever Python calls not global, we call not public."""
    ip = IPv4Address(number)
    assert ip.is_global or not is_public(str(ip))


@given(st.integers(0, 2**128 - 1) | st.integers(0, 2**64 - 1) | st.integers(0x2000 << 112, (0x2003 << 112) - 1))
def test_never_more_open_than_the_standard_library_v6(number):
    """Whatever Python calls not global, we call not public, unless it wraps a public IPv4 address."""
    ip = IPv6Address(number)
    wraps = ip.ipv4_mapped or ip.sixtofour or ip in IPv6Network("64:ff9b::/96")
    assert ip.is_global or wraps or not is_public(str(ip))


@given(st.integers(0, 2**32 - 1), st.sampled_from(["::ffff:{}", "64:ff9b::{}"]))
def test_a_wrapped_address_counts_by_itself(number, wrapping):
    """IPv6 clothes neither open nor close an IPv4 address."""
    ip = str(IPv4Address(number))
    assert is_public(wrapping.format(ip)) == is_public(ip)


def test_the_socket_itself_is_refused():
    """The check sits at the very address that would be connected."""
    with pytest.raises(RefusedAddressError):
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))
    with guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("8.8.8.8", 80))) as made:
        assert made.family is socket.AF_INET


class Names(AbstractResolver):
    """A name server that a test, or an attacker, owns: each question takes the next answer."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def resolve(self, host, port=0, family=socket.AF_INET):
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return [ResolveResult(hostname=host, host=a, port=port, family=socket.AF_INET, proto=0, flags=0) for a in answer]

    async def close(self):
        pass


async def fail(url, resolver, access=None) -> Failure:
    async with make(resolver=resolver) as fetcher:
        with pytest.raises(Failure) as caught:
            await fetcher.get(Ask(url, access=access or Access()))
    return caught.value


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["127.0.0.1", "::1", "10.0.0.1"]])
async def test_a_name_that_leads_inside_is_refused(server, answer):
    """After resolution, whatever the name looks like; and the server hears nothing."""
    failure = await fail(server.url("/feed", "inside.example"), Names(answer))
    assert (type(failure), failure.reason) == (Permanent, FailReason.PRIVATE_ADDRESS)
    assert "allow_private" in failure.detail
    assert server.hits == []


async def test_a_name_that_changes_its_mind_gains_nothing(server):
    """DNS rebinding: each connection is checked at the address it is made to."""
    server.say("/feed", Reply(body=b"inside"))
    names = Names(["192.0.2.1"], ["127.0.0.1"])
    async with make(resolver=names) as fetcher:
        for _ in range(3):
            with pytest.raises(Failure):
                await fetcher.get(Ask(server.url("/feed", "rebind.example")))
    assert names.asked
    assert server.hits == []


async def test_an_open_door_is_nobody_elses(server):
    """A connection that one source may keep open to a private host is not lent to a source that may not."""
    url = server.say("/feed", Reply(body=b"x")).replace("127.0.0.1", "intranet.example")
    async with make(resolver=Names(["127.0.0.1"])) as fetcher:
        assert (await fetcher.get(Ask(url, access=Access(allow_private=True)))).body == b"x"
        with pytest.raises(Permanent) as caught:
            await fetcher.get(Ask(url))
    assert caught.value.reason is FailReason.PRIVATE_ADDRESS
    assert len(server.hits) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "0x7f000001", "[::ffff:127.0.0.1]"])
async def test_numbers_in_the_address_are_refused_also_by_proxy(server, host):
    """Literals never reach the resolver, and a proxy would resolve them: both are checked by their looks."""
    proxy = Access(proxy=server.url(""))
    for access in (Access(), proxy):
        failure = await fail(f"http://{host}:{server.port}/feed", Names(["127.0.0.1"]), access)
        assert failure.reason is FailReason.PRIVATE_ADDRESS
    assert server.hits == []


async def test_a_redirect_inside_is_refused(server):
    """The guard stands at every hop: seen from a proxied public name that redirects to loopback."""
    server.say("/feed", Reply(301, headers={"Location": server.url("/secret")}))
    failure = await fail("http://news.example/feed", Names(["127.0.0.1"]), Access(proxy=server.url("")))
    assert failure.reason is FailReason.PRIVATE_ADDRESS
    assert [hit.path for hit in server.hits] == ["/feed"]


@pytest.mark.parametrize("error", [OSError(None, "no such name"), socket.gaierror(-2, "Name or service not known")])
async def test_a_name_without_addresses(error):
    """A dead name is a failure of names, worth another try."""
    failure = await fail("http://gone.example/feed?key=hunter2", Names(error))
    assert (type(failure), failure.reason) == (Transient, FailReason.DNS)
    assert "hunter2" not in str(failure)


async def test_a_name_server_that_never_answers():
    """The time-out for connecting covers the name."""

    class Silent(Names):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            await asyncio.Event().wait()

    async with make(replace(QUICK, connect=0.05), resolver=Silent([])) as fetcher:
        with pytest.raises(Transient) as caught:
            await fetcher.get(Ask("http://slow.example/"))
    assert caught.value.reason is FailReason.TIMEOUT


async def test_the_real_resolver_knows_this_machine():
    """`localhost` comes back as loopback addresses with the port; a name that cannot exist is an error."""
    resolver = NameResolver()
    found = await resolver.resolve("localhost", 8080)
    with pytest.raises(socket.gaierror):
        await resolver.resolve("no-such-name.invalid", 80)
    await resolver.close()
    assert {(r["host"], r["port"]) for r in found} <= {("127.0.0.1", 8080), ("::1", 8080)}
    assert found
