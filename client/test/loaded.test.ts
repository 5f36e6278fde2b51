import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetAsLoaded } from "../reader/loaded";
import { Pending } from "../reader/pending";
import { openPage } from "./dom";

const page = (kind: string, heading: string): string => `<!doctype html><html><head><title>Boats late – River</title>
<meta name="description" content="Boats late" data-as-loaded><link rel="canonical" href="/river">
<script type="application/ld+json" data-as-loaded>{"headline":"Boats late"}</script></head>
<body data-page="${kind}"><header id="coverage-head" data-title="River"></header>
<div id="updates"><article id="u-1">${heading}</article></div></body></html>`;

test("what the head said when the page was loaded can be taken away, the rest stays", () => {
  openPage(page("front", ""));
  forgetAsLoaded();
  assert.ok(!document.head.innerHTML.includes("Boats late\""));
  assert.equal(document.head.querySelectorAll("meta, script").length, 0);
  assert.equal(document.head.querySelectorAll("link").length, 1);
});

test("the title of an update's own page lets withdrawn words go", () => {
  openPage(page("update", "<h2 class=\"update-heading\">Boats late</h2>"));
  const pending = new Pending(null, document.getElementById("updates"));
  assert.equal(document.title, "Boats late – River");
  document.body.dataset.applied = "7";
  pending.retitle();
  pending.look();
  assert.equal(document.title, "Boats late – River");
  document.querySelector("article")!.innerHTML = "<h2 class=\"tombstone-heading\">Withdrawn</h2>";
  pending.retitle();
  pending.look();
  assert.equal(document.title, "River");
});
