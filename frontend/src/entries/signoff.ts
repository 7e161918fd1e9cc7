/** The sign-off page: the signature is asked for once more before it is given. Without script the form asks by its box. */
import { msg, str } from "@lit/localize";
import { ask } from "../ui/dialog";

function shortHash(form: HTMLFormElement): string {
  const seen = new FormData(form).get("seen");
  return typeof seen === "string" ? seen.slice(0, 12) : "";
}

async function askThenSend(form: HTMLFormElement): Promise<void> {
  const go = await ask({
    title: msg(str`Ký biên bản "${form.dataset.title ?? ""}"?`),
    words: msg(
      str`Sau khi ký không ai sửa được nữa; muốn sửa phải lập bản mới. ${form.dataset.seats ?? ""} thành phần dự họp xem được biên bản đã ký. Mã băm bắt đầu bằng ${shortHash(form)}.`,
    ),
    keep: msg("Xem lại"),
    go: msg("Ký biên bản"),
  });
  if (go) form.submit();
}

const form = document.querySelector<HTMLFormElement>("#sign");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  void askThenSend(form);
});
