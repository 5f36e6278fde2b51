// Sends what is to be published, until the desk has answered. Sending twice publishes once: the update's id sees to that.
import { type Answer, Offline, SignedOut, ask, isSignedIn } from "./api";
import { type Waiting, queue, texts } from "./kept";

export type Outcome =
  | { kind: "published"; waiting: Waiting; seq: number; at: string; body: Record<string, unknown> }
  | { kind: "refused"; waiting: Waiting; answer: Answer }
  | { kind: "offline" | "signed-out" | "unavailable"; waiting: Waiting };

/** Send one; it leaves the queue when it is published, stays with its reason when it is refused, and waits otherwise. */
export async function deliver(waiting: Waiting): Promise<Outcome> {
  const { document, update_id, base_revision, without_alt } = waiting;
  let answer: Answer;
  try {
    answer = await ask(waiting.urls.publish, { document, update_id, base_revision, without_alt }, waiting.urls.session);
  } catch (error) {
    if (error instanceof SignedOut) return { kind: "signed-out", waiting };
    if (error instanceof Offline) return { kind: "offline", waiting };
    throw error;
  }
  if (answer.status === 200) {
    await texts.drop(waiting.key);
    await queue.drop(waiting.key);
    return { kind: "published", waiting, seq: Number(answer.body["seq"]), at: String(answer.body["at"]), body: answer.body };
  }
  if (answer.status >= 500 || answer.status === 429) return { kind: "unavailable", waiting };
  await queue.put({ ...waiting, refused: String(answer.body["message"] ?? answer.status) });
  return { kind: "refused", waiting, answer };
}

/** Send all that waits for this person, one after the other; another tab that is at it already is left to it. */
export async function deliverAll(user: string, told: (outcome: Outcome) => void): Promise<void> {
  const deliverThem = async (): Promise<void> => {
    const waiting = (await queue.all()).filter((each) => each.user === user && each.refused === undefined);
    if (waiting[0] && !(await isSignedIn(waiting[0].urls.session).catch(() => false))) return;
    for (const each of waiting.sort((one, other) => one.at - other.at)) {
      const outcome = await deliver(each);
      told(outcome);
      if (outcome.kind === "offline" || outcome.kind === "signed-out") return;
    }
  };
  if (!("locks" in navigator)) return deliverThem();
  await navigator.locks.request("onrecord-outbox", { ifAvailable: true }, (lock) => (lock ? deliverThem() : undefined));
}
