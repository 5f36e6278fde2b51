import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Connection } from "../reader/connection";
import { openPage } from "./dom";

let element: HTMLElement;
let connection: Connection;

beforeEach(() => {
  openPage(`<!doctype html><html lang="en"><body><p id="connection" data-lost="Lost." data-back="Back." hidden></p>`);
  Object.assign(document, { elementsFromPoint: () => [] });
  mock.timers.enable({ apis: ["setTimeout"] });
  element = document.getElementById("connection")!;
  connection = new Connection(element);
});
afterEach(() => mock.timers.reset());

test("a connection that is lost for a moment is not spoken of", () => {
  connection.lost();
  mock.timers.tick(1_000);
  connection.back();
  mock.timers.tick(60_000);
  assert.equal(element.hidden, true);
});

test("that it is back is said for some seconds, also when it comes back twice: by polling, then by the stream", () => {
  connection.lost();
  mock.timers.tick(10_000);
  assert.equal(element.textContent, "Lost.");
  connection.back();
  mock.timers.tick(1_000);
  connection.back();
  assert.equal(element.textContent, "Back.");
  mock.timers.tick(10_000);
  assert.equal(element.hidden, true);
});

test("a connection that is lost again right after it came back is shown as lost", () => {
  connection.lost();
  mock.timers.tick(10_000);
  connection.back();
  connection.lost();
  mock.timers.tick(10_000);
  assert.equal(element.textContent, "Lost.");
  assert.equal(element.hidden, false);
});
