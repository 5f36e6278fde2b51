import assert from "node:assert/strict";
import { test } from "node:test";
import { same } from "../desk/same";
import { zonedInput, zonedTime } from "../desk/zones";

test("a moment is shown and read on the coverage's clock, whatever this machine's says", () => {
  assert.equal(zonedInput("2026-02-16T14:05:09.123456Z", "Europe/Kyiv"), "2026-02-16T16:05");
  assert.equal(zonedTime("2026-02-16T16:05", "Europe/Kyiv"), "2026-02-16T14:05:00.000Z");
  assert.equal(zonedInput("2026-07-01T18:30:00.000000Z", "Asia/Kathmandu"), "2026-07-02T00:15");
  assert.equal(zonedTime("2026-07-02T00:15", "Asia/Kathmandu"), "2026-07-01T18:30:00.000Z");
});

test("an hour that comes twice is the first of the two, one that never comes the one after", () => {
  assert.equal(zonedTime("2026-10-25T02:30", "Europe/Berlin"), "2026-10-25T00:30:00.000Z");
  assert.equal(zonedTime("2026-03-29T02:30", "Europe/Berlin"), "2026-03-29T01:30:00.000Z");
});

test("nothing typed is no moment", () => {
  assert.equal(zonedTime("", "UTC"), null);
  assert.equal(zonedInput(null, "UTC"), "");
});

test("two texts are the same when they say the same", () => {
  assert.ok(same({ a: null, b: [], c: "x", at: "2026-02-16T14:05:00.000Z" }, { c: "x", at: "2026-02-16T14:05:00.000000Z", d: "" }));
  assert.ok(!same({ c: "x" }, { c: "y" }));
  assert.ok(!same({ c: ["x", ""] }, { c: ["x", "", ""] }));
});
