/** The answer page behind a personal link: tells once that a person's browser shows it (a POST, never the GET). */
import "../invitations/answers.scss";

const opened = document.querySelector<HTMLFormElement>("form#opened");
if (opened !== null) {
  navigator.sendBeacon(opened.action, new FormData(opened));
}
