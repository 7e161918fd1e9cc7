/** Questions asked once, in a native <dialog>; and buttons that open a dialog standing in the page. */
import { html, render } from "lit";

export type Question = {
  title: string;
  /** Names the thing and the number of people told (DESIGN.md 8, Destroying). */
  words: string;
  /** The first button, which changes nothing. */
  keep: string;
  /** The deed. */
  go: string;
  danger?: boolean;
};

/** Ask; true only when the deed was pressed. Escape keeps. */
export function ask({ title, words, keep, go, danger = false }: Question): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "dc-dialog";
  dialog.setAttribute("aria-labelledby", "ask-title");
  const look = danger ? "btn btn-danger" : "btn btn-primary";
  const content = html`<form method="dialog">
    <h2 id="ask-title">${title}</h2>
    <p>${words}</p>
    <footer>
      <button class="btn btn-plain" value="keep" autofocus>${keep}</button>
      <button class=${look} value="go">${go}</button>
    </footer>
  </form>`;
  render(content, dialog);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go");
    });
  });
}

/** <button data-dialog="id"> opens <dialog id="id">; <button data-close> inside closes it. */
export function openByButtons(root: ParentNode = document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-dialog]")) {
    const dialog = document.getElementById(button.dataset.dialog ?? "");
    if (!(dialog instanceof HTMLDialogElement)) continue;
    button.addEventListener("click", (event) => {
      event.preventDefault(); // without script the button is a link or sends its form
      dialog.showModal();
    });
    for (const close of dialog.querySelectorAll("[data-close]"))
      close.addEventListener("click", () => {
        dialog.close();
      });
  }
}
