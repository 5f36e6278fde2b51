// What is told after publishing: when readers had it, and for a minute the way back.
import { ask, currentToken } from "./api";
import { h } from "./elements";
import { isTyping } from "./shortcuts";
import { t } from "./words";

// A little less than the desk gives, for the way there.
const UNDO_MS = 58_000;

/** For a minute: a retraction that says "published in error". */
export function undoButton(address: string, publishedAt: string): HTMLElement {
  const button = h("button", { class: "danger" }, t("Undo"), " ", h("kbd", { "aria-hidden": "true" }, "u"));
  const form = h("form", { method: "post", action: address }, h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: currentToken() }), button);
  document.addEventListener("keydown", (event) => {
    if (event.key === "u" && form.isConnected && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) form.requestSubmit();
  });
  setTimeout(() => { form.remove(); }, Math.max(Date.parse(publishedAt) + UNDO_MS - Date.now(), 0));
  return form;
}

/** How soon readers had it; asked a few times, for the last of them may be a slow one. */
export async function reachedReaders(address: string, sessionUrl: string): Promise<string> {
  let known: { readers: number; seconds: number } | null = null;
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200 * (turn + 1)));
    const answer = await ask(address, undefined, sessionUrl).catch(() => null);
    const body = answer?.body as { readers?: number | null; seconds?: number | null } | undefined;
    if (typeof body?.readers !== "number" || typeof body.seconds !== "number") continue;
    if (known && known.readers === body.readers) break;
    known = { readers: body.readers, seconds: body.seconds };
  }
  if (!known) return t("No reader has this page open in this server’s streams.");
  const seconds = known.seconds < 0.1 ? known.seconds.toFixed(3) : known.seconds.toFixed(2);
  return known.readers === 1
    ? t("One reader has it, {seconds} s after it was recorded.", { seconds })
    : t("{n} readers have it, the last {seconds} s after it was recorded.", { n: known.readers, seconds });
}
