import { beforeEach, expect, test, vi } from "vitest";
import { fold } from "./fold";
import { liven } from "./plan-page";

/** happy-dom drops a <tr> right inside a <template>, browsers keep it: here it stands in a table. */
const PAGE = `
<form data-plan data-advice="/lich/" data-draft="">
  <input name="day" value="2026-11-27"><input name="starts" value="08:30"><input name="ends" value="09:00">
  <select name="chair"><option value="p1" selected>Trần Quang Minh</option></select>
  <p data-weekday></p><button data-suggest name="suggest">Gợi ý</button><div data-slots></div><span data-minutes></span>
  <input type="hidden" name="item-TOTAL_FORMS" value="1">
  <table><tbody data-rows><tr>
    <td data-number>1</td><td><label for="id_item-0-title">Nội dung mục 1</label>
    <input id="id_item-0-title" name="item-0-title" value="Khai mạc"></td>
    <td><input name="item-0-minutes" value="45"></td>
    <td data-script hidden><button type="button" data-remove aria-label="Xóa mục 1">x</button></td></tr></tbody></table>
  <template data-row><table><tr>
    <td data-number>__number__</td><td><label for="id_item-__prefix__-title">Nội dung mục __number__</label>
    <input id="id_item-__prefix__-title" name="item-__prefix__-title"></td>
    <td><input name="item-__prefix__-minutes"></td>
    <td data-script hidden><button type="button" data-remove aria-label="Xóa mục __number__">x</button></td></tr></table></template>
  <button name="more_rows" data-add>Thêm mục</button>
  <input type="search" data-filter data-script hidden>
  <fieldset data-group><legend><input type="checkbox" data-all></legend>
    <label data-key="xa tam dao"><input type="checkbox" value="s1" data-kind="site">Xã Tam Đảo</label>
    <label data-key="xa lap thach"><input type="checkbox" value="s2" data-kind="site">Xã Lập Thạch</label></fieldset>
  <span data-count></span><ul data-chosen></ul><ul data-checks></ul>
</form>`;

const ADVICE = {
  warnings: ["Trần Quang Minh bận: 08:00–10:00"],
  slots: [{ value: "2026-11-30T13:30/15:30", words: "thứ Hai, 30/11/2026", note: "mọi thành phần đều rảnh", ok: true }],
};

function one(selector: string) {
  const found = document.querySelector<HTMLInputElement>(selector);
  if (found === null) throw new Error(selector);
  return found;
}

beforeEach(() => {
  document.documentElement.lang = "vi";
  document.body.innerHTML = PAGE; // eslint-disable-line no-restricted-syntax -- the page as Django renders it
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(ADVICE)));
  liven(document.forms[0] as HTMLFormElement);
});

test("search keys ignore accents, tone marks and case, as on the server", () => {
  expect(fold("  Hoà  Bình Đạo ")).toBe("hoa binh dao");
});

test("a row is added with the next number and removed without losing the focus", () => {
  one("[data-add]").click();
  expect(one("[name=item-TOTAL_FORMS]").value).toBe("2");
  expect(document.activeElement?.getAttribute("name")).toBe("item-1-title");
  expect(one("label[for=id_item-1-title]").textContent).toBe("Nội dung mục 2");
  one("[data-remove]").click();
  expect(document.querySelectorAll("[data-rows] > tr")).toHaveLength(1);
  expect(one("[data-number]").textContent).toBe("1");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Xóa mục 1");
});

test("choices are filtered without accents and counted, an area is ticked as a whole", () => {
  const filter = one("[data-filter]");
  expect(filter.hidden).toBe(false);
  filter.value = "Tam đảo";
  filter.dispatchEvent(new Event("input", { bubbles: true }));
  expect(one('[data-key="xa lap thach"]').hidden).toBe(true);
  const all = one("[data-all]");
  all.checked = true;
  all.dispatchEvent(new Event("change", { bubbles: true }));
  expect(one("[data-count]").textContent).toBe("1 chỗ"); // the hidden one stays as it was
  expect(all.indeterminate).toBe(true);
  one("[data-chosen] button").click();
  expect(one("[data-count]").textContent).toBe("0 chỗ");
});

test("an agenda longer than the meeting and a busy chair are said before saving", async () => {
  await vi.waitFor(() => {
    expect(one("[data-checks]").textContent).toContain("Trần Quang Minh bận: 08:00–10:00");
  });
  expect(one("[data-checks]").textContent).toContain("Chương trình dài 45 phút, cuộc họp chỉ có 30 phút.");
  expect(one("[data-minutes]").textContent).toBe("45 phút");
});

test("a free time is suggested and one tap puts it into the form", async () => {
  one("[data-suggest]").click();
  await vi.waitFor(() => {
    expect(one("[data-slots]").textContent).toContain("mọi thành phần đều rảnh");
  });
  one("[data-slots] button").click();
  expect(["day", "starts", "ends"].map((name) => one(`[name=${name}]`).value)).toEqual([
    "2026-11-30",
    "13:30",
    "15:30",
  ]);
  expect(document.activeElement?.getAttribute("name")).toBe("day");
});
