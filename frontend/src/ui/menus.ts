/** Menus made of <details>: they open without script; script closes them as people expect. */

const open = () => document.querySelectorAll<HTMLDetailsElement>("details.dc-me[open], details.dc-menu[open]");

export function closeMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** "/" goes to the search field or page, except while typing. */
export function searchKey(): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || target.matches("input, textarea, select")) return;
    if (target.isContentEditable) return;
    const field = document.querySelector<HTMLElement>("input[type=search]");
    event.preventDefault();
    if (field !== null) field.focus();
    else document.querySelector<HTMLAnchorElement>("a[data-search]")?.click();
  });
}
