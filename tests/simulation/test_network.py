"""The network of a simulated world: bytes arrive in order, late, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from simulation import Cut, Network, SimulatedLoop, at

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def network() -> Network:
    """Return what lies between the hosts of this test's world."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SimulatedLoop)
    return loop.network


def seconds() -> float:
    """Return the virtual time."""
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def wire() -> AsyncIterator[tuple[Streams, Streams]]:
    """Open a connection from `client` to `server`; give the streams of both."""
    accepted: list[Streams] = []
    with at("server"):
        server = await asyncio.start_server(lambda *ends: accepted.append(ends), "host", 7)
    with at("client"):
        near = await asyncio.open_connection("host", 7)
    await asyncio.sleep(0)
    try:
        yield near, accepted[0]
    finally:
        server.close()
        for _, writer in (near, *accepted):
            writer.close()


async def test_bytes_arrive_in_order_whatever_each_chunk_takes() -> None:
    network().set_latency("client", "server", (0.001, 5.0))
    async with wire() as ((_, writer), (reader, _)):
        for number in range(50):
            writer.write(bytes([number]))
        assert await reader.readexactly(50) == bytes(range(50))


async def test_end_of_the_bytes_arrives_after_them() -> None:
    async with wire() as ((_, writer), (reader, answer)):
        writer.write(b"all")
        writer.write_eof()
        assert await reader.read() == b"all"
        answer.write(b"heard")


async def test_writer_waits_for_a_reader_that_takes_nothing() -> None:
    megabyte = b"x" * 2**20
    async with wire() as ((_, writer), (reader, _)):
        writer.write(megabyte)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60):
                await writer.drain()
        assert await reader.readexactly(2**20) == megabyte
        await writer.drain()


async def test_what_is_sent_while_hosts_are_parted_arrives_afterwards() -> None:
    async with wire() as ((_, writer), (reader, _)):
        network().part("client", "server")
        writer.write(b"late")
        asyncio.get_running_loop().call_later(100, network().heal, "client", "server")
        began = seconds()
        assert await reader.readexactly(4) == b"late"
        assert seconds() - began == pytest.approx(100, abs=1)


async def test_connecting_waits_until_hosts_are_joined() -> None:
    async with wire():
        network().part("client", "server")
        asyncio.get_running_loop().call_later(30, network().heal, "client", "server")
        began = seconds()
        with at("client"):
            _, writer = await asyncio.open_connection("host", 7)
        assert 29 < seconds() - began < 32
        writer.close()


@pytest.mark.parametrize("arrives", [True, False])
async def test_connection_dies_before_or_after_the_other_side_has_heard(arrives: bool) -> None:
    async with wire() as ((answers, writer), (reader, _)):
        network().cut_next(Cut(source="client", target="server", arrives=arrives))
        writer.write(b"dial")
        with pytest.raises(ConnectionResetError):
            await answers.read()
        if arrives:
            assert await reader.readexactly(4) == b"dial"
        else:
            with pytest.raises(ConnectionResetError):
                await reader.read()


async def test_writing_to_who_has_left_is_a_reset() -> None:
    async with wire() as ((answers, writer), (_, far)):
        far.close()
        assert await answers.read() == b""
        writer.write(b"anybody there?")
        await asyncio.sleep(1)
        with pytest.raises(ConnectionResetError):
            await writer.drain()


async def test_nobody_listening_refuses() -> None:
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("host", 9)


async def test_two_ways_lead_to_one_server_and_can_be_parted_alone() -> None:
    async with wire():
        other = network().lead(7, "other side")
        network().part("client", "other side")
        with at("client"):
            _, writer = await asyncio.open_connection("host", 7)
            writer.close()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.open_connection("host", other), 60)


@pytest.mark.parametrize("end", [lambda: network().cut_all("client", "server")])
async def test_every_connection_between_two_hosts_breaks(end: Callable[[], None]) -> None:
    async with wire() as ((answers, _), (reader, _)):
        end()
        for each in (answers, reader):
            with pytest.raises(ConnectionResetError):
                await each.read()
