/** The minutes' page: the desk of those who write, the reading of all others. */
import "../styles/minutes.scss";
import { MeetingPage, pageFacts } from "../live/page";
import { DcMinutesEditor } from "../minutes/dc-minutes-editor";
import { openDesk } from "../minutes/desk";
import { speakPageLanguage } from "../ui/locale";

await speakPageLanguage(); // before anything is drawn

const editor = document.querySelector("dc-minutes-editor");
if (editor instanceof DcMinutesEditor) openDesk(editor, new MeetingPage(pageFacts()));
