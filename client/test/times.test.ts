import assert from "node:assert/strict";
import { test } from "node:test";
import { localise, number, phrase } from "../reader/times";
import { openPage } from "./dom";

// The runner's zone is Europe/Berlin.
function localised(language: string, attributes: string): string {
  openPage(`<html lang="${language}"><body><time ${attributes}>as the server wrote it</time></body></html>`);
  localise(document);
  return document.querySelector("time")?.textContent?.replace(/\s/g, " ") ?? "";
}

const winter = 'datetime="2026-02-16T23:05:09Z"';

test("a time is shown in the reader's zone, which is named", () => {
  assert.equal(localised("en", `${winter} data-local="time"`), "00:05 CET");
  assert.equal(localised("de", `${winter} data-local="time"`), "00:05 MEZ");
  assert.equal(localised("en-US", `${winter} data-local="time"`), "12:05 AM GMT+1");
});

test("a date is the reader's date", () => {
  assert.equal(localised("en", `${winter} data-local="date"`), "17 Feb 2026");
  assert.equal(localised("de", `${winter} data-local="date"`), "17. Feb. 2026");
});

test("both together follow daylight saving", () => {
  assert.equal(localised("en", 'datetime="2026-07-01T10:00:00Z" data-local="datetime"'), "1 Jul 2026, 12:00 CEST");
});

test("what is no time, or of an unknown kind, stays as the server wrote it", () => {
  const kept = "as the server wrote it";
  for (const attributes of ['datetime="soon" data-local="time"', 'data-local="time"', winter, `${winter} data-local="era"`]) {
    assert.equal(localised("en", attributes), kept, attributes);
  }
});

test("a language tag that Intl refuses does not stop the page", () => {
  assert.match(localised("not a tag!", `${winter} data-local="time"`), /05/);
  assert.equal(number(1_000), "1000");
});

test("numbers are written as the page's language writes them", () => {
  openPage('<html lang="de"><body><p data-one="{n} neue Meldung" data-other="{n} neue Meldungen"></p></body></html>');
  const element = document.querySelector("p") as HTMLElement;
  assert.equal(phrase(element, 1), "1 neue Meldung");
  assert.equal(phrase(element, 1_234), "1.234 neue Meldungen");
});

test("a phrase has the plural form that its language has for the number", () => {
  openPage('<html lang="uk"><body><p data-one="{n} допис" data-few="{n} дописи" data-many="{n} дописів"></p></body></html>');
  const element = document.querySelector("p") as HTMLElement;
  const said = [1, 2, 5, 11, 21, 24, 100].map((count) => phrase(element, count).replace(/[^ а-яіїєґ]/g, "").trim());
  assert.deepEqual(said, ["допис", "дописи", "дописів", "дописів", "допис", "дописи", "дописів"]);
});

test("a phrase that is not in the page's language follows its own", () => {
  openPage('<html lang="pl"><body><p lang="en" data-one="{n} new update" data-other="{n} new updates"></p></body></html>');
  const element = document.querySelector("p") as HTMLElement;
  assert.deepEqual([1, 2, 22].map((count) => phrase(element, count)), ["1 new update", "2 new updates", "22 new updates"]);
});
