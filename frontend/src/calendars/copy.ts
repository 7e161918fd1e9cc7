/** Buttons that copy the address beside them. Without script the address is a field that can be selected by hand. */
import { msg } from "@lit/localize";
import { toast } from "../ui/toast";

async function copy(field: HTMLInputElement): Promise<void> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast({ words: msg("Đã chép địa chỉ.") });
  } catch {
    toast({ words: msg("Trình duyệt không cho chép. Địa chỉ đã được chọn: bấm Ctrl+C."), state: "warn" });
  }
}

export function livenCopies(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const field = button.parentElement?.querySelector<HTMLInputElement>("input[data-address]");
    if (!field) continue;
    button.hidden = false;
    button.addEventListener("click", () => void copy(field));
  }
}
