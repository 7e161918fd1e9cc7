/** The list of checks: camera, microphone, loudspeaker, line; each with its state and what to do. */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import type { Trouble } from "../media/devices";
import { icon, type IconName } from "../ui/icon";
import { choices } from "./choices";
import type { DeviceTest } from "./device-test";
import { RoomElement } from "./element";

type Look = "ok" | "warn" | "idle";
const LOOKS: Readonly<Record<Look, IconName>> = { ok: "check", warn: "triangle-alert", idle: "minus" };
const BARS = 24;
const YELLOW_FROM = 16; // of the bars: loud, but not yet too loud
const SLOW_LINE_MS = 300;

export class DcDeviceTest extends RoomElement {
  static override properties = { test: { attribute: false } };
  declare test: DeviceTest;

  override connectedCallback(): void {
    this.replaceChildren();
    super.connectedCallback();
    this.test.addEventListener("change", () => {
      this.requestUpdate();
    });
  }

  override render() {
    return html`<header>
        <h2 id="join-title">${msg("Kiểm tra thiết bị")}</h2>
        <span role="status">${this.verdict()}</span>
      </header>
      ${this.camera()} ${this.microphone()} ${this.loudspeaker()} ${this.line()}`;
  }

  private verdict() {
    const { asking, camera, microphone } = this.test;
    if (asking) return html`<span class="dc-state idle">${icon("refresh-cw")}${msg("Đang thử")}</span>`;
    if (camera && microphone)
      return html`<span class="dc-state ok">${icon("circle-check")}${msg("Vào họp được")}</span>`;
    const words = microphone
      ? msg("Vào được, chỉ có tiếng")
      : camera
        ? msg("Vào được, không nói được")
        : msg("Vào được, chỉ xem và nghe");
    return html`<span class="dc-state warn">${icon("triangle-alert")}${words}</span>`;
  }

  private check(look: Look, name: string, side: unknown, body: unknown): TemplateResult {
    const spoken = { ok: msg("tốt"), warn: msg("cần xem"), idle: msg("chưa thử") }[look];
    return html`<div class="dc-check">
      <div class="dc-check-head">
        <span class="dc-square ${look}">${icon(LOOKS[look], `${name}: ${spoken}`)}</span>
        <h3>${name}</h3>
        ${side}
      </div>
      ${body}
    </div>`;
  }

  private camera() {
    const { test } = this;
    const look = test.camera ? "ok" : test.cameraTrouble ? "warn" : "idle";
    const chosen = test.camera?.getSettings().deviceId ?? choices().camera;
    const body = html`${this.picker("camera", msg("Camera"), test.devices.cameras, chosen)}
    ${this.trouble(test.cameraTrouble, msg("camera"), msg("Vẫn vào họp được, chỉ có tiếng."))}`;
    return this.check(look, msg("Camera"), nothing, body);
  }

  private microphone() {
    const { test } = this;
    const look = test.microphone ? "ok" : test.microphoneTrouble ? "warn" : "idle";
    const chosen = test.microphone?.getSettings().deviceId ?? choices().microphone;
    const said = test.microphone
      ? html`<span class="dc-small dc-muted"
          >${test.heard ? msg("Đang nghe thấy tiếng") : msg("Hãy nói thử vài tiếng")}</span
        >`
      : nothing;
    const body = html`${test.microphone ? this.meter() : nothing}
    ${this.picker("microphone", msg("Micro"), test.devices.microphones, chosen)}
    ${this.trouble(test.microphoneTrouble, msg("micro"), msg("Vẫn xem và nghe được."))}`;
    return this.check(look, msg("Micro"), said, body);
  }

  private meter() {
    const lit = Math.round(this.test.level * BARS);
    return html`<div
      class="dc-level"
      role="meter"
      aria-label=${msg("Mức micro")}
      aria-valuenow=${Math.round(this.test.level * 100)}
      aria-valuemin="0"
      aria-valuemax="100"
    >
      ${Array.from({ length: BARS }, (_, bar) => html`<i class=${bar >= lit ? "" : bar < YELLOW_FROM ? "ok" : "warn"}></i>`)}
    </div>`;
  }

  private loudspeaker() {
    const { played } = this.test;
    const button = html`<button
      type="button"
      class="btn btn-plain btn-sm"
      @click=${() => {
        this.test.playTone();
      }}
    >
      ${icon("play")}${msg("Phát thử")}
    </button>`;
    const words = played
      ? msg("Không nghe thấy? Kiểm tra nút âm lượng và dây loa.")
      : msg("Bấm để nghe một tiếng chuông.");
    return this.check(
      played ? "ok" : "idle",
      msg("Loa"),
      button,
      html`<p class="dc-small dc-muted dc-check-words">${words}</p>`,
    );
  }

  private line() {
    const { delay_ms: delay } = this.test;
    const look = delay === null ? "idle" : delay > SLOW_LINE_MS ? "warn" : "ok";
    const words = delay === null ? msg("đang đo") : msg(str`trễ ${delay} ms`);
    return this.check(look, msg("Đường truyền"), html`<span class="dc-small dc-muted dc-num">${words}</span>`, nothing);
  }

  private picker(kind: "camera" | "microphone", label: string, devices: MediaDeviceInfo[], chosen: string) {
    const named = devices.filter((device) => device.deviceId);
    if (!named.length) return nothing;
    return html`<label class="visually-hidden" for="pick-${kind}">${label}</label>
      <select
        id="pick-${kind}"
        class="form-select"
        @change=${(event: Event) => void this.test.choose({ [kind]: (event.target as HTMLSelectElement).value })}
      >
        ${named.map(
          (device) =>
            html`<option value=${device.deviceId} ?selected=${device.deviceId === chosen}>
              ${device.label || label}
            </option>`,
        )}
      </select>`;
  }

  private trouble(trouble: Trouble | null, device: string, still: string) {
    if (!trouble) return nothing;
    return html`<p class="dc-small dc-check-trouble">${troubleWords(trouble, device)} ${still}</p>
      <button type="button" class="btn btn-plain btn-sm" @click=${() => void this.test.open()}>
        ${icon("rotate-ccw")}${msg("Thử lại")}
      </button>`;
  }
}

export function troubleWords(trouble: Trouble, device: string): string {
  switch (trouble) {
    case "denied":
      return msg(
        str`Trình duyệt chưa được phép dùng ${device}. Bấm biểu tượng ổ khóa cạnh địa chỉ trang, chọn Cho phép, rồi bấm Thử lại.`,
      );
    case "missing":
      return msg(str`Không tìm thấy ${device}. Cắm thiết bị rồi bấm Thử lại.`);
    case "busy":
      return msg(str`Một chương trình khác đang dùng ${device}. Đóng chương trình đó rồi bấm Thử lại.`);
    case "insecure":
      return msg(str`Trang không mở bằng https nên trình duyệt không cho dùng ${device}.`);
    case "failed":
      return msg(str`Không mở được ${device}.`);
  }
}

customElements.define("dc-device-test", DcDeviceTest);
