/** The plan page: rows come and go, choices are filtered and counted, busy hours are hinted. It works without this. */
import { liven } from "../meetings/plan-page";

const form = document.querySelector<HTMLFormElement>("form[data-plan]");
if (form !== null) liven(form);
