import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Malformed } from "../reader/frames";
import { PlaceLost, Poll, changesAfter, type Caught } from "../reader/poll";
import { openPage, until } from "./dom";
import { Newsroom } from "./newsroom";
import { Serving } from "./serving";

let serving: Serving;
let latest: string;

beforeEach(async () => {
  serving = new Serving(new Newsroom());
  latest = `${await serving.open()}/storm/changes/latest`;
  openPage("<body></body>", latest);
  for (let n = 0; n < 100; n += 1) serving.room.publish();
});

afterEach(() => serving.close());

const seqs = (caught: Caught): number[] => caught.frames.map((frame) => frame.seq);

test("every frame after the place comes once and in order, wherever the place is", async () => {
  for (const after of [0, 1, 31, 32, 33, 63, 64, 95, 96, 99, 100]) {
    const caught = await changesAfter(latest, after);
    assert.equal(caught.head, 100);
    assert.deepEqual(seqs(caught), Array.from({ length: 100 - after }, (_, n) => after + 1 + n), `after ${after}`);
  }
});

test("only the segments from the place on are asked for", async () => {
  await changesAfter(latest, 40);
  assert.deepEqual(serving.asked.sort(), ["/storm/changes/0/1", "/storm/changes/0/2", "/storm/changes/latest"]);
});

test("a generation that changes in between is asked for again", async () => {
  let isFirst = true;
  serving.before = (path) => {
    if (path.includes("/0/") && isFirst) {
      isFirst = false;
      serving.generation = 1;
    }
  };
  assert.equal(seqs(await changesAfter(latest, 10)).length, 90);
});

test("a generation that never stays loses the place instead of asking for ever", async () => {
  serving.before = (path) => {
    if (path.endsWith("latest")) return;
    serving.generation += 1;
  };
  await assert.rejects(changesAfter(latest, 10), PlaceLost);
});

test("a head before the place, or too much after it, loses the place", async () => {
  await assert.rejects(changesAfter(latest, 101), PlaceLost);
  for (let n = 0; n < 640; n += 1) serving.room.publish();
  await assert.rejects(changesAfter(latest, 0), PlaceLost);
});

test("replies that are not of the protocol are malformed", async () => {
  const good = { head: 100, generation: 0, segment_size: 32, segment: 3, interval_ms: 1_000, frames: [] };
  const frame = (seq: number): object => ({ seq, at: "", ops: [] });
  const bad: unknown[] = ["", "{", "null", "[]", { ...good, head: "100" }, { ...good, segment_size: 0 }, { ...good, frames: null }];
  bad.push(good, { ...good, frames: [frame(97), frame(98), frame(100)] }, { ...good, frames: [frame(99), frame(99), frame(100)] });
  for (const body of bad) {
    serving.instead.set("/storm/changes/latest", [200, typeof body === "string" ? body : JSON.stringify(body)]);
    await assert.rejects(changesAfter(latest, 97), Malformed, JSON.stringify(body));
  }
});

test("a server in trouble is neither a lost place nor malformed", async () => {
  serving.instead.set("/storm/changes/latest", [503, ""]);
  await assert.rejects(changesAfter(latest, 97), (error) => !(error instanceof Malformed || error instanceof PlaceLost));
});

test("the interval is the server's, within bounds", async () => {
  const reply = { head: 1, generation: 0, segment_size: 32, segment: 0, frames: [] };
  for (const [given, taken] of [[3_000, 3_000], [0, 500], [1e9, 300_000], ["x", 5_000]]) {
    serving.instead.set("/storm/changes/latest", [200, JSON.stringify({ ...reply, interval_ms: given })]);
    assert.equal((await changesAfter(latest, 1)).interval, taken);
  }
});

test("polling goes on from where it is, until it is closed", async () => {
  let place = 0;
  const poll = new Poll(() => latest, () => place, {
    caught: (caught) => (place = caught.head),
    behind: () => assert.fail("behind"),
    malformed: () => assert.fail("malformed"),
    failed: () => assert.fail("failed"),
  });
  poll.open();
  await until(() => place === 100);
  serving.room.publish();
  await until(() => place === 101);
  poll.close();
  const asked = serving.asked.length;
  poll.wake();
  assert.equal(serving.asked.length, asked);
});
