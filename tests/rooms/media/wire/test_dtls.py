"""What we lean on inside aiortc: each private name, so that an upgrade that loses one fails here and says which."""

import pytest
from aiortc.rtcdtlstransport import RTCDtlsTransport, State

from rooms.media.wire.dtls import SecureLine, fingerprint_of, new_certificate
from rooms.media.wire.peers import Peer


@pytest.fixture
def line():
    peer = Peer("m", "c", "r", now=0.0)
    return SecureLine(peer, new_certificate())


@pytest.mark.parametrize("name", ["_set_role", "_handle_rtp_data", "_handle_rtcp_data", "_recv_next"])
def test_aiortc_has_this_private_method(name):
    assert callable(getattr(RTCDtlsTransport, name))


@pytest.mark.parametrize("name", ["_rx_srtp", "_tx_srtp", "_state", "_task", "_srtp_profiles", "_role"])
def test_aiortc_has_this_private_attribute(name, line):
    assert name in vars(line)


def test_aiortc_asks_its_transport_for_role_recv_and_send(line):
    assert line.transport.role == "controlled"
    assert callable(line.transport._recv)
    assert callable(line.transport._send)


def test_a_connection_is_up_in_one_state_alone(line):
    assert [state for state in State if setattr(line, "_state", state) or line.up] == [State.CONNECTED]


def test_the_cheap_cipher_is_preferred():
    assert next(profile.openssl_profile for profile in SecureLine.profiles) == b"SRTP_AEAD_AES_128_GCM"


def test_a_fingerprint_is_32_bytes_in_hex():
    assert len(fingerprint_of(new_certificate()).split(":")) == 32
