"""One HTTP connection: its headers have a deadline, its body a size."""

import socket
from contextlib import closing

from conferencing.serving.channel import BODY_MAX
from rooms import clock


def ask(probe, *parts: bytes, within_s: float = 5.0) -> bytes:
    with closing(socket.create_connection(("127.0.0.1", probe.port), within_s)) as raw:
        for part in parts:
            raw.sendall(part)
        answer = b""
        while chunk := raw.recv(4096):
            answer += chunk
        return answer


def test_headers_that_trickle_are_cut_at_their_deadline(probe):
    started = clock.monotonic()
    with closing(socket.create_connection(("127.0.0.1", probe.port), 20)) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nX: ")
        slow.settimeout(0.5)
        while still_open(slow):
            slow.sendall(b"x")  # a byte now and then starts Twisted's own time-out again, not ours
    assert 1 < clock.monotonic() - started < 25  # the probe's deadline is 2 s, Twisted's is 30 s of silence


def still_open(raw: socket.socket) -> bool:
    try:
        return raw.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(probe):
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {BODY_MAX + 1}\r\n\r\n".encode()
    assert ask(probe, head).startswith(b"HTTP/1.1 413")


def test_a_chunked_body_that_grows_too_large_is_refused(probe):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with closing(socket.create_connection(("127.0.0.1", probe.port), 10)) as raw:
        raw.sendall(head)
        try:
            for _ in range(BODY_MAX // 0x100000 + 2):
                raw.sendall(chunk)
            answer = raw.recv(4096)
        except ConnectionError:
            return  # cut while still sending: refused, too
    assert answer.startswith(b"HTTP/1.1 413")


def test_two_requests_of_one_connection_are_both_answered(probe):
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert ask(probe, request, last).count(b"200 OK") == 2


def test_garbage_is_answered_with_400_and_the_server_lives(probe):
    assert ask(probe, b"\x16\x03\x01 xin chao\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert b"200 OK" in ask(probe, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
