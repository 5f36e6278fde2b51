import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Page } from "../reader/page";
import { Pending } from "../reader/pending";
import { openPage } from "./dom";
import { Newsroom } from "./newsroom";

let room: Newsroom;
let page: Page;
let pending: Pending;
let scrolled: number;

beforeEach(() => {
  room = new Newsroom();
  room.publish();
  openPage(room.page());
  scrolled = 0;
  Object.defineProperty(document, "scrollingElement", { configurable: true, get: () => ({ scrollTop: scrolled }) });
  Object.assign(document, { elementsFromPoint: () => [] });
  page = new Page({ prepare: () => undefined, replace: (old, fresh) => old.replaceWith(fresh), isHeld: () => false });
  pending = new Pending(document.getElementById("pending"), page.list);
});

function arrive(count: number): void {
  const from = room.head;
  for (let n = 0; n < count; n += 1) room.publish();
  page.apply(room.frames(from), pending.mustWait());
  pending.look();
}

const button = (): HTMLElement => document.getElementById("pending") as HTMLElement;
const visible = (): string[] => [...document.querySelectorAll<HTMLElement>("article")].filter((one) => !one.hidden).map((one) => one.id);

test("at the top updates show themselves", () => {
  arrive(2);
  assert.deepEqual(visible(), ["u-3", "u-2", "u-1"]);
  assert.equal(button().hidden, true);
});

test("further down they wait, counted on the button and in the title", () => {
  scrolled = 500;
  arrive(1);
  assert.equal(button().textContent, "1 new update");
  arrive(2);
  assert.deepEqual(visible(), ["u-1"]);
  assert.equal(button().textContent, "3 new updates");
  assert.equal(document.title, "(3) Storm");
});

test("in a tab that nobody looks at they wait at the top too, until it is looked at", () => {
  Object.defineProperty(document, "visibilityState", { configurable: true, value: "hidden" });
  arrive(1);
  assert.equal(document.title, "(1) Storm");
  Object.defineProperty(document, "visibilityState", { configurable: true, value: "visible" });
  pending.look();
  assert.equal(document.title, "Storm");
  assert.deepEqual(visible(), ["u-2", "u-1"]);
});

test("the button shows them, marks them as new and takes the focus to the newest", () => {
  scrolled = 500;
  arrive(2);
  button().click();
  assert.deepEqual(visible(), ["u-3", "u-2", "u-1"]);
  assert.deepEqual([...document.querySelectorAll(".is-new")].map((one) => one.id), ["u-3", "u-2"]);
  assert.equal(document.activeElement?.id, "u-3");
  assert.equal(button().hidden, true);
  assert.equal(document.title, "Storm");
});

test("reaching the top shows them and leaves the focus alone", () => {
  scrolled = 500;
  arrive(2);
  scrolled = 0;
  pending.look();
  assert.deepEqual(visible(), ["u-3", "u-2", "u-1"]);
  assert.equal(document.activeElement, document.body);
});

test("a reader at work in an update at the top is not disturbed", () => {
  const article = document.getElementById("u-1") as HTMLElement;
  article.tabIndex = -1;
  article.focus();
  arrive(1);
  assert.deepEqual(visible(), ["u-1"]);
});

test("an update that is held while it waits is not counted any more", () => {
  scrolled = 500;
  arrive(1);
  room.change(room.updates[1]!, { standing: "held" });
  page.apply([room.frame(room.head)], true);
  pending.look();
  assert.equal(button().hidden, true);
  assert.equal(document.title, "Storm");
});

test("the title follows the headline while updates wait", () => {
  scrolled = 500;
  arrive(1);
  room.rename("Flood");
  page.apply([room.frame(room.head)], true);
  pending.retitle();
  pending.look();
  assert.equal(document.title, "(1) Flood");
});
