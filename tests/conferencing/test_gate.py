"""R-7, small: a client that floods, does not read or sends too much harms only itself."""

import base64
import os
import socket
import struct
from contextlib import closing

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.servers import until

HARM_MB = 16.0  # the promise is 10 MB a socket; the rest is what an allocator keeps


def test_a_flood_for_a_busy_handler_waits_at_the_sender_and_nothing_of_it_is_lost(probe):
    with connect(probe.socket_url, close_timeout=0) as client, connect(probe.socket_url) as other:
        before = probe.program.memory_mb()
        client.send("sleep")
        probe.wait_for("sleeping")
        sent = flood_until_full(client.socket)
        assert sent < 30_000_000
        other.send("còn nghe không")  # others do not feel it
        assert other.recv(timeout=30) == "còn nghe không"
        assert probe.program.memory_mb() - before < HARM_MB
        probe.let_go()
        client.socket.setblocking(True)  # noqa: FBT003
        assert client.recv(timeout=30) == "ngập" * 1000


def flood_until_full(raw: socket.socket) -> int:
    """Send frames until TCP takes no more for a second; the bytes that went out."""
    frame, sent = masked(("ngập" * 1000).encode()), 0
    raw.settimeout(1.0)
    try:
        while sent < 30_000_000:
            raw.sendall(frame)
            sent += len(frame)
    except TimeoutError:
        pass
    return sent


def masked(payload: bytes, opcode: int = 0x81) -> bytes:
    """A client's frame (RFC 6455 5.2) with a mask of zeros."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
    return bytes([opcode]) + length + bytes(4) + payload


def test_small_messages_of_one_read_do_not_slip_past_the_gate(probe):
    with connect(probe.socket_url, close_timeout=0) as client:
        before = probe.program.memory_mb()
        client.send("sleep")
        probe.wait_for("sleeping")
        client.socket.settimeout(1.0)
        frames = masked(b"") * 10_000
        with pytest.raises(TimeoutError):
            client.socket.sendall(frames * 300)
        assert probe.program.memory_mb() - before < HARM_MB


def test_a_client_that_does_not_read_is_cut_and_costs_little(probe):
    with closing(raw_socket(probe)) as deaf, connect(probe.socket_url) as other:
        before = probe.program.memory_mb()
        deaf.sendall(masked(b"flood"))
        probe.wait_for("flooding")
        until(lambda: cut(other, probe), "the deaf client to be cut", 60)
        assert probe.program.memory_mb() - before < HARM_MB


def cut(other, probe) -> bool:
    other.send("còn đó không")
    assert other.recv(timeout=30) == "còn đó không"
    return probe.said("put-away") == 1


def raw_socket(probe) -> socket.socket:
    """A websocket whose client reads nothing after the handshake."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    raw.connect(("127.0.0.1", probe.port))
    key = base64.b64encode(os.urandom(16)).decode()
    raw.sendall(
        f"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += raw.recv(1)
    assert b" 101 " in answer
    return raw


def code_after(probe, message) -> int | None:
    """The code that the server closes with after this message."""
    with connect(probe.socket_url) as client:
        try:
            client.send(message)
            client.recv(timeout=30)
        except ConnectionClosed as closed:
            return closed.rcvd.code
    return None


@pytest.mark.parametrize("size", [256 * 1024 + 1, 2_000_000])
def test_a_message_over_256_kib_is_closed_with_1009(probe, size):
    assert code_after(probe, "x" * size) == 1009


def test_a_message_of_256_kib_comes_through(probe):
    with connect(probe.socket_url) as client:
        client.send("x" * 256 * 1024)
        assert len(client.recv(timeout=30)) == 256 * 1024


def test_the_application_may_close_with_any_code(probe):
    assert code_after(probe, "close") == 1012


def test_what_the_server_sends_may_be_larger(probe):
    with connect(probe.socket_url, max_size=None) as client:
        client.send("large")
        assert len(client.recv(timeout=30)) == 2_000_000


def test_a_message_in_too_many_fragments_is_closed_with_1009(probe):
    assert code_after(probe, ("x" for _ in range(5000))) == 1009


def test_a_client_that_talks_before_the_handshake_is_answered_is_cut_and_the_server_lives(probe):
    with closing(socket.create_connection(("127.0.0.1", probe.port))) as hasty:
        hasty.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + b"x" * 500)
        hasty.settimeout(30)
        while hasty.recv(4096):
            pass
    with connect(probe.socket_url) as client:
        client.send("vẫn chạy")
        assert client.recv(timeout=30) == "vẫn chạy"
    assert "Traceback" not in probe.program.log()
