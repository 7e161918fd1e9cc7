/** The join page: the device test, around a plain link that works without any of it. */
import "../live/join.scss";
import { DcDeviceTest } from "../live/dc-device-test";
import { DcPreview } from "../live/dc-preview";
import { DeviceTest } from "../live/device-test";
import { pageFacts } from "../live/page";
import { speakPageLanguage } from "../ui/locale";

await speakPageLanguage(); // before anything is drawn

const test = new DeviceTest();
const preview = new DcPreview();
preview.test = test;
preview.name = pageFacts().seat.name;
document.querySelector("[data-preview]")?.replaceChildren(preview);
const checks = new DcDeviceTest();
checks.test = test;
document.querySelector("[data-checks]")?.replaceChildren(checks);
void test.open();
void test.timeLine();
document.getElementById("cho")?.addEventListener("change", (event) => {
  (event.target as HTMLSelectElement).form?.requestSubmit();
});
