import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Feed } from "../reader/feed";
import { Page } from "../reader/page";
import { openPage, randomFrom, until } from "./dom";
import { Newsroom } from "./newsroom";
import { Serving } from "./serving";

let room: Newsroom;
let serving: Serving;
let address: string;
let page: Page;
let feed: Feed;
let refreshed: number;

beforeEach(async () => {
  room = new Newsroom();
  serving = new Serving(room);
  address = await serving.open();
  for (let n = 0; n < 5; n += 1) room.publish();
  refreshed = 0;
  openHere();
});

function openHere(): void {
  openPage(room.page(), `${address}/storm`);
  page = new Page({ prepare: () => undefined, replace: (old, fresh) => old.replaceWith(fresh), isHeld: () => false });
  feed = new Feed(page, { mustWait: () => false, changed: () => undefined, refreshed: () => (refreshed += 1) });
}

afterEach(() => serving.close());

const orders = (): string[] => [...document.querySelectorAll("article")].map((one) => one.id);
const all = (): string[] => room.updates.filter((one) => one.standing !== "held").map((one) => one.id).reverse();

test("frames that are missing are fetched", async () => {
  for (let n = 0; n < 70; n += 1) room.publish();
  feed.receive([room.frame(room.head)]);
  await until(() => page.applied === room.head);
  assert.deepEqual(orders(), all());
});

test("frames that come again are passed over", async () => {
  room.publish();
  feed.receive(room.frames(5));
  feed.receive(room.frames(0));
  await until(() => page.applied === 6);
  assert.equal(feed.received, 6);
  assert.deepEqual(orders(), all());
  assert.deepEqual(serving.asked, []);
});

test("a thousand frames at once leave the page of the head", async () => {
  const random = randomFrom(7);
  for (let n = 0; n < 1_000; n += 1) room.happen(random);
  feed.receive(room.frames(5));
  await until(() => page.applied === room.head, 20_000);
  assert.deepEqual(orders(), all());
});

test("what comes while missing frames are being fetched is not lost", async () => {
  room.publish();
  room.publish();
  const told = room.frame(7);
  let isFirst = true;
  serving.after = () => {
    if (isFirst) room.publish();
    if (isFirst) feed.receive([room.frame(8)]);
    isFirst = false;
  };
  feed.receive([told]);
  await until(() => page.applied === 8, 10_000);
  assert.deepEqual(orders(), all());
});

test("a seq that the coverage never had is not asked for again and again", async () => {
  feed.receive([{ seq: 999, at: "", ops: [] }]);
  await until(() => serving.asked.length === 3, 20_000);
  room.publish();
  feed.receive([room.frame(6)]);
  await until(() => page.applied === 6);
});

test("a place behind what another tab hears is caught up with", async () => {
  room.publish();
  feed.head(6);
  await until(() => page.applied === 6);
});

test("what was not understood has the page taken anew, once", async () => {
  room.publish();
  feed.broken();
  feed.broken();
  await until(() => refreshed === 1);
  assert.equal(page.applied, 6);
  assert.equal(feed.malformed, 2);
  assert.deepEqual(orders(), all());
  assert.deepEqual(serving.asked, ["/storm"]);
});

test("a reload takes over language, direction and every update", async () => {
  const fresh = room.page().replace('lang="en" dir="ltr"', 'lang="ar" dir="rtl"').replaceAll("<p>Rain</p>", "<p>مطر</p>");
  serving.instead.set("/storm", [200, fresh.replace('data-head="5"', 'data-head="6"')]);
  feed.receive([{ seq: 6, at: "", ops: [{ op: "reload" }] }]);
  await until(() => refreshed === 1);
  assert.equal(document.documentElement.lang + document.documentElement.dir, "arrtl");
  assert.equal(document.getElementById("u-1")?.textContent, "مطر");
});

test("a copy of the page that is older than asked for is not taken at once", async () => {
  const stale = room.page();
  room.publish();
  serving.instead.set("/storm", [200, stale]);
  serving.before = () => {
    if (serving.asked.length > 1) serving.instead.clear();
  };
  feed.refresh(6, false);
  await until(() => refreshed === 1, 10_000);
  assert.equal(page.applied, 6);
});

test("one older answer of a cache does not make the page go back", () => {
  feed.behind(3);
  assert.equal(refreshed, 0);
  assert.deepEqual(serving.asked, []);
});

test("a place that others stay behind of is given up", async () => {
  const stale = room.page();
  room.publish();
  feed.receive(room.frames(5));
  await until(() => page.applied === 6);
  serving.instead.set("/storm", [200, stale]);
  mock.timers.enable({ apis: ["Date"], now: Date.now() });
  feed.head(5);
  mock.timers.tick(3_000);
  feed.head(5);
  mock.timers.reset();
  await until(() => refreshed === 1);
  assert.equal(page.applied, 5);
  assert.equal(document.getElementById("u-6"), null);
});
