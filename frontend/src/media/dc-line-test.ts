/** The test of the line: one button, progress, words that say what will work, the figures beside them. */
import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { icon, type IconName } from "../ui/icon";
import { toast } from "../ui/toast";
import { verdict, type Result, type Verdict, type Way } from "./line-figures";
import { LineRefused, measure } from "./line-test";

type Stage = "ready" | "running" | "done" | "unreached" | "failed";
const LOOKS: Record<Verdict, [IconName, "ok" | "warn" | "bad"]> = {
  clear: ["circle-check", "ok"],
  small: ["circle-check", "ok"],
  sound: ["triangle-alert", "warn"],
  poor: ["circle-alert", "bad"],
};

export class DcLineTest extends LitElement {
  static override properties = {
    support: { type: String },
    stage: { state: true },
    done: { state: true },
    result: { state: true },
    words: { state: true },
  };
  declare support: string;
  declare stage: Stage;
  declare done: number;
  declare result: Result | null;
  declare words: string;
  /** Brings the offer to the node; given by the page. */
  ask: (sdp: string) => Promise<string> = () => Promise.reject(new LineRefused());
  iceServers: RTCIceServer[] = [];
  private running: AbortController | null = null;

  constructor() {
    super();
    this.support = "";
    this.stage = "ready";
    this.done = 0;
    this.result = null;
    this.words = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel();
  }

  override render() {
    return html`<div class="dc-card-body dc-stack">
      ${this.head()}
      <div role="status">${this.outcome()}</div>
      ${this.result ? this.figures(this.result) : nothing} ${this.buttons()}
    </div>`;
  }

  private head() {
    if (this.stage !== "running") return nothing;
    const words = this.done < 0.6 ? msg("Đang đo chiều về") : msg("Đang đo chiều đi");
    return html`<div class="dc-progress">
      <div class="dc-between" id="line-progress">
        <b>${words}</b><span class="dc-num">${Math.round(this.done * 100)}%</span>
      </div>
      <progress aria-labelledby="line-progress" max="100" value=${Math.round(this.done * 100)}></progress>
    </div>`;
  }

  private outcome(): TemplateResult | typeof nothing {
    switch (this.stage) {
      case "running":
        return nothing;
      case "ready":
        return html`<p>${msg("Phép đo mất khoảng 12 giây, tải khoảng 3 MB, không bật camera và micro.")}</p>`;
      case "done": {
        const found = this.result ? verdict(this.result) : "poor";
        const [name, look] = LOOKS[found];
        return html`<p class="dc-line-verdict ${look}">${icon(name)}<b>${sentences()[found]}</b></p>`;
      }
      case "unreached":
        return html`<p class="dc-line-verdict bad">
          ${icon("circle-alert")}<b
            >${msg("Không tới được máy chủ hình ảnh, âm thanh bằng đường nào. Tường lửa của mạng này đang chặn.")}</b
          >
        </p>`;
      case "failed":
        return html`<p class="dc-line-verdict warn">${icon("triangle-alert")}<b>${this.words}</b></p>`;
    }
  }

  private figures(result: Result) {
    const rows = rowsOf(result);
    return html`<dl class="dc-line-figures">
      ${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd class="dc-num">${value}</dd>
          </div>`,
      )}
    </dl>`;
  }

  private buttons() {
    if (this.stage === "running")
      return html`<div class="dc-row">
        <button
          class="btn btn-plain"
          type="button"
          @click=${() => {
            this.cancel();
          }}
        >
          ${msg("Dừng đo")}
        </button>
      </div>`;
    const over = this.stage !== "ready";
    return html`<div class="dc-row">
      <button class="btn btn-primary" type="button" @click=${() => void this.begin()}>
        ${over ? html`${icon("refresh-cw")}${msg("Đo lại")}` : msg("Bắt đầu đo")}
      </button>
      ${
        over
          ? html`<button class="btn btn-plain" type="button" @click=${() => void this.copy()}>
              ${icon("copy")}${msg("Chép kết quả cho kỹ thuật")}
            </button>`
          : nothing
      }
    </div>`;
  }

  async begin(): Promise<void> {
    this.running = new AbortController();
    this.result = null;
    this.done = 0;
    this.stage = "running";
    const { signal } = this.running;
    const progress = (done: number) => {
      this.done = done;
    };
    try {
      this.result = await measure({ ask: this.ask, iceServers: this.iceServers, progress, signal });
      this.stage = this.result ? "done" : "unreached";
    } catch (error) {
      if (signal.aborted) this.stage = "ready";
      else this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.words =
      error instanceof LineRefused && error.message ? error.message : msg("Chưa đo được. Hãy thử lại sau ít phút.");
    this.stage = "failed";
  }

  private cancel(): void {
    this.running?.abort();
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.report());
      toast({ words: msg("Đã chép kết quả."), state: "ok" });
    } catch {
      toast({ words: msg("Trình duyệt không cho chép. Hãy chụp màn hình này."), state: "warn" });
    }
  }

  /** The result as lines of text. */
  report(): string {
    const said = this.querySelector(".dc-line-verdict")?.textContent.trim() ?? "";
    const rows = this.result ? rowsOf(this.result).map(([name, value]) => `${name}: ${value}`) : [];
    return [msg("Kết quả kiểm tra mạng"), new Date().toISOString(), said, ...rows, navigator.userAgent].join("\n");
  }
}

/** What will work, in words. */
const sentences = (): Record<Verdict, string> => ({
  clear: msg("Đường truyền đủ cho hình rõ, âm thanh và chia sẻ màn hình."),
  small: msg("Đường truyền đủ cho âm thanh, tài liệu và hình nhỏ."),
  sound: msg("Đường truyền chỉ đủ cho âm thanh và tài liệu."),
  poor: msg("Đường truyền chưa đủ để họp. Hãy dùng dây mạng hoặc đổi mạng, rồi đo lại."),
});

const ways = (): Record<Way, string> => ({
  udp: "UDP",
  tcp: "TCP",
  relay: msg("trạm chuyển tiếp"),
});

/** A browser stops trying other ways once it has a good one: only what it found open is told, never what is shut. */
function others(open: Way[], known: Record<Way, string>): [string, string][] {
  return open.length > 1 ? [[msg("Các đường thông"), open.map((way) => known[way]).join(", ")]] : [];
}

function rowsOf(result: Result): [string, string][] {
  const known = ways();
  const short = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: 1 });
  const speed = (kbps: number) =>
    kbps >= 1000 ? `${short.format(kbps / 1000)} Mbit/s` : `${short.format(kbps)} kbit/s`;
  const share = (part: number) => `${short.format(part * 100)}%`;
  const time = (milliseconds: number | null) =>
    milliseconds === null ? msg("chưa rõ") : `${milliseconds.toFixed(0)} ms`;
  const down = speed(result.downKbps);
  const up = speed(result.upKbps);
  return [
    [msg("Tốc độ về"), result.downKbps >= 3_600 ? msg(str`ít nhất ${down}`) : down],
    [msg("Tốc độ đi"), result.upKbps >= 2_000 ? msg(str`ít nhất ${up}`) : up],
    [msg("Mất gói chiều về"), share(result.downLoss)],
    [msg("Mất gói chiều đi"), share(result.upLoss)],
    [msg("Độ trễ khứ hồi"), time(result.roundTripMs)],
    [msg("Độ dao động trễ"), time(result.jitterMs)],
    [msg("Đường đang dùng"), result.used ? known[result.used] : msg("chưa rõ")],
    ...others(result.open, known),
  ];
}

customElements.define("dc-line-test", DcLineTest);
