"""The fast way out and in, over real sockets: what comes out is what plain libsrtp would have sent."""

import errno
import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from rooms.media.forwarding.copies import Column, Copies, copied
from rooms.media.forwarding.packets import Rtp, read_rtp, write_rtp
from rooms.media.wire import batch, kernel, paths, srtp
from rooms.media.wire.batch import Batch, Targets, _runs
from rooms.media.wire.inlet import Inlet
from rooms.media.wire.routes import pack_address, unpack_address


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


calls, why_not = kernel.load()
pytestmark = pytest.mark.skipif(calls is None, reason=f"the fast way is not here: {why_not}")
GCM, SHA1 = Policy.SRTP_PROFILE_AEAD_AES_128_GCM, Policy.SRTP_PROFILE_AES128_CM_SHA1_80
LOOPBACK = {socket.AF_INET: "127.0.0.1"} | ({socket.AF_INET6: "::1"} if has_ipv6() else {})


def a_session(direction, profile=GCM, key=1):
    return Session(Policy(key=bytes([key]) * 30, ssrc_type=direction, srtp_profile=profile))


def a_socket(family=socket.AF_INET):
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.bind((LOOPBACK[family], 0))
    sock.settimeout(5)
    return sock


class Receivers:
    """Sockets with keys, as a batch wants to know them."""

    def __init__(self, count, *, profile=GCM, family=socket.AF_INET):
        self.sockets = [a_socket(family) for _ in range(count)]
        keys = range(1, count + 1)
        self.sessions = [a_session(Policy.SSRC_ANY_OUTBOUND, profile, key) for key in keys]
        self.opening = [a_session(Policy.SSRC_ANY_INBOUND, profile, key) for key in keys]
        self.packed = [pack_address(sock.getsockname()[:2], family) for sock in self.sockets]
        self.contexts = np.array([srtp.context_of(session) for session in self.sessions], object)
        self.names = np.array([[*name.ljust(kernel.NAME_SIZE, b"\0")] for name in self.packed], np.uint8)
        self.name_sizes = np.array([len(name) for name in self.packed], np.uint32)
        self.rows = np.arange(count, dtype=np.int32)

    def columns(self):
        return np.array([(row, 1000 + row, 96, 0, 10 * row, 7, 0, 0) for row in self.rows.tolist()], Column)

    def targets(self):
        return Targets(self.contexts.tolist(), self.names, self.name_sizes)

    def take(self, receiver, count):
        return [read_rtp(self.opening[receiver].unprotect(self.sockets[receiver].recv(4096))) for _ in range(count)]

    def close(self):
        for sock in self.sockets:
            sock.close()


@pytest.fixture
def receivers():
    made = Receivers(3)
    yield made
    made.close()


@pytest.fixture
def sending():
    sock = a_socket()
    sock.settimeout(0)
    yield sock
    sock.close()


def packets(*sizes):
    return [
        copied(Rtp(96, n == len(sizes) - 1, 0, 3000, 1, bytes([n]) * size, {}, index=n), None)
        for n, size in enumerate(sizes)
    ]


def copies(receivers, *sizes):
    stamps = np.zeros((len(receivers.rows), len(sizes)), np.uint16)
    return Copies(receivers.columns(), packets(*sizes), stamps)


@pytest.mark.parametrize("cuts", [True, False], ids=["cut by the kernel", "one by one"])
@pytest.mark.parametrize("profile", [GCM, SHA1], ids=["GCM", "SHA1"])
@pytest.mark.parametrize("family", LOOPBACK)
def test_every_receiver_gets_its_packets_in_order(cuts, profile, family):
    receivers, sock = Receivers(3, profile=profile, family=family), a_socket(family)
    out = Batch(sock, calls, cuts=cuts)
    out.copies(copies(receivers, 1100, 1101, 1100, 300, 900), receivers.targets())
    out.flush()
    for n in range(3):
        got = receivers.take(n, 5)
        assert [packet.seq for packet in got] == [10 * n + place for place in range(5)]
        assert [packet.ssrc for packet in got] == [1000 + n] * 5
        expected = [bytes([place]) * size for place, size in enumerate((1100, 1101, 1100, 300, 900))]
        assert [packet.payload for packet in got] == expected
    assert (out.unsent, out.broken) == (0, 0)
    receivers.close()
    sock.close()


