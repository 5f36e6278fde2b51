import { Window } from "happy-dom";

const NAMES = [
  "document", "location", "DOMParser", "HTMLElement", "getSelection", "innerHeight", "innerWidth", "scrollBy",
  "addEventListener", "requestAnimationFrame", "sessionStorage",
] as const; // prettier-ignore

/** A page of the given body, with the globals that the client uses; each call replaces the page before. */
export function openPage(html: string, url = "http://reader.test/storm"): Window {
  const window = new Window({ url, width: 800, height: 600 });
  window.document.write(html);
  for (const name of NAMES) {
    const value = (window as unknown as Record<string, unknown>)[name];
    const isMethod = typeof value === "function" && !/^[A-Z]/.test(name);
    Object.defineProperty(globalThis, name, { value: isMethod ? value.bind(window) : value, configurable: true, writable: true });
  }
  return window;
}

/** Random numbers from a seed, the same ones every time. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function shuffled<T>(items: T[], random: (below: number) => number): T[] {
  const result = [...items];
  for (let n = result.length - 1; n > 0; n -= 1) {
    const other = random(n + 1);
    [result[n], result[other]] = [result[other] as T, result[n] as T];
  }
  return result;
}

export async function until(isTrue: () => boolean, patience = 5_000): Promise<void> {
  const end = Date.now() + patience;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
