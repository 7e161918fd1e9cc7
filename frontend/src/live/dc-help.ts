/** The list of keys, in a dialog; single letters can be switched off here (WCAG 2.1.4). */
import { msg } from "@lit/localize";
import { html } from "lit";
import { icon } from "../ui/icon";
import { RoomElement } from "./element";

const KEPT = "room:letters-off";

export const lettersAreOff = (store: Storage = localStorage): boolean => store.getItem(KEPT) === "1";

export class DcHelp extends RoomElement {
  static override properties = { chair: { type: Boolean } };
  declare chair: boolean;

  constructor() {
    super();
    this.chair = false;
  }

  show(): void {
    this.querySelector("dialog")?.showModal();
  }

  override render() {
    return html`<dialog class="dc-dialog" aria-labelledby="dc-help-title">
      <form method="dialog">
        <h2 id="dc-help-title">${msg("Phím tắt trong phòng họp")}</h2>
        <dl class="dc-keys">
          ${this.keys().map(
            ([key, words]) =>
              html`<div>
                <dt><kbd>${key}</kbd></dt>
                <dd>${words}</dd>
              </div>`,
          )}
        </dl>
        <label class="form-check"
          ><input
            class="form-check-input"
            type="checkbox"
            .checked=${!lettersAreOff()}
            @change=${(event: Event) => {
              localStorage.setItem(KEPT, (event.target as HTMLInputElement).checked ? "0" : "1");
            }}
          />${msg("Dùng phím tắt một chữ cái")}</label
        >
        <footer><button class="btn btn-primary" autofocus>${icon("check")}${msg("Đóng")}</button></footer>
      </form>
    </dialog>`;
  }

  private keys(): [string, string][] {
    const all: [string, string][] = [
      ["M", msg("bật, tắt micro")],
      ["V", msg("bật, tắt hình")],
      ["H", msg("xin phát biểu, rút lại")],
      ["S", msg("chia sẻ màn hình, dừng chia sẻ")],
      [msg("Giữ dấu cách"), msg("nói, nếu đang được nói")],
      ["← →", msg("lật trang tường điểm cầu")],
      ["C", msg("trao đổi")],
      ["B", msg("biên bản")],
      ["P", msg("hình chính toàn màn hình")],
      ["?", msg("danh sách này")],
    ];
    if (!this.chair) return all;
    return [
      ...all,
      ["Enter", msg("mời người đầu hàng chờ")],
      ["+", msg("thêm một phút cho người đang nói")],
      ["N", msg("sang mục tiếp theo")],
      ["Shift M", msg("tắt tiếng tất cả")],
    ];
  }
}

customElements.define("dc-help", DcHelp);
