"""A real Thunderbird under Xvfb, driven by Marionette: shows a letter, tells which answers it offers, presses one.

with thunderbird("an@x.example", smtp_port) as client:
    client.show(letter)                 the buttons that can be seen, by id
    client.press("imipAcceptButton")    as a click does; its answer leaves by SMTP
"""

import contextlib
import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from tests.servers import Program, a_folder, free_port, port_open, until

PROGRAM, SCREEN = "/usr/bin/thunderbird", "/usr/bin/Xvfb"
INSTALLED = all(map(shutil.which, (PROGRAM, SCREEN)))

# An account with an identity, one mail server without a login, and nothing that asks, greets, updates or calls out.
PREFS = {
    "mail.account.account1.identities": "id1",
    "mail.account.account1.server": "server1",
    "mail.account.account2.server": "server2",
    "mail.accountmanager.accounts": "account1,account2",
    "mail.accountmanager.defaultaccount": "account1",
    "mail.accountmanager.localfoldersserver": "server2",
    "mail.identity.id1.fullName": "Nguyễn Văn An",
    "mail.identity.id1.smtpServer": "smtp1",
    "mail.identity.id1.valid": True,
    "mail.identity.id1.doBcc": False,
    "mail.identity.id1.fcc": False,
    "mail.server.server1.type": "pop3",
    "mail.server.server1.hostname": "localhost",
    "mail.server.server1.userName": "an",
    "mail.server.server1.port": 9,
    "mail.server.server1.check_new_mail": False,
    "mail.server.server1.login_at_startup": False,
    "mail.server.server1.deferred_to_account": "account2",
    "mail.server.server2.type": "none",
    "mail.server.server2.hostname": "Local Folders",
    "mail.server.server2.userName": "nobody",
    "mail.smtpservers": "smtp1",
    "mail.smtp.defaultserver": "smtp1",
    "mail.smtpserver.smtp1.hostname": "localhost",
    "mail.smtpserver.smtp1.authMethod": 1,
    "mail.smtpserver.smtp1.try_ssl": 0,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.spotlight.firstRunDone": True,
    "mail.shell.checkDefaultClient": False,
    "mail.rights.version": 1,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "app.donation.eoy.version.viewed": 999,
    "app.update.enabled": False,
    "browser.policies.runOncePerModification.extensionsInstall": "",
    "calendar.timezone.local": "Asia/Ho_Chi_Minh",
    "calendar.timezone.useSystemTimezone": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.update.enabled": False,
    "mail.inappnotifications.enabled": False,
    "network.proxy.type": 0,
    "toolkit.telemetry.enabled": False,
}
TO_ASYNC = """
const done = arguments[arguments.length - 1];
(async (...arguments) => { %s })(...arguments).then(
  (value) => done({ value }), (error) => done({ error: String(error) + error.stack }));
"""
READY = """
const win = Services.wm.getMostRecentWindow("mail:3pane");
const pane = win?.document.getElementById("tabmail")?.currentAbout3Pane;
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const [home] = cal.manager.getCalendars();
// A new profile's calendar is switched off, and says "Enable a calendar to handle it" where the buttons would stand.
home?.setProperty("disabled", false);
home?.setProperty("imip.identity.key", "id1");
return Boolean(pane?.threadTree && home);
"""
SHOW = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const root = MailServices.accounts.localFoldersServer.rootFolder;
if (!root.containsChildNamed("Thu")) root.createSubfolder("Thu", null);
const folder = root.getChildNamed("Thu").QueryInterface(Ci.nsIMsgLocalMailFolder);
const header = folder.addMessage("From - Mon Nov 23 11:00:00 2026\\n" + arguments[0]);
const win = Services.wm.getMostRecentWindow("mail:3pane");
const pane = win.document.getElementById("tabmail").currentAbout3Pane;
pane.displayFolder(folder.URI);
const until = async (question) => {
  for (let tries = 0; tries < 600; tries++) {
    if (question()) return;
    await new Promise((next) => win.setTimeout(next, 100));
  }
  throw new Error("not within 60 s: " + question);
};
await until(() => pane.gFolder?.URI == folder.URI && pane.gDBView?.findIndexOfMsgHdr(header, true) < 1e6);
pane.threadTree.selectedIndex = pane.gDBView.findIndexOfMsgHdr(header, true);
const message = () => pane.messageBrowser.contentWindow;
const shown = () => [...message().document.querySelectorAll("[id^=imip]")]
  .filter((one) => one.id.endsWith("Button") && !one.hidden).map((one) => one.id);
