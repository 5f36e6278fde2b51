import assert from "node:assert/strict";
import { test } from "node:test";
import { Page } from "../reader/page";
import { openPage, randomFrom, shuffled } from "./dom";
import { Newsroom } from "./newsroom";

const ran: string[] = [];
const quiet = {
  prepare: () => undefined,
  replace: (old: HTMLElement, fresh: HTMLElement) => old.replaceWith(fresh),
  isHeld: () => false,
};

function shown(): string {
  const parts = [...document.querySelectorAll("[data-version]")].map((element) => element.outerHTML);
  return parts.join("\n");
}

function openedAs(html: string): string {
  openPage(html);
  return shown();
}

test("page and frames give the page of the head, in whatever order and number frames come", () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    const random = randomFrom(seed);
    const room = new Newsroom();
    for (let n = random(30); n > 0; n -= 1) room.happen(random);
    openPage(room.page());
    const page = new Page(quiet);
    const from = room.head;
    for (let n = random(40); n > 0; n -= 1) room.happen(random);
    const frames = room.frames(from);
    const batches = shuffled([...frames, ...frames], random);
    while (batches.length > 0) page.apply(batches.splice(0, 1 + random(5)), false);
    const live = shown();
    assert.equal(page.applied, room.head);
    assert.equal(live, openedAs(room.page()), `seed ${seed}`);
  }
});

test("frames that were made live, each at its time, give the same in any order", () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    const random = randomFrom(seed);
    const room = new Newsroom();
    for (let n = random(20); n > 0; n -= 1) room.happen(random);
    openPage(room.page());
    const page = new Page(quiet);
    const frames = [];
    for (let n = random(40); n > 0; n -= 1) {
      room.happen(random);
      frames.push(room.frame(room.head));
    }
    for (const frame of shuffled(frames, random)) page.apply([frame], false);
    const live = shown();
    assert.equal(live, openedAs(room.page()), `seed ${seed}`);
  }
});

test("a page taken anew shows what the fetched one shows", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = randomFrom(seed);
    const room = new Newsroom();
    for (let n = random(30); n > 0; n -= 1) room.happen(random);
    openPage(room.page());
    const page = new Page(quiet);
    for (let n = random(40); n > 0; n -= 1) room.happen(random);
    const next = new DOMParser().parseFromString(room.page(), "text/html");
    page.takeOver(next, random(2) === 0, false);
    const live = shown();
    assert.equal(page.applied, room.head);
    assert.equal(live, openedAs(room.page()), `seed ${seed}`);
  }
});

test("an older page takes changes of its updates and no new ones", () => {
  const room = new Newsroom();
  for (let n = 0; n < 90; n += 1) room.publish();
  openPage(room.page("archive", 1, 30));
  const page = new Page(quiet);
  const from = room.head;
  room.publish();
  const held = room.change(room.updates[4]!, { standing: "held" });
  room.change(room.updates[9]!, { standing: "retracted" });
  page.apply(room.frames(from), false);
  const between = shown();
  assert.equal(between, openedAs(room.page("archive", 1, 30)));
  openPage(room.page("archive", 1, 30));
  assert.equal(document.getElementById(held.id), null);
});

test("an update that was held and released stands again where it stood, on older pages too", () => {
  const room = new Newsroom();
  for (let n = 0; n < 90; n += 1) room.publish();
  openPage(room.page("archive", 1, 30));
  const page = new Page(quiet);
  room.change(room.updates[4]!, { standing: "held" });
  page.apply([room.frame(room.head)], false);
  assert.equal(document.getElementById("u-5"), null);
  room.change(room.updates[4]!, { standing: "published" });
  page.apply([room.frame(room.head)], false);
  const live = shown();
  assert.equal(live, openedAs(room.page("archive", 1, 30)));
});

test("the front page leaves to the older pages what is older than it", () => {
  const room = new Newsroom();
  for (let n = 0; n < 90; n += 1) room.publish();
  for (const order of [3, 31]) room.change(room.updates[order - 1]!, { standing: "held" });
  openPage(room.page("front", 31));
  const page = new Page(quiet);
  for (const order of [3, 31]) room.change(room.updates[order - 1]!, { standing: "published" });
  page.apply(room.frames(92), false);
  assert.equal(document.getElementById("u-3"), null);
  assert.equal(document.getElementById("updates")?.lastElementChild?.id, "u-31");
});

test("an update's own page shows it when it is released", () => {
  const room = new Newsroom();
  room.change(room.publish(), { standing: "held" });
  openPage(room.page("update", 2), "http://reader.test/storm/u/1");
  const page = new Page(quiet);
  room.change(room.updates[0]!, { standing: "published" });
  room.publish();
  page.apply(room.frames(2), false);
  assert.deepEqual([...document.querySelectorAll("article")].map((one) => one.id), ["u-1"]);
});

test("new updates wait hidden, and stay so through their revisions", () => {
  const room = new Newsroom();
  room.publish();
  openPage(room.page());
  const page = new Page(quiet);
  const update = room.publish();
  page.apply([room.frame(2)], true);
  room.change(update, { text: "Sleet" });
  page.apply([room.frame(3)], true);
  const element = document.getElementById(update.id);
  assert.equal(element?.hidden, true);
  assert.equal(element?.textContent, "Sleet");
});

test("a selection postpones a revision, but not a retraction", () => {
  const room = new Newsroom();
  const update = room.publish("Rain");
  openPage(room.page());
  const page = new Page({ ...quiet, isHeld: () => true });
  room.change(update, { text: "Hail" });
  page.apply([room.frame(2)], false);
  assert.equal(document.getElementById(update.id)?.textContent, "Rain");
  room.change(update, { standing: "retracted" });
  page.apply([room.frame(3)], false);
  page.settle(true);
  assert.equal(document.getElementById(update.id)?.textContent, "Withdrawn");
});

test("what was postponed comes when the selection is gone", () => {
  const room = new Newsroom();
  const update = room.publish("Rain");
  openPage(room.page());
  let isSelected = true;
  const page = new Page({ ...quiet, isHeld: () => isSelected });
  room.change(update, { text: "Hail" });
  page.apply([room.frame(2)], false);
  page.settle(false);
  assert.equal(page.hasPostponed, true);
  isSelected = false;
  page.settle(false);
  assert.equal(document.getElementById(update.id)?.textContent, "Hail");
});

test("html with another element than the one named is counted and changes nothing", () => {
  const room = new Newsroom();
  room.publish();
  openPage(room.page());
  const before = shown();
  const page = new Page(quiet);
  const put = { op: "put", id: "u-2", order: 2, version: 2 } as const;
  for (const html of ["", "words", '<article id="u-3"></article>']) {
    assert.equal(page.apply([{ seq: 2, at: "", ops: [{ ...put, html }] }], false).malformed, 1);
  }
  assert.equal(shown(), before);
});

test("a script in a fragment does not run", () => {
  const room = new Newsroom();
  room.publish();
  openPage(room.page());
  (globalThis as Record<string, unknown>).ran = ran;
  const html = '<article id="u-2" data-order="2" data-version="2"><script>globalThis.ran.push(1)</script></article>';
  new Page(quiet).apply([{ seq: 2, at: "", ops: [{ op: "put", id: "u-2", order: 2, version: 2, html }] }], false);
  assert.deepEqual(ran, []);
});
