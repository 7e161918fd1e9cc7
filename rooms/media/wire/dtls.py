"""DTLS and SRTP by aiortc. The one file that uses aiortc's private names; a test asks for each of them.

Packets pass through `protect` and `unprotect` at once: no coroutine, queue or task switch a packet.
"""

from typing import ClassVar

import pylibsrtp
from aiortc.rtcdtlstransport import (
    SRTP_AES128_CM_SHA1_80,
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
    State,
)

from rooms.media.wire.srtp import Context, context_of

AEAD = (b"SRTP_AEAD_AES_128_GCM", b"SRTP_AEAD_AES_256_GCM")  # 128 first: a third cheaper than SHA1_80 (MEDIA.md)


def _by_preference() -> list[SRTPProtectionProfile]:
    cheap = {profile.openssl_profile: profile for profile in SRTP_PROFILES}
    return [cheap[name] for name in AEAD if name in cheap] + [SRTP_AES128_CM_SHA1_80]


class SecureLine(RTCDtlsTransport):
    """The node's end of one connection's DTLS; always the server, so that the browser begins."""

    profiles: ClassVar = _by_preference()

    def __init__(self, transport: object, certificate: RTCCertificate) -> None:
        super().__init__(transport, [certificate])  # type: ignore[arg-type] # it asks for role, _recv and _send alone
        self._set_role("server")
        self._srtp_profiles = self.profiles

    @property
    def up(self) -> bool:
        """Whether media may pass."""
        return self._state is State.CONNECTED

    @property
    def failed(self) -> bool:
        """Whether the handshake failed."""
        return self._state is State.FAILED

    async def shake_hands(self, fingerprints: tuple[tuple[str, str], ...]) -> None:
        """Run the handshake and check the browser's certificate; then `up`, or not."""
        await self.start(RTCDtlsParameters([RTCDtlsFingerprint(name, value) for name, value in fingerprints]))

    async def wait_for_end(self) -> None:
        """Return when the browser has said goodbye or the transport is closed."""
        if self._task is not None:
            await self._task

    @property
    def sending(self) -> Context:
        """What libsrtp knows of the stream that we send. Whoever keeps it keeps the line."""
        return context_of(self._tx_srtp)

    @property
    def receiving(self) -> Context:
        """What libsrtp knows of what comes."""
        return context_of(self._rx_srtp)

    def unprotect(self, data: bytes) -> bytes | None:
        """The RTP or RTCP packet inside; None for a forged, doubled or broken one."""
        try:
            return self._rx_srtp.unprotect_rtcp(data) if _is_rtcp(data) else self._rx_srtp.unprotect(data)
        except (pylibsrtp.Error, ValueError):
            return None

    def protect(self, packet: bytes) -> bytes | None:
        """The RTP packet encrypted; None for one that is too long for the line."""
        try:
            return self._tx_srtp.protect(packet)
        except (pylibsrtp.Error, ValueError):
            return None

    def protect_control(self, packet: bytes) -> bytes | None:
        """The RTCP packet encrypted."""
        try:
            return self._tx_srtp.protect_rtcp(packet)
        except (pylibsrtp.Error, ValueError):
            return None

    # Packets that waited in the queue while the handshake ended: the browser sends them again if they matter.
    async def _handle_rtp_data(self, data: bytes, arrival_time_ms: int) -> None:
        """Drop."""

    async def _handle_rtcp_data(self, data: bytes) -> None:
        """Drop."""


def _is_rtcp(data: bytes) -> bool:
    return len(data) > 1 and 192 <= data[1] <= 223  # noqa: PLR2004 - RFC 5761 4


def new_certificate() -> RTCCertificate:
    """A fresh self-signed certificate; one a process."""
    return RTCCertificate.generateCertificate()


def fingerprint_of(certificate: RTCCertificate) -> str:
    """Its sha-256, as an answer says it."""
    return next(each.value for each in certificate.getFingerprints() if each.algorithm == "sha-256")
