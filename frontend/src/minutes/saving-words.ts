/** What is said about saving; "Đã lưu" only when the server has acknowledged everything (MINUTES.md 8). */
import { msg, str } from "@lit/localize";
import type { IconName } from "../ui/icon";
import type { Saving } from "./conversation";

export interface SavingWords {
  words: string;
  icon: IconName;
  state: "ok" | "idle" | "warn" | "bad";
}

export function savingWords(saving: Saving, kept: number, savedAt: Date | null): SavingWords {
  switch (saving) {
    case "offline":
      return {
        words: kept > 0 ? msg(str`Mất kết nối, ${kept} thay đổi giữ trên máy này`) : msg("Mất kết nối"),
        icon: "cloud-off",
        state: "warn",
      };
    case "locked":
      return { words: msg(str`Biên bản đã khóa, ${kept} thay đổi không được ghi`), icon: "lock", state: "bad" };
    case "saving":
      return { words: msg("Đang lưu…"), icon: "cloud-upload", state: "idle" };
    case "saved":
      return { words: savedAt ? msg(str`Đã lưu ${time(savedAt)}`) : msg("Đã lưu"), icon: "cloud-check", state: "ok" };
  }
}

function time(at: Date): string {
  return at.toLocaleTimeString("vi-VN", { hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
}
