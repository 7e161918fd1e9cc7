"""A province's mail server: real Postfix and Dovecot in a folder and on ports of their own, until the test ends.

    with post_office() as office:
        office.add_mailbox("tamduong")
        office.submission                    SMTP with STARTTLS and AUTH: what our worker uses (hop, office.password)
        office.inner                         SMTP without either, from this machine: what an attendee's client uses
        office.asking                        the same, but it asks our door before it takes a mail
        office.answers                       where Postfix hands `…@diemcau.localhost` over by LMTP: our door goes there
        office.mailbox("tamduong")           an open IMAP mailbox
        office.slow                          a domain whose server never answers: letters to it are delayed

No file of the system's own Postfix or Dovecot is read or written. Postfix must be started by root.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from imap_tools import MailBox

from tests.mail import certificates
from tests.servers import Program, a_folder, free_port, port_open, until

HOUSE = "diemcau.localhost"
SLOW = "cham.example"
POLLED = "hop.thu.example"  # a house whose answers wait in a mailbox

MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = localhost
mydomain = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:nobody lives here
recipient_delimiter = +
transport_maps = inline:{{ {{ {house} = lmtp:inet:127.0.0.1:{answers} }}, {{ {slow} = lmtp:inet:127.0.0.1:9 }} }}
default_transport = lmtp:inet:127.0.0.1:{dovecot_lmtp}
smtpd_tls_cert_file = {folder}/localhost.crt
smtpd_tls_key_file = {folder}/localhost.key
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{sasl}
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, permit_mynetworks, reject
header_checks = regexp:{folder}/header_checks
virtual_alias_maps = regexp:{folder}/aliases
message_size_limit = 31457280
delay_warning_time = 1s
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
maximal_queue_lifetime = 1h
lmtp_connection_cache_on_demand = no
lmtp_destination_concurrency_limit = 2
smtpd_client_connection_rate_limit = 0
"""
# What a filter for DMARC would do: what the sender wrote in our server's name goes, our own finding comes on top.
HEADER_CHECKS = """\
/^Authentication-Results:[ \t]*localhost/ IGNORE
/^X-Test-Forged:/ PREPEND Authentication-Results: localhost (opendmarc); dmarc=fail (p=reject dis=none) header.from=x
"""
# Reports come to the mailbox of the answers; its name in the envelope hides the token, which To still has.
ALIASES = f"/^bounce\\+.*@{POLLED}$/ hop@{POLLED}\n"
MASTER_CF = """\
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{inner} inet n - n - - smtpd
127.0.0.1:{asking} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=reject_unverified_recipient,permit_mynetworks,reject
  -o unverified_recipient_reject_code=550 -o address_verify_map=
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
DOVECOT_CONF = """\
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/localhost.crt
ssl_key = <{folder}/localhost.key
disable_plaintext_auth = yes
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
recipient_delimiter = +
auth_username_format = %Ln
mailbox_list_index = no
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {dovecot_lmtp}
  }}
}}
service auth {{
  inet_listener {{
    port = {sasl}
  }}
}}
"""


@dataclass
class PostOffice:
    """See the module's words."""

    folder: Path
    ports: dict[str, int]
    password: str = field(default_factory=lambda: secrets.token_hex(12))

    def __getattr__(self, name: str) -> int:
        try:
            return self.ports[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def authority(self) -> Path:
        """Who signed the certificate of both."""
        return self.folder / "localhost.ca"

    def add_mailbox(self, *names: str) -> None:
        """Somebody to whom letters can be delivered; all have the same password."""
        users = self.folder / "users"
        known = users.read_text() if users.exists() else ""
        new = "".join(f"{name}:{self.password}\n" for name in names if f"{name}:" not in known)
        fresh = users.with_suffix(".new")
        fresh.write_text(known + new)
        fresh.chmod(0o644)
        fresh.replace(users)

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    @contextlib.contextmanager
    def mailbox(self, name: str, folder: str = "INBOX") -> Iterator[MailBox]:
        """The mailbox of this name, over TLS."""
        with MailBox("localhost", self.imaps, ssl_context=self.trust(), timeout=30) as box:
            yield box.login(name, self.password, folder)

    def letters(self, name: str, folder: str = "INBOX") -> list[bytes]:
        """What lies in a folder, out of its Maildir: cheap enough to be asked again and again."""
        home = self.folder / "mail" / name / ("" if folder == "INBOX" else f".{folder}")
        return [path.read_bytes() for path in sorted(home.glob("new/*")) + sorted(home.glob("cur/*"))]

    def read(self, name: str, folder: str = "INBOX") -> list[bytes]:
        """The same, by IMAP."""
        with self.mailbox(name, folder) as box:
            return [box.client.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1] for uid in box.uids()]

    def wait_for_letters(self, name: str, count: int = 1) -> list[bytes]:
        """At least so many letters for somebody."""
        return until(lambda: len(found := self.letters(name)) >= count and found, f"{count} letters for {name}")

    def forget_queue(self) -> None:
        """Postfix gives up what it could not deliver."""
        subprocess.run(
            ["/usr/sbin/postsuper", "-c", self.folder / "postfix", "-d", "ALL"], capture_output=True, check=True
        )


@contextlib.contextmanager
def post_office() -> Iterator[PostOffice]:
    """Both servers, running; gone at the end."""
    names = ("submission", "inner", "asking", "answers", "dovecot_lmtp", "sasl", "starttls", "imaps")
    with a_folder() as folder:
        folder.chmod(0o755)
        office = PostOffice(folder, {name: free_port() for name in names})
        certificates.make(folder, "localhost")
        office.add_mailbox("hop")
        with _dovecot(office), _postfix(office):
            yield office


def _dovecot(office: PostOffice) -> Program:
    mail = office.folder / "mail"
    mail.mkdir()
    os.chown(mail, pwd.getpwnam("mail").pw_uid, -1)
    config = office.folder / "dovecot.conf"
    config.write_text(DOVECOT_CONF.format(folder=office.folder, **office.ports))
    command = [shutil.which("dovecot", path="/usr/sbin:/usr/bin"), "-F", "-c", config]
    return Program("dovecot", command, {}, office.folder, lambda: all(map(port_open, (office.imaps, office.sasl))))


def _postfix(office: PostOffice) -> Program:
    home = office.folder / "postfix"
    for name in ("postfix", "queue", "data"):
        (office.folder / name).mkdir()
    shutil.chown(office.folder / "data", "postfix")
    settings = {**office.ports, "folder": office.folder, "house": HOUSE, "slow": SLOW}
    (home / "main.cf").write_text(MAIN_CF.format(**settings))
    (home / "master.cf").write_text(MASTER_CF.format(**settings))
    (office.folder / "header_checks").write_text(HEADER_CHECKS)
    (office.folder / "aliases").write_text(ALIASES)
    # `postfix start-fg` would put master into a session of its own, where nobody ends it; -d keeps it in ours.
    subprocess.run(["/usr/sbin/postfix", "-c", home, "check"], check=True, capture_output=True, timeout=60)
    command = ["/usr/lib/postfix/sbin/master", "-c", home, "-d"]
    ready = lambda: all(map(port_open, (office.submission, office.inner)))  # noqa: E731 - asked again and again
    return Program("master", command, {}, office.folder, ready)
