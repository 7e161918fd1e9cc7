/** The desk's page of invitations: counts and progress follow while letters leave. */
import "../invitations/invitations.scss";
import "../ui/progress";
import { follow } from "../invitations/sending";
import { speakPageLanguage } from "../ui/locale";

await speakPageLanguage(); // before anything is drawn

const progress = document.querySelector("dc-progress");
const address = progress?.dataset["progress"];
if (progress !== null && address !== undefined) void follow(progress, address);
