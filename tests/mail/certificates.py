"""Certificates of the tests: an authority of their own, and what it signs."""

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rooms import clock


def make(folder: Path, *names: str) -> Path:
    """A certificate for these host names, beside its key; `<names[0]>.ca` is the authority that signed it."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed("Tests", authority_key, "Tests", authority_key, x509.BasicConstraints(ca=True, path_length=0))
    hosts = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    ours = _signed(names[0], key, "Tests", authority_key, x509.BasicConstraints(ca=False, path_length=None), hosts)
    paths = [folder / f"{names[0]}.{end}" for end in ("crt", "key", "ca")]
    paths[0].write_bytes(ours.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    paths[2].write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    return paths[0]


def _signed(subject, key, issuer, issuer_key, *extensions) -> x509.Certificate:
    now = clock.now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    return builder.sign(issuer_key, hashes.SHA256())
