// Answers for the desk where the desk cannot be reached, with the one page that this device keeps for it; never where it
// can. Readers' pages are none of its business: its scope is the desk.
import { CACHE, PAGE } from "./device";

interface Asked extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

// A network that takes the question and never answers is none.
const PATIENCE_MS = 15_000;

addEventListener("install", () => { void (globalThis as unknown as { skipWaiting(): Promise<void> }).skipWaiting(); });
addEventListener("fetch", (event) => {
  const { request } = event as Asked;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") (event as Asked).respondWith(page(request));
  else if (/^\/(assets|static)\//.test(pathname)) (event as Asked).respondWith(part(request));
});

async function page(request: Request): Promise<Response> {
  const asked = fetch(request);
  try {
    const answer = (await Promise.race([asked, instead()])) ?? (await asked);
    // A proxy's word that there is no desk behind it; what the desk says itself has its policy with it.
    const isOfProxy = answer.status >= 502 && answer.status <= 504 && !answer.headers.has("Content-Security-Policy");
    return isOfProxy ? ((await kept(PAGE)) ?? answer) : answer;
  } catch (error) {
    const known = await kept(PAGE);
    if (known) return known;
    throw error;
  }
}

async function instead(): Promise<Response | undefined> {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  return kept(PAGE);
}

async function part(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const known = await kept(request.url);
    if (known) return known;
    throw error;
  }
}

async function kept(url: string): Promise<Response | undefined> {
  if (!(await caches.has(CACHE))) return undefined;
  // The answers vary by language and cookie, and a request of this script has neither.
  return (await caches.open(CACHE)).match(url, { ignoreVary: true });
}
