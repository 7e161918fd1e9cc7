/** What is left out to save the line, why, and the way back (DESIGN.md 06d). */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon";
import { NO_LIMITS, type Limits } from "./dc-stage";
import { RoomElement } from "./element";

export class DcLimits extends RoomElement {
  static override properties = { limits: { attribute: false } };
  declare limits: Limits;

  constructor() {
    super();
    this.limits = NO_LIMITS;
  }

  override render() {
    if (this.limits.level !== "low") return nothing;
    return html`<div class="dc-note warn dc-limits">${icon("gauge")} ${this.words()}</div>`;
  }

  private words(): TemplateResult {
    switch (this.limits.reason) {
      case "server":
        return html`<div>
          <b>${msg("Máy chủ đang bận: chỉ còn âm thanh và tài liệu.")}</b>
          ${msg("Hình tự bật lại khi máy chủ bớt bận.")}
        </div>`;
      case "line":
        return html`<div>
            <b>${msg("Đường truyền yếu: chỉ còn âm thanh và tài liệu.")}</b> ${this.howWeak()}
            ${msg("Hình tự bật lại khi đường truyền tốt liên tục 30 giây.")}
          </div>
          ${this.button(msg("Giữ chế độ này"))}`;
      default:
        return html`<div>
            <b>${msg("Bạn đã chọn tiết kiệm đường truyền: chỉ còn âm thanh và tài liệu.")}</b>
            ${msg("Camera của bạn cũng tạm tắt.")}
          </div>
          ${this.button(msg("Bật lại hình"))}`;
    }
  }

  private howWeak(): string {
    return this.limits.kbps ? msg(str`Đường truyền khoảng ${this.limits.kbps} kbit/s.`) : "";
  }

  /** Holds the mode by choice, or gives the choice up. */
  private button(words: string) {
    return html`<div class="dc-acts">
      <button
        class="btn btn-plain"
        @click=${() => {
          this.up("dc-press", { press: "low" });
        }}
      >
        ${words}
      </button>
    </div>`;
  }
}

customElements.define("dc-limits", DcLimits);
