import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Block, schema, toBlocks, toDocument } from "../desk/blocks";
import { openPage, randomFrom } from "./dom";

before(() => { openPage("<p>"); });

const EVERY: Block[] = [
  { type: "text", html: 'The <b>old</b> <strong><em>bridge</em></strong> <em><strong>is</strong></em> <a href="https://a.example/?a=1&amp;b=2" rel="x">shut</a><br>H<sub>2</sub>O &amp; <code>x &lt; y</code>  two\nlines' },
  { type: "heading", text: "Roads", level: 4 },
  { type: "list", items: ["one", "two <i>and</i><br>more"], ordered: true },
  { type: "list", items: ["only"], ordered: false },
  { type: "quote", text: "We are safe.\n\n\nAll of us.\nReally.", attribution: "A resident" },
  { type: "quote", text: "Unsaid", attribution: null },
  { type: "image", url: "https://a.example/b.jpg", alt: "A bridge", caption: "", credit_line: "Ada", width: 800, height: 600, renditions: [{ url: "/media/b.avif", media_type: "image/avif", width: 800, height: 600 }] },
  { type: "embed", url: "https://www.youtube.com/watch?v=abcdefghijk", provider: "youtube", text: "A film" },
  { type: "link", text: "The story", url: null },
  { type: "table", rows: [["a", "b\nc"], ["d"], ["e", "f", "g"]], header: ["One"], caption: "Ragged" },
  { type: "table", rows: [], header: ["Only a header"], caption: "" },
  { type: "divider" },
  { type: "poll", question: "Of a kind that this editor has never heard of" },
  { type: "heading", text: "", level: 3 },
];

test("what is not touched comes back as it was, every kind of it", () => {
  assert.deepEqual(toBlocks(toDocument(EVERY)), EVERY);
});

test("when one paragraph is changed every other block is as it was", () => {
  const document = toDocument(EVERY);
  const changed = document.replace(0, document.child(0).nodeSize, toDocument([{ type: "text", html: "x" }]).slice(0, 3));
  assert.deepEqual(toBlocks(changed).slice(1), EVERY.slice(1));
});

test("what was typed is written in the small subset, and read again the same", () => {
  const simple: Block[] = [
    { type: "text", html: 'A <a href="https://a.example/?a=1&amp;b=%22">b <strong>c</strong></a><strong> d</strong><br>&lt;e&gt; &amp; f' },
    { type: "heading", text: "G & <h>", level: 3 },
    { type: "list", items: ["i", "<em>j</em>"], ordered: false },
    { type: "quote", text: "k\nl\n\nm", attribution: "n" },
    { type: "table", rows: [["o", "p\nq"]], header: ["r", "s"], caption: "t" },
  ];
  // Through JSON no node is the one that was made of its block: everything is written anew.
  const again = schema().nodeFromJSON(toDocument(simple).toJSON());
  assert.deepEqual(toBlocks(again), simple);
});

test("a kind that is not known stands as a box that keeps all of it", () => {
  const poll = { type: "poll", options: [{ words: "Yes" }] };
  const document = toDocument([poll]);
  assert.equal(document.firstChild?.type.name, "opaque");
  assert.deepEqual(toBlocks(schema().nodeFromJSON(document.toJSON())), [poll]);
});

test("what is wrong in itself stands as a box too", () => {
  const wrong = [{ type: "text" }, { type: "list", items: "no" }, { type: "table", rows: [1], header: [], caption: "" }, { type: "list", items: [], ordered: false }] as Block[];
  const document = toDocument(wrong);
  document.forEach((node) => { assert.equal(node.type.name, "opaque"); });
  assert.deepEqual(toBlocks(document), wrong);
});

test("paragraphs that say nothing are no blocks", () => {
  assert.deepEqual(toBlocks(toDocument([])), []);
});

test("any paragraph of the subset is read and written again to the same words", () => {
  const pieces = ["<strong>", "</strong>", "<em>", "</em>", "<b>", "</b>", "<s>", "</s>", "<sup>", "</sup>", "<code>", "</code>", '<a href="https://a.example/">', "</a>", "<br>", "a", " ", "\u00a0", "é", "אב", "&amp;", "&lt;"];
  const words = (html: string): string => html.replace(/<br>/g, "\n").replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&amp;/g, "&");
  for (let seed = 1; seed < 400; seed += 1) {
    const random = randomFrom(seed);
    const html = Array.from({ length: 1 + random(14) }, () => pieces[random(pieces.length)]).join("");
    const document = schema().nodeFromJSON(toDocument([{ type: "text", html }]).toJSON());
    const [block] = toBlocks(document);
    if (!block) continue;
    assert.equal(words(String(block["html"])).replace(/\s/g, ""), words(html).replace(/\s/g, ""), html);
    assert.deepEqual(toBlocks(schema().nodeFromJSON(toDocument([block]).toJSON())), [block], html);
  }
});
