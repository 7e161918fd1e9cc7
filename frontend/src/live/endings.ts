/** Why the server closed the websocket, and what a person is told. Close codes as in docs/protocols/live.md. */
import { msg } from "@lit/localize";

/** `again`: come back by itself; `ask`: only when the person says so; `over`: there is nothing to come back to. */
export interface Ending {
  then: "again" | "ask" | "over";
  words: string;
}

export const UNREADABLE = 4400;
export const NO_TICKET = 4401;
export const WITHDRAWN = 4403;
export const TOO_SLOW = 4408;
export const ELSEWHERE = 4409;

export function endingOf(code: number): Ending {
  switch (code) {
    case UNREADABLE:
      return { then: "again", words: msg("Máy chủ không đọc được tin vừa gửi, đang nối lại") };
    case WITHDRAWN:
      return { then: "over", words: msg("Quyền dự họp của chỗ này đã được thu hồi hoặc chuyển cho người khác") };
    case TOO_SLOW:
      return { then: "again", words: msg("Đường truyền quá chậm, đang nối lại") };
    case ELSEWHERE:
      return { then: "ask", words: msg("Chỗ này đang được mở ở cửa sổ hoặc máy khác") };
    default:
      return { then: "again", words: msg("Đang nối lại") };
  }
}

export const noTicket = (): Ending => ({
  then: "ask",
  words: msg("Chưa vào được phòng: hãy đăng nhập lại hoặc mở lại đường dẫn trong giấy mời"),
});
