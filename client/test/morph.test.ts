import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keepingFocus } from "../desk/room/live";
import { morph } from "../desk/room/morph";
import { openPage, randomFrom, shuffled } from "./dom";

let list: HTMLElement;

beforeEach(() => {
  const window = openPage("<!doctype html><body><ol id='list'></ol></body>");
  for (const name of ["Element", "HTMLInputElement", "HTMLTextAreaElement", "HTMLSelectElement"]) {
    Object.defineProperty(globalThis, name, { value: (window as unknown as Record<string, unknown>)[name], configurable: true });
  }
  list = document.getElementById("list") as HTMLElement;
});

function become(html: string): void {
  const wanted = list.cloneNode(false) as HTMLElement;
  wanted.innerHTML = html;
  morph(list, wanted);
}

const row = (id: string, ...inside: string[]): string => `<li id="${id}">${inside.join("\n")}</li>`;

test("a list reads as the wanted one after any change of rows", () => {
  const random = randomFrom(7);
  for (let round = 0; round < 300; round += 1) {
    const names = shuffled(["a", "b", "c", "d", "e"], random).slice(0, random(6));
    const html = names.map((name) => row(name, random(2) ? "<b>x</b>" : "text", random(2) ? '<a href="/1">y</a>' : "")).join(random(2) ? "\n" : "");
    become(html);
    assert.equal(list.innerHTML, html);
  }
});

test("what stays is the same element, and is not moved when rows come or go above it", () => {
  become(row("a") + row("b", '<a href="/b">edit</a>') + row("c"));
  const link = list.querySelector("a") as HTMLElement;
  link.focus();
  become(row("new") + row("b", '<form action="/undo"></form>', '<a href="/b">edit</a>', "more"));
  assert.equal(list.querySelector("a"), link);
  assert.equal(document.activeElement, link);
  become(row("b", '<a href="/b">edit</a>'));
  assert.equal(document.activeElement, link);
});

test("a button for one thing does not become a button for another under somebody's hand", () => {
  become(row("a", '<form action="/pin"><button>Pin</button></form>'));
  const before = list.querySelector("form");
  become(row("a", '<form action="/retract"><button>Retract</button></form>'));
  assert.notEqual(list.querySelector("form"), before);
});

test("what somebody types and opens stays", () => {
  become(row("a", '<input name="why" value="">', "<details><summary>More</summary></details>"));
  const input = list.querySelector("input") as HTMLInputElement;
  input.value = "half a sentence";
  list.querySelector("details")?.setAttribute("open", "");
  become(row("a", '<input name="why" value="">', "<details><summary>More</summary></details>", "<p>new</p>"));
  assert.equal((list.querySelector("input") as HTMLInputElement).value, "half a sentence");
  assert.equal(list.querySelector("details")?.hasAttribute("open"), true);
});

test("focus on something that goes stays in its row, or goes on to the row that stands there now", () => {
  const button = (id: string, name: string): string => `<li id="${id}" data-row tabindex="-1"><form action="/${name}"><button>x</button></form></li>`;
  become(button("a", "pin") + button("b", "pin"));
  const press = (id: string): void => (document.querySelector(`#${id} button`) as HTMLElement).focus();
  press("a");
  keepingFocus(list, () => become(button("a", "unpin") + button("b", "pin")));
  assert.equal(document.activeElement?.id, "a");
  press("a");
  keepingFocus(list, () => become(button("b", "pin")));
  assert.equal(document.activeElement?.id, "b");
  press("b");
  keepingFocus(list, () => become(button("c", "pin") + button("b", "pin")));
  assert.equal(document.activeElement?.tagName, "BUTTON");
});
