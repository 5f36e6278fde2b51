import { Announcer } from "./announce";
import { Connection } from "./connection";
import { loadEmbedsWhenAsked, offerEmbeds, reopenEmbeds } from "./embeds";
import { Feed } from "./feed";
import { tellHeight } from "./framed";
import { forgetAsLoaded } from "./loaded";
import { Page } from "./page";
import { Pending } from "./pending";
import { isHeld, replaceInPlace } from "./place";
import { Tabs } from "./tabs";
import { localise } from "./times";

function prepare(element: ParentNode): void {
  localise(element);
  offerEmbeds(element);
}

/** Follows links to updates that stand on this page without leaving it. */
function stayForUpdates(pending: Pending): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-update-link], a[href^='#']");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const id = link.hash ? link.hash.slice(1) : `u-${link.pathname.split("/").pop()}`;
    const target = document.getElementById(id);
    if (!target) return;
    if (target.closest("[data-waiting]")) pending.show(false);
    if (link.hash) return;
    event.preventDefault();
    location.hash = id;
    target.scrollIntoView(); // the same hash a second time would not scroll
  });
}

function follow(): void {
  const page = new Page({
    prepare,
    isHeld,
    replace(old, fresh) {
      reopenEmbeds(old, fresh);
      replaceInPlace(old, fresh);
    },
  });
  const pending = new Pending(document.getElementById("pending"), page.list);
  const announcer = new Announcer(document.getElementById("live-status"));
  const connection = new Connection(document.getElementById("connection"));

  const feed = new Feed(page, {
    mustWait: () => pending.mustWait(),
    changed(changes) {
      forgetAsLoaded();
      const head = document.getElementById("coverage-head");
      if (head?.dataset.lang) document.documentElement.lang = head.dataset.lang;
      if (head?.dataset.dir) document.documentElement.dir = head.dataset.dir;
      document.body.dataset.applied = String(page.applied);
      for (const element of changes.arrived) element.classList.toggle("is-new", !element.hidden);
      pending.retitle();
      pending.look();
      announcer.add(changes.arrived.length, changes.corrected);
    },
    refreshed: () => tabs.restart(),
  });
  const tabs = new Tabs(`onrecord 1 ${document.body.dataset.stream}`, () => feed.received, {
    frames: (frames) => feed.receive(frames),
    head: (head) => feed.head(head),
    reset: (head) => feed.refresh(head, false),
    behind: (head) => feed.behind(head),
    malformed: () => feed.broken(),
    state(state) {
      document.documentElement.dataset.live = state;
      if (state === "lost") connection.lost();
      else connection.back();
      connection.still(state === "still");
    },
  });

  stayForUpdates(pending);
  const look = (): void => pending.look();
  addEventListener("scroll", look, { passive: true });
  document.addEventListener("selectionchange", () => {
    feed.settle();
    look();
  });
  document.addEventListener("visibilitychange", () => {
    look();
    if (document.visibilityState === "visible") tabs.wake();
  });
  addEventListener("online", () => tabs.wake());
  addEventListener("offline", () => connection.lost());
  // A page that is kept for the back button, or frozen, must let go of stream and lock, and begins again afterwards.
  addEventListener("pagehide", () => tabs.stop());
  addEventListener("pageshow", (event) => event.persisted && tabs.start());
  document.addEventListener("freeze", () => tabs.stop());
  document.addEventListener("resume", () => tabs.start());

  document.body.dataset.applied = String(page.applied);
  tabs.start();
}

prepare(document);
loadEmbedsWhenAsked();
tellHeight();
if (document.body.dataset.stream && document.body.dataset.changes) follow();
