// The page that stands in for the desk's where the desk cannot be reached: the composer, for a coverage that was open here
// before, or a list of what this device has.
import type { Data } from "../composer";
import type { Document } from "../fields";
import { h } from "../elements";
import { type Kept, type Kit, addressOf, kits, keyOf, queue, recover, texts } from "../kept";
import { clock } from "../notices";
import { listenForShortcuts } from "../shortcuts";
import { t } from "../words";
import { kitKey, whoWorksHere } from "./device";
import { freshUpdateId } from "./ids";

const LOOK_MS = 4_000;
const COVERAGE = /^\/desk\/c\/([^/]+)\//;
const EDIT = /^\/desk\/c\/[^/]+\/u\/([^/]+)\/edit\/$/;

/** What the composer begins with, or null where this address has none; then the page says what there is instead. */
export async function withoutDesk(page: HTMLElement): Promise<Data | null> {
  listenForShortcuts();
  await recover().catch(() => undefined);
  const user = whoWorksHere();
  const slug = COVERAGE.exec(location.pathname)?.[1];
  const kit = user !== null && slug !== undefined ? await kits.get(kitKey(user, slug)).catch(() => undefined) : undefined;
  const data = kit ? await dataFor(kit) : null;
  const says = h("p", { class: "note", role: "status" }, data
    ? t("No network: this page comes from this device. What you write is kept here, and what you publish goes out when the network is back.")
    : t("No network. This page of the desk is not on this device."));
  page.append(says);
  whenItAnswers(() => {
    if (!data) return location.reload();
    says.textContent = t("The network is back: what you write is saved at the desk again.");
  });
  if (data) {
    const title = data.base_revision === null ? t("Write an update") : t("Edit an update");
    (document.querySelector("h1") as HTMLElement).textContent = title;
    document.title = title;
  }
  if (kit) document.querySelector(".trail")?.append(" ", h("span", { "aria-hidden": "true" }, "/"), " ", h("a", { href: `/desk/c/${kit.slug}/`, dir: "auto" }, kit.headline));
  if (!data) page.append(await whatThereIs(user, kit));
  return data;
}

/** Once the desk can be asked again: after a deploy no browser says so. */
function whenItAnswers(act: () => void): void {
  const look = async (): Promise<void> => {
    const answer = await fetch("/accounts/session/", { headers: { "X-Onrecord-Background": "1" } }).catch(() => null);
    if (!answer || answer.status >= 500) return;
    clearInterval(timer);
    removeEventListener("online", again);
    act();
  };
  const again = (): void => void look();
  const timer = setInterval(again, LOOK_MS);
  addEventListener("online", again);
}

async function dataFor(kit: Kit): Promise<Data | null> {
  const updateId = EDIT.exec(location.pathname)?.[1];
  const isWriting = location.pathname === `/desk/c/${kit.slug}/write/`;
  if (!updateId && !isWriting) return null;
  const asked = new URLSearchParams(location.search);
  const known = await keptFor(kit, updateId ?? asked.get("id"), Number(asked.get("draft")) || null);
  // Words that are at the desk but not here cannot be begun again from nothing: there would be two of them.
  if (!known && (updateId || asked.has("draft"))) return null;
  const composer = kit.composer as unknown as Data & { may_revise: boolean };
  const base = known?.base_revision ?? null;
  return {
    ...composer,
    update_id: known?.update_id ?? asked.get("id") ?? freshUpdateId(),
    base_revision: base,
    may_publish: base === null ? composer.may_publish : composer.may_revise,
    may_undo: base === null && composer.may_undo,
    draft: known?.draft ?? null,
    draft_version: known?.version || null,
    draft_at: known ? new Date(known.at).toISOString() : null,
    document: (known?.document as unknown as Document | undefined) ?? composer.document,
  };
}

async function keptFor(kit: Kit, updateId: string | null, draft: number | null): Promise<Kept | undefined> {
  if (draft === null) return updateId ? texts.get(keyOf(kit.user, kit.slug, updateId)) : undefined;
  return (await texts.all()).find((each) => each.user === kit.user && each.slug === kit.slug && each.draft === draft);
}

/** Where to go from here without a network. */
async function whatThereIs(user: string | null, here: Kit | undefined): Promise<HTMLElement> {
  if (user === null) return h("p", {}, t("Nobody is signed in on this device. Sign in when the network is back."));
  const own = (each: { user: string }): boolean => each.user === user;
  const [coverages, written, waiting] = [(await kits.all()).filter(own), (await texts.all()).filter((each) => own(each) && !each.is_untouched), (await queue.all()).filter(own)];
  const link = (kit: Kit): HTMLElement => h("li", {}, h("a", { href: `/desk/c/${kit.slug}/write/`, ...(kit === here || kit.key === here?.key ? { "data-new-update": "" } : {}) }, t("Write an update")), " – ", h("bdi", {}, kit.headline));
  const text = (each: Kept): HTMLElement => h("li", {}, h("a", { href: addressOf(each), dir: "auto" }, each.title || t("Untitled")), " ", h("span", { class: "help" }, clock(each.at)));
  const sent = new Set(waiting.map((each) => each.key));
  const list = (title: string, items: HTMLElement[]): HTMLElement | null => (items.length ? h("section", { class: "sheet" }, h("h2", {}, title), h("ul", {}, ...items)) : null);
  return h(
    "div", {},
    list(t("Waiting to be published"), waiting.map((each) => h("li", {}, h("a", { href: each.urls.edit, dir: "auto" }, each.title || t("Untitled"))))),
    list(t("Written here"), written.filter((each) => !sent.has(each.key)).sort((one, other) => other.at - one.at).map(text)),
    list(t("Coverages that you can write in"), coverages.sort((one, other) => Number(other.key === here?.key) - Number(one.key === here?.key) || other.at - one.at).map(link)),
  );
}
