/** The network test page. */
import "../media/line-test.scss";
import { DcLineTest } from "../media/dc-line-test";
import { LineRefused } from "../media/line-test";
import { speakPageLanguage } from "../ui/locale";

interface LinePage {
  offer: string;
  csrf: string;
  ice_servers: RTCIceServer[];
  support: string;
}

await speakPageLanguage(); // before anything is drawn

const page = JSON.parse(document.getElementById("page")?.textContent ?? "{}") as LinePage;

async function ask(sdp: string): Promise<string> {
  const answer = await fetch(page.offer, {
    method: "POST",
    headers: { "X-CSRFToken": page.csrf, "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ sdp }),
    signal: AbortSignal.timeout(10_000),
  });
  const said = (await answer.json().catch(() => ({}))) as { sdp?: string; words?: string };
  if (!answer.ok || said.sdp === undefined) throw new LineRefused(said.words ?? "");
  return said.sdp;
}

const test = new DcLineTest();
test.ask = ask;
test.iceServers = page.ice_servers;
test.support = page.support;
document.querySelector("[data-line-test]")?.replaceChildren(test);
