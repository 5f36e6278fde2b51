// Begins the composer: in the place of the plain form, which stays for browsers without scripts, or without the desk.
import { askAs } from "./api";
import { Composer, type Data } from "./composer";
import { withoutDesk } from "./offline/page";
import { speak } from "./words";

async function begin(): Promise<void> {
  const words = document.getElementById("desk-words")?.textContent;
  if (words) speak(JSON.parse(words) as Record<string, string>);
  const root = document.getElementById("composer");
  const form = document.querySelector<HTMLFormElement>("form#plain-form");
  const standIn = document.getElementById("without-desk");
  const given = document.getElementById("composer-data")?.textContent;
  const data = given ? (JSON.parse(given) as Data) : standIn ? await withoutDesk(standIn) : null;
  if (!data || !root) return;
  askAs(data.user, form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value);
  const composer = new Composer(data, root, form);
  try {
    await composer.open();
  } catch (error) {
    // Better the plain form than none.
    if (form) [form.hidden, root.hidden] = [false, true];
    throw error;
  }
}

void begin();
