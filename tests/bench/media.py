"""What forwarding a packet costs, beside Janus and aiortc; what a province in one meeting costs; a join in Chromium.

Every run is a server on the first core and its load on the second, in processes of their own; each is short. Names of
runs may be given (`make bench-media ARGS="sites"`): forward, sites, flood, join.

`media.forward`: one publisher, 300 packets of 1,100 bytes a second in bursts of ten and 50 of voice; microseconds of
the server's CPU for each packet that arrived, everything it does included. The servers take turns, and the median of
the rounds counts. `media.sites`: three voices, one main picture and eight thumbnails to everybody (load/sites.py).
`media.flood`: what others feel while one floods the port (load/flood.py).
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from rooms.media.signalling import Floor
from tests.bench.load import janus
from tests.rooms.media.served import MEETING, a_served_node

SUBSCRIBERS, ROUNDS = (10, 50, 100), 3
SITES, FEEDBACKS_PER_S = (150, 300), 10  # Chromium's feedback, while this much arrives
FLOOD_PER_S = 20_000
ALL = ("forward", "sites", "flood", "join")
SERVERS = ("ours", "janus-tuned", "janus-debian", "aiortc")
LONGEST_S = 120


def run(asked=ALL):
    """Every figure of media."""
    if "forward" in asked:
        yield from forwarding()
    if "sites" in asked:
        for sites in SITES:
            yield {"bench": "media.sites", **load("sites", sites, FEEDBACKS_PER_S)}
    if "flood" in asked:
        for kind, figure in load("flood", FLOOD_PER_S).items():
            yield {"bench": "media.flood", "flood": kind, "datagrams_per_s": FLOOD_PER_S, **figure}
    if "join" in asked and Path("/usr/bin/chromium").exists():
        yield joining()


def load(name, *arguments):
    """One run in a process of its own; its last line is what it found."""
    command = [sys.executable, "-m", f"tests.bench.load.{name}", *map(str, arguments)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "conferencing.settings"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout.strip().splitlines()[-1])


def forwarding():
    """All servers in turns over the same traffic."""
    missing = janus.why_not()
    servers = [name for name in SERVERS if not (missing and "janus" in name)]
    if missing:
        yield {"bench": "media.forward", "server": "janus", "left_out": missing}
    elif "JANUS_LIBSRTP" not in os.environ:
        yield {"bench": "media.forward", "server": "janus-tuned", "note": "libsrtp with NSS; set JANUS_LIBSRTP"}
    for subscribers in SUBSCRIBERS:
        rounds = [{name: load("forward", name, subscribers) for name in servers} for _ in range(ROUNDS)]
        costs = {name: statistics.median(each[name]["us_per_packet"] for each in rounds) for name in servers}
        for name in servers:
            arrived = min(each[name]["arrived"] for each in rounds)
            figure = {"server": name, "subscribers": subscribers, "us_per_packet": costs[name], "arrived": arrived}
            ratios = {
                f"ratio_to_{other.replace('-', '_')}": round(costs[name] / costs[other], 2)
                for other in ("janus-tuned", "janus-debian")
                if other in costs
            }
            yield {"bench": "media.forward", **figure, **ratios}


def joining() -> dict[str, object]:
    """From the offer to the first picture on the screen, in a browser that joins somebody who is already seen."""
    arguments = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with a_served_node() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        context = browser.new_context(permissions=["camera", "microphone"])
        served.tell(Floor(MEETING, 1, ("chair",), "chair"))
        context.new_page().goto(f"{served.url}/?seat=chair")
        times = []
        for n in range(5):
            page = context.new_page()
            page.goto(f"{served.url}/?seat=site-{n}")
            page.wait_for_function("window.firstFrameAt")
            times.append(page.evaluate("firstFrameAt - offeredAt"))
            page.close()
        browser.close()
    return {"bench": "media.join", "browser": "chromium", "offer_to_picture_ms": round(statistics.median(times))}


def table(figures):
    """The costs as a table: servers down, subscribers across."""
    costs = {(each["server"], each["subscribers"]): each["us_per_packet"] for each in figures if "subscribers" in each}
    yield "us a packet   " + "".join(f"{count:>8}" for count in SUBSCRIBERS)
    for server in SERVERS:
        yield f"{server:14}" + "".join(f"{costs.get((server, count), '-'):>8}" for count in SUBSCRIBERS)


def main(asked):
    """Print each figure as soon as it is known, then the table."""
    found = []
    for figure in run(asked or ALL):
        found.append(figure)
        sys.stdout.write(json.dumps(figure) + "\n")
        sys.stdout.flush()
    if any("us_per_packet" in each for each in found):
        sys.stdout.write("\n".join(table(found)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