await until(() => message()?.gMessage?.messageKey == header.messageKey
  && !message().document.getElementById("imip-bar").collapsed && shown().some((id) => id.startsWith(arguments[1])));
return shown();
"""
PRESS = """
const win = Services.wm.getMostRecentWindow("mail:3pane");
const pane = win.document.getElementById("tabmail").currentAbout3Pane;
const button = pane.messageBrowser.contentWindow.document.getElementById(arguments[0]);
if (button.doCommand) button.doCommand(); else button.click();
"""


class Marionette:
    """The remote control (a JSON array a command, with its length before it)."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=110)
        self.file = self.line.makefile("rb")
        self.count = 0
        self._read()
        self.command("WebDriver:NewSession", {"capabilities": {}})
        self.command("WebDriver:SetTimeouts", {"script": 100_000})
        self.command("Marionette:SetContext", {"value": "chrome"})

    def command(self, name: str, parameters: dict):
        """Do it, and give back what it answered. Raises AssertionError with its complaint."""
        self.count += 1
        words = json.dumps([0, self.count, name, parameters]).encode()
        self.line.sendall(str(len(words)).encode() + b":" + words)
        _kind, _number, error, result = self._read()
        assert error is None, error
        return result

    def run(self, script: str, *arguments):
        """Run a script in the program's own window; what it returns."""
        parameters = {"script": TO_ASYNC % script, "args": arguments, "newSandbox": False}
        answer = self.command("WebDriver:ExecuteAsyncScript", parameters)["value"]
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def close(self) -> None:
        self.file.close()
        self.line.close()

    def _read(self):
        length = b""
        while not length.endswith(b":"):
            letter = self.file.read(1)
            assert letter, "Thunderbird hung up"
            length += letter
        return json.loads(self.file.read(int(length[:-1])))


class Thunderbird:
    """See the module's words."""

    def __init__(self, control: Marionette) -> None:
        self.control = control

    def show(self, letter: bytes, wanted: str = "imipAccept") -> list[str]:
        """Put a letter into a folder and open it; the buttons that can be seen once one of the wanted kind is there."""
        return self.control.run(SHOW, letter.replace(b"\r\n", b"\n").decode("latin-1"), wanted)

    def press(self, button: str) -> None:
        """Press a button of the bar."""
        self.control.run(PRESS, button)


@contextlib.contextmanager
def thunderbird(address: str, smtp_port: int) -> Iterator[Thunderbird]:
    """A Thunderbird with a new profile, whose owner has this address."""
    with a_folder() as folder:
        port = free_port()
        _write_profile(folder / "profile", address, smtp_port, port)
        number = f":{100 + port % 30_000}"
        screen = Program(
            "xvfb", [SCREEN, number, "-screen", "0", "1366x768x24", "-nolisten", "tcp"], {}, folder,
            lambda: Path(f"/tmp/.X11-unix/X{number[1:]}").exists(),
        )  # fmt: skip
        env = {"DISPLAY": number, "HOME": str(folder), "MOZ_DISABLE_CONTENT_SANDBOX": "1", "LANG": "C.UTF-8"}
        command = [
            PROGRAM, "--profile", folder / "profile", "--no-remote", "--marionette", "--remote-allow-system-access",
        ]  # fmt: skip
        with screen, Program("thunderbird", command, env, folder, lambda: port_open(port)):
            control = Marionette(port)
            try:
                until(lambda: control.run(READY), "Thunderbird's window")
                yield Thunderbird(control)
            finally:
                control.close()


def _write_profile(folder: Path, address: str, smtp_port: int, marionette_port: int) -> None:
    folder.mkdir()
    chosen = {
        **PREFS,
        "mail.identity.id1.useremail": address,
        "mail.smtpserver.smtp1.port": smtp_port,
        "marionette.port": marionette_port,
    }
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen.items())
    (folder / "user.js").write_text("".join(lines))
