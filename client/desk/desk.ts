// On every page of the desk: the keys, and what still waits to be published from this device.
import { h, announce } from "./elements";
import { askAs } from "./api";
import { type Outcome, deliverAll } from "./outbox";
import { queue } from "./kept";
import { beHere, leaveDevice } from "./offline/device";
import { showDevice } from "./offline/forget";
import { hasSingleKeys, listenForShortcuts, showShortcuts } from "./shortcuts";
import { speak, t } from "./words";

const user = (document.currentScript as HTMLScriptElement | null)?.dataset["user"] ?? "";
const RETRY_SECONDS = 15;

function notice(kind: string, ...parts: (Node | string)[]): void {
  let list = document.querySelector<HTMLElement>("#desk-notices");
  if (!list) {
    list = h("div", { id: "desk-notices", role: "status" });
    document.querySelector("main")?.prepend(list);
  }
  list.replaceChildren(h("p", { class: kind }, ...parts));
}

function tell(outcome: Outcome): void {
  const title = outcome.waiting.title || t("Untitled");
  const open = h("a", { href: outcome.waiting.urls.edit }, t("Open it"));
  if (outcome.kind === "published") {
    notice("notice good", t("Published: “{title}”, number {seq} in the log.", { title, seq: outcome.seq }));
    announce(t("Published"));
  } else if (outcome.kind === "refused") {
    notice("problem", t("“{title}” could not be published: {why}", { title, why: String(outcome.answer.body["message"] ?? "") }), " ", open);
  } else {
    notice("notice", t("“{title}” waits on this device and is published as soon as the desk can be reached.", { title }), " ", open);
  }
}

async function send(): Promise<void> {
  await deliverAll(user, tell);
  if ((await queue.all()).some((each) => each.user === user && each.refused === undefined)) setTimeout(() => void send(), RETRY_SECONDS * 1000);
}

addEventListener("DOMContentLoaded", () => {
  if (!("indexedDB" in window)) return;
  // Nobody is signed in on this page: what this device had for somebody is theirs no longer.
  if (!user) return void leaveDevice();
  document.querySelector<HTMLFormElement>("form.out")?.addEventListener("submit", () => void leaveDevice());
  void beHere(user).catch(() => undefined);
});

addEventListener("DOMContentLoaded", () => {
  if (!user) return;
  const words = document.getElementById("desk-words")?.textContent;
  if (words) speak(JSON.parse(words) as Record<string, string>);
  listenForShortcuts();
  const device = document.getElementById("this-device");
  if (device && "indexedDB" in window) void showDevice(device, user);
  const help = h("button", { type: "button", class: "quiet keys-button", "aria-haspopup": "dialog", onclick: showShortcuts }, t("Keys"), hasSingleKeys() && " ", hasSingleKeys() && h("kbd", { "aria-hidden": "true" }, "?"));
  (document.querySelector(".bar .out") ?? document.querySelector(".bar"))?.prepend(help);
  if (document.getElementById("composer") || !("indexedDB" in window)) return;
  askAs(user);
  void send();
  addEventListener("online", () => void send());
});
