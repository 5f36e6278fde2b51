import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { blocksFromHtml, blocksFromText, loneUrl } from "../desk/paste";
import { openPage } from "./dom";

beforeEach(() => { openPage("<p>"); });

const clipboard = (name: string): string => readFileSync(`../tests/data/clipboard/${name}.html`, "utf8");
const text = (html: string): object => ({ type: "text", html });

test("a document of Word becomes headings, paragraphs, lists and a table, and nothing of Word's", () => {
  assert.deepEqual(blocksFromHtml(clipboard("word")).blocks, [
    { type: "heading", text: "What we know", level: 3 },
    text('The <strong>outer gates</strong> were closed at 14:20. Nobody was <em>hurt</em>, the <a href="https://harbour.example/notice?id=4&amp;lang=en">harbour office</a> said.'),
    { type: "list", items: ["Ferries wait", "two at the pier", "<strong>Lorries</strong> turn back"], ordered: false },
    { type: "list", items: ["Close the inner gates", "Pump"], ordered: true },
    text("CO<sub>2</sub> &lt; 5\u00a0%"),
    { type: "table", rows: [["Gauge", "Level"], ["North pier", "4.1 m"]], header: [], caption: "" },
  ]);
});

test("a document of Google Docs keeps what is bold, italic, struck and linked, and is not bold as a whole", () => {
  assert.deepEqual(blocksFromHtml(clipboard("google-docs")).blocks, [
    { type: "heading", text: "What we know", level: 3 },
    text('The <strong>outer gates</strong> were closed. Nobody was <em>hurt</em>, the <a href="https://harbour.example/notice">harbour office</a> said.'),
    { type: "list", items: ["Ferries wait", "two at the pier", "<strong>Lorries</strong> turn back"], ordered: false },
    text("H<sub>2</sub>O is <s>safe</s> boiled."),
    { type: "table", rows: [["North pier", "4.1 m"], ["South pier", "3.8 m"]], header: [], caption: "" },
  ]);
});

test("a mail's layout table is no table, its quoted mail no quotation, its links lead where they say", () => {
  const { blocks, pictures } = blocksFromHtml(clipboard("mail"));
  assert.deepEqual(blocks, [
    text("Dear desk,"),
    text("the water stands at <strong>4.1 metres</strong>.<br>It still rises."),
    text("On Monday the desk wrote:"),
    text("How high is it?"),
    text('See <a href="https://harbour.example/levels">the levels</a>, <a href="mailto:pier@harbour.example">mail us</a> or click.'),
  ]);
  assert.equal(pictures, 1);
});

test("a page's quotation, list, table and rule become blocks; its pictures, scripts and buttons do not", () => {
  const { blocks, pictures } = blocksFromHtml(clipboard("page"));
  assert.deepEqual(blocks, [
    { type: "heading", text: "Harbour on alert", level: 3 },
    text("The gates are <strong>closed</strong>."),
    text("The gates, on Monday"),
    { type: "quote", text: "We are safe.\n\nAll of us.", attribution: "A resident" },
    { type: "list", items: ["One<br>and a half", "Two <em>and</em> more"], ordered: true },
    { type: "divider" },
    { type: "table", rows: [["North", "4.1 m"]], header: ["Gauge", "Level"], caption: "Levels" },
  ]);
  assert.equal(pictures, 1);
});

test("a mail of Outlook is paragraphs and a list; its signature's layout is no table, its links lead where they say", () => {
  const { blocks, pictures } = blocksFromHtml(clipboard("outlook"));
  assert.deepEqual(blocks, [
    text("Hello desk,"),
    text('The <strong>outer gates</strong> were closed at 14:20, says the <a href="https://harbour.example/notice?id=4">harbour office</a>.'),
    { type: "list", items: ["Ferries wait", "<em>Lorries</em> turn back"], ordered: false },
    text("Ada Marsh<br>Harbour office"),
    text("<strong>Subject:</strong> Gates"),
  ]);
  assert.equal(pictures, 1);
});

test("a mail of Apple Mail has no empty paragraphs, and what it answers to is no quotation for readers", () => {
  const { blocks, pictures } = blocksFromHtml(clipboard("apple-mail"));
  assert.deepEqual(blocks, [
    text("Hello desk,"),
    text("The <strong>outer gates</strong> are\u00a0<em>closed</em>."),
    { type: "list", items: ["Ferries wait", 'Lorries <a href="https://harbour.example/notice">turn back</a>'], ordered: false },
    text("Ada<br>Harbour office"),
    text('On 16 Feb 2026, at 12:05, Desk &lt;<a href="mailto:desk@news.example">desk@news.example</a>&gt; wrote:'),
    text("How high is it?"),
  ]);
  assert.equal(pictures, 1);
});

test("of a page of boxes in boxes its words remain: no counters, hidden words, layout tables, scripts", () => {
  const { blocks, pictures } = blocksFromHtml(clipboard("news-page"));
  assert.deepEqual(blocks, [
    { type: "heading", text: "Gates closed at the harbour", level: 3 },
    text("The <strong>outer gates</strong> were closed at 14:20."),
    text("Harbour office"),
    text("The outer gates, on Monday"),
    text("Water is at <em>4.1 metres</em>."),
    { type: "list", items: ['<a href="https://news.example/ferries?utm=x">Ferries wait</a>', "Lorries turn back"], ordered: false },
  ]);
  assert.equal(pictures, 1);
});

test("nothing executable survives", () => {
  const html = '<p onclick="a()">One <a href="javascript:a()">two</a> <a href="data:text/html,x">three</a><script>a()</script></p><svg><a href="https://a.example">x</a></svg>';
  assert.deepEqual(blocksFromHtml(html).blocks, [text("One two three")]);
});

test("what is a thousand elements deep keeps its words", () => {
  const { blocks } = blocksFromHtml(`${"<div><span>".repeat(1_000)}deep${"</span></div>".repeat(1_000)}`);
  assert.deepEqual(blocks, [text("deep")]);
});

test("plain text is parted at blank lines", () => {
  assert.deepEqual(blocksFromText("One\r\ntwo <b>\r\n\r\n  \r\nThree\n"), [text("One<br>two &lt;b&gt;"), text("Three")]);
});

test("only an address that stands alone is one", () => {
  assert.equal(loneUrl(" https://a.example/x?y=1#z \n"), "https://a.example/x?y=1#z");
  for (const other of ["see https://a.example", "https://a.example and b", "https://localhost", "javascript:a()", "a.example", ""]) assert.equal(loneUrl(other), null);
});
