/** Every page: styles, the language, and the small life of the shell. */
import "../styles/page.scss";
import { openByButtons } from "../ui/dialog";
import { speakPageLanguage } from "../ui/locale";
import { closeMenus, searchKey } from "../ui/menus";

closeMenus();
searchKey();
openByButtons();
void speakPageLanguage();
if (document.querySelector("[data-bs-toggle=dropdown]") !== null) void import("bootstrap/js/dist/dropdown");
