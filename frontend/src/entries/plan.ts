/** The plan page: rows come and go, choices are filtered and counted, busy hours are hinted. It works without this. */
import { liven } from "../meetings/plan-page";
import { speakPageLanguage } from "../ui/locale";

await speakPageLanguage(); // before anything is drawn

const form = document.querySelector<HTMLFormElement>("form[data-plan]");
if (form !== null) liven(form);
