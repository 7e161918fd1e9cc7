/** How the floor is shared, in words, and what that means for who takes part. */
import { msg } from "@lit/localize";
import type { SpeakingMode } from "./messages";

export interface Mode {
  mode: SpeakingMode;
  words: string;
  meaning: string;
}

export const modes = (): Mode[] => [
  {
    mode: "one_mic",
    words: msg("Một micro"),
    meaning: msg("Mỗi lúc chỉ một micro mở; micro của bạn mở khi chủ trì trao quyền."),
  },
  { mode: "queue", words: msg("Theo hàng đợi"), meaning: msg("Micro của bạn mở khi chủ trì trao quyền.") },
  { mode: "free", words: msg("Tự do"), meaning: msg("Ai cũng có thể bật micro để nói.") },
];

export const modeWords = (mode: SpeakingMode): string => modes().find((each) => each.mode === mode)?.words ?? "";
