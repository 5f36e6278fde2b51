// What this device keeps so that somebody can write without a network: who works here, the page that is shown then, and
// what the composers of their coverages need. Kept only for who is signed in, and gone when they sign out.
import { type Kit, kits, texts } from "../kept";

export const CACHE = "onrecord-desk";
export const PAGE = "/desk/offline/";
const WORKER = "/desk/worker.js";
const WHO = "onrecord-desk-user";
// As the desk's own sessions know it: a page that asks by itself is nobody at work.
const HEADERS = { "X-Onrecord-Background": "1" };
const MOST_KITS = 30;

export function whoWorksHere(): string | null {
  try {
    return localStorage.getItem(WHO);
  } catch {
    return null;
  }
}

export const kitKey = (user: string, slug: string): string => JSON.stringify([user, slug]);

/** This person has a page of the desk open, with its network: what they need without one is brought up to date. */
export async function beHere(user: string): Promise<void> {
  const before = whoWorksHere();
  localStorage.setItem(WHO, user);
  if (before !== null && before !== user) await forgetPages();
  await dropWhere((each) => each.user !== user);
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  await navigator.serviceWorker.register(WORKER, { scope: "/desk/" });
  await keepPage();
  const slug = /^\/desk\/c\/([^/]+)\//.exec(location.pathname)?.[1];
  if (slug) await keepKit(user, slug);
}

/** Nobody is signed in here: nothing of what a person could see is left, but for what they wrote and only they can open. */
export async function leaveDevice(): Promise<void> {
  try {
    localStorage.removeItem(WHO);
  } catch {
    // Then there was nothing to remove.
  }
  await dropWhere(() => true).catch(() => undefined);
  await forgetPages();
}

async function forgetPages(): Promise<void> {
  if ("caches" in window) await caches.delete(CACHE);
}

/** What was only kept to be looked at; what somebody wrote stays, for them alone. */
async function dropWhere(isGone: (each: { user: string }) => boolean): Promise<void> {
  for (const each of await kits.all()) if (isGone(each)) await kits.drop(each.key);
  for (const each of await texts.all()) if (each.is_untouched && isGone(each)) await texts.drop(each.key);
}

/** The page that stands in for those of the desk, and everything it is made of; all of one build, or nothing changes. */
async function keepPage(): Promise<void> {
  const answer = await asked(PAGE);
  if (!answer) return;
  const html = await answer.clone().text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.getAttribute("href") ?? each.getAttribute("src") ?? "");
  const cache = await caches.open(CACHE);
  for (const part of parts) {
    if (await cache.match(part, { ignoreVary: true })) continue;
    const got = await asked(part);
    if (!got) return;
    await cache.put(part, got);
  }
  await cache.put(PAGE, answer);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== PAGE && !parts.includes(pathname)) await cache.delete(request);
  }
}

/** What the composer of this coverage needs, where this person may write in it. */
export async function keepKit(user: string, slug: string): Promise<void> {
  const answer = await asked(`/desk/c/${slug}/compose/kit/`, { "X-Onrecord-User": encodeURIComponent(user) });
  const key = kitKey(user, slug);
  if (!answer) return;
  const { headline, composer } = (await answer.json()) as Pick<Kit, "headline" | "composer">;
  if (whoWorksHere() !== user) return;
  await kits.put({ key, user, slug, headline, composer, at: Date.now() });
  const oldest = (await kits.all()).sort((one, other) => other.at - one.at).slice(MOST_KITS);
  for (const kit of oldest) await kits.drop(kit.key);
}

async function asked(url: string, more: Record<string, string> = {}): Promise<Response | null> {
  try {
    const answer = await fetch(url, { headers: { ...HEADERS, ...more }, credentials: "same-origin" });
    return answer.ok && !answer.redirected ? answer : null;
  } catch {
    return null;
  }
}
