import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { type Kept, type Waiting, leave, queue, recover, texts } from "../desk/kept";
import { askAs } from "../desk/api";
import { type Outcome, deliver, deliverAll } from "../desk/outbox";
import { openPage } from "./dom";

const WAITING: Waiting = {
  key: "k1", user: "ada", slug: "storm", update_id: "u1", base_revision: null, document: { content: {} }, without_alt: false, title: "Gates", at: 1,
  urls: { publish: "/publish", session: "/session", edit: "/write" },
}; // prettier-ignore
const KEPT: Kept = { key: "k1", user: "ada", slug: "storm", update_id: "u1", base_revision: null, document: {}, version: 0, is_saved: false, at: 5, title: "Gates", files: {} };
// One database for the file, as for a browser; each test begins with nothing in it.
Object.assign(globalThis, { indexedDB: new IDBFactory() });
Object.assign(globalThis, { addEventListener: () => undefined });
askAs("ada");
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
let answers: (() => Response)[];
let asked: string[];

beforeEach(async () => {
  const window = openPage("<p>");
  Object.assign(globalThis, { localStorage: window.localStorage });
  for (const each of await queue.all()) await queue.drop(each.key);
  for (const each of await texts.all()) await texts.drop(each.key);
  answers = [];
  asked = [];
  globalThis.fetch = ((url: string) => {
    asked.push(url);
    if (url === "/session") return Promise.resolve(Response.json({ user: "ada", csrf_token: "t" }));
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("no network"));
  }) as typeof fetch;
});

test("what is published leaves the queue, and its text the device", async () => {
  await queue.put(WAITING);
  await texts.put(KEPT);
  answers = [() => Response.json({ seq: 7, at: "2026-02-16T14:05:00Z" })];
  const outcome = await deliver(WAITING);
  assert.equal(outcome.kind === "published" && outcome.seq, 7);
  assert.deepEqual([await queue.all(), await texts.all()], [[], []]);
});

test("without a network, a session or a server it waits", async () => {
  await queue.put(WAITING);
  assert.equal((await deliver(WAITING)).kind, "offline");
  answers = [() => Response.json({}, { status: 401 })];
  assert.equal((await deliver(WAITING)).kind, "signed-out");
  for (const status of [429, 500, 502, 503]) {
    answers = [() => new Response("<html>", { status })];
    assert.equal((await deliver(WAITING)).kind, "unavailable");
  }
  assert.deepEqual(await queue.all(), [WAITING]);
});

test("what is refused stays with its reason, and is not sent again by itself", async () => {
  await queue.put(WAITING);
  answers = [() => Response.json({ error: "refused", message: "The coverage is paused." }, { status: 422 })];
  assert.equal((await deliver(WAITING)).kind, "refused");
  assert.equal((await queue.get("k1"))?.refused, "The coverage is paused.");
  asked = [];
  await deliverAll("ada", () => assert.fail("nothing was to be sent"));
  assert.deepEqual(asked, []);
});

test("all that waits is sent in the order in which it was written, and nobody else's", async () => {
  await queue.put({ ...WAITING, key: "k2", at: 2, title: "Second" });
  await queue.put(WAITING);
  await queue.put({ ...WAITING, key: "k3", user: "ben" });
  answers = [1, 2].map((seq) => () => Response.json({ seq, at: "" }));
  const told: Outcome[] = [];
  await deliverAll("ada", (outcome) => told.push(outcome));
  assert.deepEqual(told.map((each) => each.waiting.title), ["Gates", "Second"]);
  assert.deepEqual((await queue.all()).map((each) => each.user), ["ben"]);
});

test("a token that a new session made old is renewed, and it is sent once more", async () => {
  answers = [() => new Response("<html>", { status: 403 }), () => Response.json({ seq: 7, at: "" })];
  assert.equal((await deliver(WAITING)).kind, "published");
  assert.deepEqual(asked, ["/publish", "/session", "/publish"]);
});

test("what a page left on its way out is found again, unless something newer is known", async () => {
  leave({ ...KEPT, title: "Left" });
  await recover();
  assert.equal((await texts.get("k1"))?.title, "Left");
  await texts.put({ ...KEPT, at: 9, title: "Newer" });
  leave({ ...KEPT, title: "Older" });
  await recover();
  assert.equal((await texts.get("k1"))?.title, "Newer");
  assert.equal(localStorage.length, 0);
});
