/** The answer page behind a personal link: tells once that a person's browser shows it (a POST, never the GET). */
import "../invitations/answers.scss";

/** Faults were found: whoever does not see the page is led to their list. */
document.querySelector<HTMLElement>("[data-focus]")?.focus();

const opened = document.querySelector<HTMLFormElement>("form#opened");
if (opened !== null) {
  navigator.sendBeacon(opened.action, new FormData(opened));
}
