"""R-6, small: on SIGTERM nobody is cut: sockets get 1012, `disconnect()` runs, the request in flight is answered."""

import signal
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.servers import status_of, until

SOCKETS = 20


def test_on_sigterm_every_socket_is_told_closed_with_1012_and_put_away(mortal_probe):
    with ExitStack() as stack:
        sockets = [stack.enter_context(connect(mortal_probe.socket_url)) for _ in range(SOCKETS)]
        for socket in sockets:
            socket.send("xin chào")
            assert socket.recv(timeout=30) == "xin chào"
        assert mortal_probe.program.stop(signal.SIGTERM) == 0
        for socket in sockets:
            assert socket.recv(timeout=30) == "moving"
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=30)
            assert closed.value.rcvd.code == 1012
    assert mortal_probe.said("put-away") == SOCKETS


def test_on_sigterm_the_request_in_flight_is_answered_and_nobody_new_is_let_in(mortal_probe):
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(urllib.request.urlopen, f"http://127.0.0.1:{mortal_probe.port}/slow", timeout=60)
        mortal_probe.wait_for("asked")
        mortal_probe.program.process.send_signal(signal.SIGTERM)
        until(lambda: status_of(f"http://127.0.0.1:{mortal_probe.port}/ready") == 503, "/ready to say 503", 30)
        with pytest.raises(InvalidStatus) as refused:
            connect(mortal_probe.socket_url)
        assert refused.value.response.status_code == 503
        mortal_probe.let_go()
        assert slow.result(60).read() == b"done"
    assert mortal_probe.program.process.wait(30) == 0


def test_on_ctrl_c_it_is_gone_in_a_hurry_though_a_request_hangs(mortal_probe):
    with ThreadPoolExecutor(1) as pool, connect(mortal_probe.socket_url) as socket:
        slow = pool.submit(urllib.request.urlopen, f"http://127.0.0.1:{mortal_probe.port}/slow", timeout=60)
        mortal_probe.wait_for("asked")
        assert mortal_probe.program.stop(signal.SIGINT, within_s=20) == 0
        assert slow.exception(30) is not None
        assert socket.recv(timeout=30) == "moving"
    assert mortal_probe.said("put-away") == 1


def test_a_second_sigterm_stops_at_once(mortal_probe):
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(urllib.request.urlopen, f"http://127.0.0.1:{mortal_probe.port}/slow", timeout=60)
        mortal_probe.wait_for("asked")
        mortal_probe.program.process.send_signal(signal.SIGTERM)
        until(lambda: status_of(f"http://127.0.0.1:{mortal_probe.port}/ready") == 503, "/ready to say 503", 30)
        assert mortal_probe.program.stop(signal.SIGTERM, within_s=20) == 0
        assert slow.exception(30) is not None
