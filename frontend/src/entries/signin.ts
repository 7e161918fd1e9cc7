/** The demo's accounts on the sign-in page: one click fills the form. Without script they are there to be typed. */
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-email]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const fill = (id: string, words = "") => {
      const field = document.getElementById(id);
      if (field instanceof HTMLInputElement) field.value = words;
    };
    fill("id_login", button.dataset.email);
    fill("id_password", button.dataset.password);
    document.querySelector<HTMLFormElement>("main form")?.requestSubmit();
  });
}
