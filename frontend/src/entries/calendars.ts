/** My calendar addresses: copy them. */
import "../calendars/calendars.scss";
import { livenCopies } from "../calendars/copy";
import { speakPageLanguage } from "../ui/locale";

await speakPageLanguage();
livenCopies(document);
