import { BackOff } from "./timing";

/** The fetched page is not one that this client understands: only the browser can open it. */
export class Unreadable extends Error {}

const OLDER_PAGES = 5;
const PATIENCE = 20_000;

async function fetchOne(address: string): Promise<Document> {
  const response = await fetch(new URL(address, location.href), { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) ?? null });
  if (response.status >= 500 || response.status === 429) throw new Error(`${response.status}`);
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok || next.body.dataset.page === undefined || !(Number(next.body.dataset.head) >= 0)) {
    throw new Unreadable(address);
  }
  return next;
}

function lowestOrder(root: Document): number {
  const orders = [...root.querySelectorAll<HTMLElement>("#updates > [data-order]")].map((one) => Number(one.dataset.order));
  return Math.min(...orders, Infinity);
}

/** This page as it stands now, with as much of the older pages as the reader has before them. */
export async function fetchPage(): Promise<Document> {
  const next = await fetchOne(location.pathname + location.search);
  const list = next.getElementById("updates");
  for (let n = 0; n < OLDER_PAGES && document.body.dataset.page === "front" && list; n += 1) {
    const link = next.getElementById("older");
    const address = (link?.matches("a") ? link : link?.querySelector("a"))?.getAttribute("href");
    if (!link || !address || lowestOrder(document) >= lowestOrder(next)) break;
    const older = await fetchOne(address);
    for (const article of older.querySelectorAll<HTMLElement>("#updates > [data-order]")) {
      if (Number(article.dataset.order) < lowestOrder(next)) list.append(next.adoptNode(article));
    }
    delete list.dataset.lowest;
    // The pages were made one after the other: what changed between them comes again with the frames.
    next.body.dataset.head = String(Math.min(Number(next.body.dataset.head), Number(older.body.dataset.head)));
    const further = older.getElementById("older");
    if (further) link.replaceWith(next.adoptNode(further));
    else link.remove();
  }
  return next;
}

const STALE_RETRIES = 3;
const RELOADS = "onrecord-reloads";

/** Fetches the page until it is there and stands at `least`; a copy that stays older is taken all the same. */
export async function fetchPageAt(least: number): Promise<Document> {
  const backOff = new BackOff(1_000, 60_000);
  for (let stale = 0; ; ) {
    try {
      const next = await fetchPage();
      if (Number(next.body.dataset.head) >= least || (stale += 1) > STALE_RETRIES) return next;
    } catch (error) {
      if (error instanceof Unreadable) await reloadByBrowser();
    }
    await new Promise((resolve) => setTimeout(resolve, backOff.next()));
  }
}

/** Lets the browser load the page, each time after a longer pause: a page that cannot be read must not load for ever. */
async function reloadByBrowser(): Promise<never> {
  let before = 0;
  try {
    before = Number(sessionStorage.getItem(RELOADS)) || 0;
    sessionStorage.setItem(RELOADS, String(before + 1));
  } catch {
    before = 5; // no storage: assume the worst
  }
  await new Promise((resolve) => setTimeout(resolve, Math.min(300_000, 2_000 * 2 ** before)));
  location.reload();
  return new Promise<never>(() => undefined);
}
