/** The minutes' page: the desk of those who write, the reading of all others. */
import "../styles/minutes.scss";
import { DcMinutesEditor } from "../minutes/dc-minutes-editor";
import { Desk, type DeskFacts } from "../minutes/desk";

const editor = document.querySelector("dc-minutes-editor");
const facts = document.getElementById("page")?.textContent;
if (editor instanceof DcMinutesEditor && facts) new Desk(editor, JSON.parse(facts) as DeskFacts).start();
