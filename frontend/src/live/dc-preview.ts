/** Oneself before the meeting: the picture others will see, and what starts switched on. */
import { msg } from "@lit/localize";
import { html } from "lit";
import { icon } from "../ui/icon";
import { choices } from "./choices";
import type { DeviceTest } from "./device-test";
import { steady } from "../media/steady";
import { RoomElement } from "./element";

export class DcPreview extends RoomElement {
  static override properties = { test: { attribute: false }, name: { type: String } };
  declare test: DeviceTest;
  declare name: string;
  private shown: { track: MediaStreamTrack; stream: MediaStream } | null = null;

  override connectedCallback(): void {
    this.replaceChildren(); // the server's own, for those without script
    super.connectedCallback();
    this.test.addEventListener("change", () => {
      this.requestUpdate();
    });
  }

  override render() {
    const { cameraOn, microphoneOn } = choices();
    return html`<div class="dc-join-picture">
        ${this.picture(cameraOn)}
        <div class="dc-plate"><b>${this.name}</b></div>
      </div>
      <div class="dc-join-buttons">
        <button
          type="button"
          aria-pressed=${microphoneOn}
          ?disabled=${!this.test.microphone}
          @click=${() => {
            this.test.microphoneIs(!microphoneOn);
          }}
        >
          ${icon(microphoneOn ? "mic" : "mic-off")}<span>${microphoneOn ? msg("Tắt micro") : msg("Bật micro")}</span>
        </button>
        <button
          type="button"
          aria-pressed=${cameraOn}
          ?disabled=${!this.test.camera}
          @click=${() => {
            this.test.cameraIs(!cameraOn);
          }}
        >
          ${icon(cameraOn ? "video" : "video-off")}<span>${cameraOn ? msg("Tắt hình") : msg("Bật hình")}</span>
        </button>
        <button
          type="button"
          @click=${() => {
            this.test.playTone();
          }}
        >
          ${icon("volume-2")}<span>${msg("Thử loa")}</span>
        </button>
      </div>`;
  }

  private picture(on: boolean) {
    const stream = this.stream();
    if (stream && on)
      return html`<video
        class="own"
        autoplay
        playsinline
        muted
        .muted=${true}
        .srcObject=${steady(stream)}
        aria-label=${msg("Hình xem trước từ camera của bạn")}
      ></video>`;
    const words = this.test.asking
      ? msg("Trình duyệt đang hỏi quyền dùng camera và micro. Hãy bấm Cho phép.")
      : msg("Không có hình, vẫn vào họp được");
    return html`<p class="dc-join-words">${icon(this.test.asking ? "camera" : "video-off")}${words}</p>`;
  }

  /** One stream per track: a new one at each drawing would make the picture flicker. */
  private stream(): MediaStream | null {
    const { camera } = this.test;
    if (!camera) return null;
    if (this.shown?.track !== camera) this.shown = { track: camera, stream: new MediaStream([camera]) };
    return this.shown.stream;
  }
}

customElements.define("dc-preview", DcPreview);
