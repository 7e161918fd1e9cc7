/** The meeting room. */
import "../live/room.scss";
import { DcRoom } from "../live/dc-room";
import { RoomMedia } from "../live/media";
import { MeetingPage, pageFacts } from "../live/page";
import { minutesBeside } from "../minutes/in-room";
import { speakPageLanguage } from "../ui/locale";

await speakPageLanguage(); // before anything is drawn

const page = new MeetingPage(pageFacts());
const media = new RoomMedia(page.live, undefined, () => page.office.iceServers());
const room = new DcRoom();
room.page = page;
room.media = media;
room.minutes = minutesBeside(page);
document.querySelector("[data-room]")?.replaceChildren(room);

const opened = media.open();
page.onMedia = (news) => {
  media.hear(news);
};
page.onWelcome = (boot) => {
  void opened.then(() => media.entered(boot));
};
page.start();
