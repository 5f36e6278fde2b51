import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Stream, type StreamEvents } from "../reader/stream";
import { openPage } from "./dom";

/** The browser's EventSource as a test can play it: the one boundary that is not the real thing. */
class PlayedSource extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: PlayedSource[] = [];
  readyState = 0;
  readonly url: string;

  constructor(url: URL) {
    super();
    this.url = url.pathname + url.search;
    PlayedSource.opened.push(this);
  }

  close(): void {
    this.readyState = 2;
  }

  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: typeof data === "string" ? data : JSON.stringify(data) }));
  }

  fail(isFinal = false): void {
    this.readyState = isFinal ? 2 : 0;
    this.dispatchEvent(new Event("error"));
  }
}

let heard: unknown[][];
let stream: Stream;
const opened = PlayedSource.opened;
const latest = (): PlayedSource => opened.at(-1) as PlayedSource;
const MINUTE = 60_000;

beforeEach(() => {
  openPage("<body></body>");
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  Object.assign(globalThis, { EventSource: PlayedSource });
  opened.length = 0;
  heard = [];
  const note = (name: string) => (...values: unknown[]) => void heard.push([name, ...values]);
  const names: (keyof StreamEvents)[] = ["frame", "beat", "malformed", "reset", "refused", "cut"];
  const on = Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as StreamEvents;
  stream = new Stream(() => "/storm/stream", () => 57, on);
  stream.open();
});

afterEach(() => {
  stream.close();
  mock.timers.reset();
});

test("it opens after the page's place", () => {
  assert.deepEqual(opened.map((one) => one.url), ["/storm/stream?after=57"]);
});

test("frames and beats are heard, unknown events are not", () => {
  latest().say("beat", { head: 58 });
  latest().say("change", { seq: 58, at: "x", ops: [] });
  latest().say("weather", {});
  assert.deepEqual(heard, [["beat", 58], ["frame", { seq: 58, at: "x", ops: [] }]]);
});

test("what is not a frame is counted as malformed and leaves the stream open", () => {
  for (const data of ["{", "null", '{"seq": 0, "ops": []}', '{"seq": 58, "ops": [{"op": "put", "id": 3}]}']) latest().say("change", data);
  assert.deepEqual(heard, [["malformed"], ["malformed"], ["malformed"], ["malformed"]]);
  assert.equal(latest().readyState, 0);
});

test("an op of a newer server is passed over, its frame is not", () => {
  latest().say("change", { seq: 58, at: "x", ops: [{ op: "sing", id: "u-1", version: 58 }] });
  assert.deepEqual(heard, [["frame", { seq: 58, at: "x", ops: [] }]]);
});

test("a cut stream is opened again, each time later, never at once with all others", () => {
  const delays: number[] = [];
  for (let n = 0; n < 2; n += 1) {
    const before = opened.length;
    latest().fail();
    let waited = 0;
    for (; opened.length === before; waited += 50) mock.timers.tick(50);
    delays.push(waited);
  }
  assert.ok(delays[0]! >= 500 && delays[0]! <= 1_050, String(delays));
  assert.ok(delays[1]! >= 1_000 && delays[1]! <= 2_050, String(delays));
});

test("after an event the back-off begins anew", () => {
  for (let n = 0; n < 20; n += 1) {
    latest().say("beat", { head: 57 });
    latest().fail();
    mock.timers.tick(1_000);
  }
  assert.equal(opened.length, 21);
});

test("forty seconds of silence open a new stream", () => {
  latest().say("beat", { head: 57 });
  mock.timers.tick(39_000);
  assert.equal(opened.length, 1);
  // The played clock shows the end of a whole tick to what happens within it, so it goes in steps.
  for (let n = 0; n < 9; n += 1) mock.timers.tick(1_000);
  assert.equal(opened.length, 2);
  assert.equal(opened[0]!.readyState, 2);
});

test("three failures without a single event mean that streams do not get through", () => {
  for (let n = 0; n < 3; n += 1) {
    latest().fail();
    mock.timers.tick(5_000);
  }
  assert.equal(opened.length, 3);
  assert.deepEqual(heard.map(([name]) => name), ["cut", "cut", "refused"]);
});

test("an answer that is final without an event means so at once", () => {
  latest().fail(true);
  assert.deepEqual(heard.map(([name]) => name), ["refused"]);
});

test("drain closes the stream and opens it again after the time that the server gave", () => {
  latest().say("drain", { retry_ms: 2_300 });
  assert.equal(opened[0]!.readyState, 2);
  mock.timers.tick(2_299);
  assert.equal(opened.length, 1);
  mock.timers.tick(1);
  assert.equal(opened.length, 2);
  assert.deepEqual(heard, []);
});

test("poll and reset close the stream and leave it to others to go on", () => {
  latest().say("poll", { retry_ms: 60_000 });
  stream.open();
  latest().say("reset", { head: 12, reason: "it lies beyond the head" });
  mock.timers.tick(10 * MINUTE);
  assert.equal(opened.length, 2);
  assert.deepEqual(heard, [["refused", 60_000, true], ["reset", 12]]);
});

test("times that the server gives are held within bounds", () => {
  latest().say("poll", { retry_ms: 1e12 });
  stream.open();
  latest().say("poll", { retry_ms: "soon" });
  assert.deepEqual(heard, [["refused", 600_000, true], ["refused", 60_000, true]]);
});

test("a reader who comes back does not wait for the back-off", () => {
  latest().fail();
  stream.wake();
  assert.equal(opened.length, 2);
});

test("a reader who comes back leaves a line alone that was alive just now", () => {
  latest().say("beat", { head: 57 });
  mock.timers.tick(10_000);
  stream.wake();
  assert.equal(opened.length, 1);
});

test("a stream that was replaced is not heard any more", () => {
  const former = latest();
  stream.open();
  former.say("change", { seq: 58, at: "x", ops: [] });
  former.fail(true);
  assert.deepEqual(heard, []);
});
