// What this device keeps of somebody's words, shown to them on their account's page, and the button that removes it all.
import { h } from "../elements";
import { type Kept, type Waiting, addressOf, pickUp, queue, recover, texts } from "../kept";
import { clock } from "../notices";
import { t } from "../words";
import { leaveDevice } from "./device";

interface Own {
  waiting: Waiting[];
  /** Words that the desk does not have. */
  onlyHere: Kept[];
  /** Words that are at the desk as well. */
  copies: Kept[];
}

export async function ownOf(user: string): Promise<Own> {
  await recover().catch(() => undefined);
  const waiting = (await queue.all()).filter((each) => each.user === user);
  const sent = new Set(waiting.map((each) => each.key));
  const written = (await texts.all()).filter((each) => each.user === user && !each.is_untouched && !sent.has(each.key)).sort((one, other) => other.at - one.at);
  return { waiting, onlyHere: written.filter((each) => !each.is_saved), copies: written.filter((each) => each.is_saved) };
}

/** Afterwards this device has nothing of this person's; what other people wrote on it stays theirs. */
export async function forgetDevice(user: string): Promise<void> {
  for (const each of await queue.all()) if (each.user === user) await queue.drop(each.key);
  for (const each of await texts.all()) {
    if (each.user !== user) continue;
    pickUp(each.key);
    await texts.drop(each.key);
  }
  await leaveDevice();
  for (const each of (await navigator.serviceWorker?.getRegistrations?.()) ?? []) await each.unregister();
}

const named = (each: { title: string; at: number }): HTMLElement => h("li", {}, h("bdi", {}, each.title || t("Untitled")), " ", h("span", { class: "help" }, clock(each.at)));
const listed = (words: string, all: { title: string; at: number }[]): HTMLElement | null => (all.length ? h("div", {}, h("p", {}, words), h("ul", {}, ...all.map(named))) : null);

/** Whether they are sure, having been shown what would be lost. */
function sure({ waiting, onlyHere, copies }: Own): Promise<boolean> {
  return new Promise((resolve) => {
    let isSure = false;
    const nothing = !waiting.length && !onlyHere.length;
    const dialog = document.body.appendChild(h(
      "dialog", { class: "desk-dialog", "aria-labelledby": "forget-title", "aria-describedby": "forget-words" },
      h("h2", { id: "forget-title" }, t("Forget this device?")),
      h(
        "div", { id: "forget-words" },
        listed(t("Not published yet, and lost:"), waiting),
        listed(t("Only on this device, and lost:"), onlyHere),
        listed(t("Also at the desk, where it stays:"), copies),
        nothing && h("p", {}, t("Nothing is lost: the desk has every word.")),
      ),
      h(
        "div", { class: "actions" },
        h("button", { type: "button", class: nothing ? "" : "main", onclick: () => { dialog.close(); } }, t("Keep it")),
        h("button", { type: "button", class: "danger", onclick: () => { isSure = true; dialog.close(); } }, t("Forget this device")),
      ),
    ));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(isSure);
    });
    dialog.showModal();
  });
}

/** Fills the place that the account's page has for it. */
export async function showDevice(place: HTMLElement, user: string): Promise<void> {
  const own = await ownOf(user);
  const all = [...own.waiting.map((each) => ({ ...each, address: each.urls.edit })), ...[...own.onlyHere, ...own.copies].map((each) => ({ ...each, address: addressOf(each) }))];
  const told = h("p", { role: "status" }, all.length ? t("Texts of yours on this device:") : t("No text of yours is on this device."));
  const list = h("ul", {}, ...all.map((each) => h("li", {}, h("a", { href: each.address, dir: "auto" }, each.title || t("Untitled")), " ", h("span", { class: "help" }, clock(each.at)))));
  const forget = async (): Promise<void> => {
    if (!(await sure(await ownOf(user)))) return;
    await forgetDevice(user);
    list.remove();
    told.textContent = t("Forgotten. Nothing of yours is on this device any more.");
  };
  place.append(
    told, list,
    h("p", { class: "help" }, t("What you write is kept here too, so that no crash and no lost network costs a word. Before you give this device away, have it forget you.")),
    h("div", { class: "actions" }, h("button", { type: "button", class: "danger", onclick: () => void forget() }, t("Forget this device"))),
  );
  place.hidden = false;
}