def test_more_than_fits_leaves_in_several_calls(receivers, sending):
    out = Batch(sending, calls, cuts=True)
    count = 0
    while count * 30 <= batch.PLACES:
        out.copies(copies(receivers, *[100] * 10), receivers.targets())
        count += 1
        for n in range(3):
            receivers.sessions[n].remove_stream(1000 + n)  # the same numbers again
    assert out._used <= batch.PLACES
    out.flush()
    for sock in receivers.sockets:
        assert sock.recv(4096)


def test_one_packet_and_one_report_reach_one_receiver(receivers, sending):
    out = Batch(sending, calls, cuts=True)
    report = bytes([0x80, 201, 0, 1, 0, 0, 0, 1])
    out.packet(write_rtp(96, 5, 6, 7, b"alone"), receivers.contexts[1], receivers.packed[1], control=False)
    out.packet(report, receivers.contexts[1], receivers.packed[1], control=True)
    out.flush()
    assert receivers.take(1, 1)[0].payload == b"alone"
    assert receivers.opening[1].unprotect_rtcp(receivers.sockets[1].recv(4096)) == report


def test_a_packet_that_is_too_long_is_counted_and_harms_nobody(receivers, sending):
    out = Batch(sending, calls, cuts=True)
    for length in (5000, 10):
        packet = write_rtp(96, 5, 6, 7, bytes(length))
        out.packet(packet, receivers.contexts[0], receivers.packed[0], control=False)
    out.flush()
    assert len(receivers.take(0, 1)[0].payload) == 10
    assert out.broken == 1


def test_a_broken_session_loses_its_own_packets_alone(receivers, sending):
    broken = Session()  # it knows no stream, so libsrtp refuses
    receivers.contexts[1] = srtp.context_of(broken)
    out = Batch(sending, calls, cuts=True)
    out.copies(copies(receivers, 1100, 1100), receivers.targets())
    out.packet(write_rtp(96, 5, 6, 7, b"x"), receivers.contexts[1], receivers.packed[1], control=False)
    out.flush()
    assert [len(receivers.take(n, 2)) for n in (0, 2)] == [2, 2]
    assert out.broken == 3
    receivers.sockets[1].settimeout(0)
    with pytest.raises(BlockingIOError):
        receivers.sockets[1].recv(4096)


class Refusing(kernel.Kernel):
    """A kernel that answers as it was told to, then as it is."""

    def __init__(self, *answers):
        super().__init__()
        self.answers = list(answers)

    def send(self, descriptor, messages, count):
        if not self.answers:
            return super().send(descriptor, messages, count)
        answer = self.answers.pop(0)
        return super().send(descriptor, messages, answer) if answer > 0 else answer


@pytest.mark.parametrize("answers", [(1,), (2, 1), (-errno.EINTR,), (-errno.EAGAIN,), (1, -errno.EAGAIN)])
def test_a_kernel_that_takes_a_part_gets_the_rest_later(receivers, sending, answers):
    out = Batch(sending, Refusing(*answers), cuts=True)
    out.copies(copies(receivers, 1100, 1100), receivers.targets())
    out.flush()
    assert [len(receivers.take(n, 2)) for n in range(3)] == [2, 2, 2]
    assert out.unsent == 0


def test_what_a_full_kernel_does_not_take_is_counted(receivers, sending):
    out = Batch(sending, Refusing(1, -errno.EAGAIN, -errno.EAGAIN), cuts=True)
    out.copies(copies(receivers, 1100, 1100), receivers.targets())
    out.flush()
    assert len(receivers.take(0, 2)) == 2
    assert out.unsent == 4


def test_a_kernel_that_cannot_cut_gets_the_packets_one_by_one(receivers, sending):
    out = Batch(sending, Refusing(-errno.EIO), cuts=True)
    out.copies(copies(receivers, 1100, 1100), receivers.targets())
    out.flush()
    assert [len(receivers.take(n, 2)) for n in range(3)] == [2, 2, 2]
    assert out.unsent == 0


