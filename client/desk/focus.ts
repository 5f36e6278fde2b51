// The page of a picture: the mark that says what a crop must keep.
import { follow } from "./focal";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-focus]")) {
  const shown = form.querySelector<HTMLElement>("[data-focus-shown]");
  const [x, y] = [form.elements.namedItem("x"), form.elements.namedItem("y")];
  if (shown && x instanceof HTMLInputElement && y instanceof HTMLInputElement) follow(shown, x, y);
}