def test_an_address_that_cannot_be_reached_loses_its_own_packets_alone(receivers, sending):
    unreachable = pack_address(("255.255.255.255", 9), socket.AF_INET)  # a broadcast, which was not allowed
    receivers.names[1, : len(unreachable)] = np.frombuffer(unreachable, np.uint8)
    out = Batch(sending, calls, cuts=True)
    out.copies(copies(receivers, 1100, 1100), receivers.targets())
    out.flush()
    assert [len(receivers.take(n, 2)) for n in (0, 2)] == [2, 2]
    assert out.unsent == 2


@pytest.mark.parametrize("family", LOOPBACK)
def test_what_arrives_is_decrypted_where_it_lies(family):
    here, there = a_socket(family), a_socket(family)
    inlet = Inlet(here, calls)
    sealing, opening = a_session(Policy.SSRC_ANY_OUTBOUND), a_session(Policy.SSRC_ANY_INBOUND)
    report = bytes([0x80, 201, 0, 1, 0, 0, 0, 1])
    forged = sealing.protect(write_rtp(96, 6, 6, 7, b"forged"))[:-1] + b"?"
    sent = [
        sealing.protect(write_rtp(96, 5, 6, 7, b"voice")),
        sealing.protect_rtcp(report),
        forged,
        b"",
        b"?",
        b"\1\2x",
    ]
    for data in sent:
        there.sendto(data, here.getsockname())
    arrived = list(inlet.receive())
    assert [first >> 8 for _, first, _ in arrived] == [0x90, 0x80, 0x90, 1]
    assert {unpack_address(name) for _, _, name in arrived} == {there.getsockname()[:2]}
    assert {name for _, _, name in arrived} == {pack_address(there.getsockname()[:2], family)}
    context = srtp.context_of(opening)
    opened = [inlet.decrypted(place, context, control=first & 0xFF == 201) for place, first, _ in arrived[:3]]
    assert read_rtp(opened[0]).payload == b"voice"
    assert opened[1:] == [report, None]
    assert inlet.data(arrived[3][0]) == b"\1\2x"
    assert list(inlet.receive()) == []
    here.close()
    there.close()


@given(st.lists(st.one_of(st.integers(1, 1200), st.integers(1090, 1110)), max_size=80), st.sampled_from([1, 8, 64]))
def test_neighbours_are_joined_only_where_the_kernel_can_cut_them(sizes, longest):
    given_packets = packets(*sizes)
    together = list(_runs([each.size for each in given_packets], longest=longest))
    assert [n for run, _ in together for n in range(run.start, run.stop)] == list(range(len(sizes)))
    for run, padded in together:
        own = [each.size for each in given_packets[run]]
        assert 1 <= len(own) == len(padded) <= longest
        assert len(set(padded[:-1])) <= 1
        assert padded[-1] <= padded[0]
        assert all(0 <= more - size <= batch.PADDING_MAX for size, more in zip(own, padded, strict=True))


def test_a_picture_of_nearly_equal_packets_leaves_as_one():
    ((run, sizes),) = _runs([1121, 1120, 1121, 1120, 420], longest=64)
    assert (run.stop, sizes) == (5, [1121] * 4 + [420])


@pytest.mark.parametrize("name", ["_srtp"])
def test_pylibsrtp_has_this_private_attribute(name):
    assert name in vars(a_session(Policy.SSRC_ANY_OUTBOUND))


@pytest.mark.parametrize("name", ["srtp_protect", "srtp_protect_rtcp", "srtp_unprotect", "srtp_unprotect_rtcp"])
def test_pylibsrtp_has_this_private_function(name):
    assert callable(getattr(srtp.lib, name))


def test_the_way_is_chosen_at_start_and_said_in_words(sending, caplog):
    caplog.set_level("INFO", "rooms.media.wire.paths")
    assert paths.fast_way(sending, "portable") is None
    assert paths.fast_way(sending, "auto") is not None
    assert "portable way" in caplog.messages[0]
    assert "fast way" in caplog.messages[1]


def test_a_fast_way_that_must_be_and_cannot_is_an_error(sending, monkeypatch):
    monkeypatch.setattr(kernel.sys, "platform", "plan9")
    with pytest.raises(OSError, match="Linux"):
        paths.fast_way(sending, "batch")
    assert paths.fast_way(sending, "auto") is None
