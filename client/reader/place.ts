const LANDMARKS = "article[id^='u-'], #coverage-head, #coverage-updated, #key-points, #pinned, #key-events, #older";
const BLOCKS = "p, li, figure, blockquote, h1, h2, h3, h4, table, summary";
// A page that stands at its very top stays there: what comes above is what the reader is waiting for.
const TOP = 8;

type Anchor = { element: Element; id: string; tag: string; text: string; top: number };

function anchorsInView(): Anchor[] {
  const column = (document.getElementById("updates") ?? document.body).getBoundingClientRect();
  const x = Math.min(Math.max(column.left + column.width / 2, 1), innerWidth - 1);
  const blocks = new Set<Element>();
  const landmarks = new Set<Element>();
  // From a little below the edge, where bars stick, down to the bottom: the topmost thing in view is being read.
  for (let y = innerHeight * 0.12; y < innerHeight; y += 24) {
    const hit = document.elementsFromPoint(x, y).find((element) => element.closest(LANDMARKS));
    const landmark = hit?.closest(LANDMARKS);
    if (!hit || !landmark) continue;
    landmarks.add(landmark);
    const block = hit.closest(BLOCKS);
    if (block && landmark.contains(block)) blocks.add(block);
  }
  return [...blocks, ...landmarks].map((element) => ({
    element,
    id: element.closest(LANDMARKS)?.id ?? "",
    tag: element.tagName,
    text: element.matches(LANDMARKS) ? "" : (element.textContent ?? ""),
    top: element.getBoundingClientRect().top,
  }));
}

function found(anchor: Anchor): Element | undefined {
  if (anchor.element.isConnected) return anchor.element;
  const landmark = document.getElementById(anchor.id);
  if (!landmark || !anchor.text) return landmark ?? undefined;
  return [...landmark.querySelectorAll(anchor.tag)].find((element) => element.textContent === anchor.text);
}

/** Makes a change to the page, after which what the reader was looking at stands where it stood. */
export function keepPlace<T>(change: () => T): T {
  const scroller = document.scrollingElement;
  if (!scroller || scroller.scrollTop <= TOP) return change();
  const anchors = anchorsInView();
  const style = document.documentElement.style;
  // The browser's own anchoring would answer to the same change a second time.
  style.setProperty("overflow-anchor", "none");
  try {
    return change();
  } finally {
    for (const anchor of anchors) {
      const element = found(anchor);
      if (!element) continue;
      const moved = element.getBoundingClientRect().top - anchor.top;
      if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
      break;
    }
    style.removeProperty("overflow-anchor");
  }
}

function selectionTouches(element: Node): boolean {
  const selection = getSelection();
  return !!selection && !selection.isCollapsed && selection.containsNode(element, true);
}

/** Whether the reader has text of the element selected. */
export function isHeld(element: HTMLElement): boolean {
  return selectionTouches(element);
}

/** Whether new updates may show themselves: the reader looks, stands at the top and is not at work in an update. */
export function isWatchingTop(list: HTMLElement): boolean {
  if (document.visibilityState !== "visible") return false;
  const isAtTop = (document.scrollingElement?.scrollTop ?? 0) <= TOP || list.getBoundingClientRect().top >= innerHeight;
  return isAtTop && !list.contains(document.activeElement) && !selectionTouches(list);
}

const FOCUSABLE = "a[href], button, summary, input, iframe, [tabindex]";

/** Puts `fresh` where `old` stands; focus and opened details are carried over. */
export function replaceInPlace(old: HTMLElement, fresh: HTMLElement): void {
  const active = document.activeElement;
  const hadFocus = active && old.contains(active) ? active : undefined;
  const index = hadFocus ? [...old.querySelectorAll(FOCUSABLE)].indexOf(hadFocus) : -1;
  const details = fresh.querySelectorAll("details");
  old.querySelectorAll("details").forEach((element, n) => {
    if (element.open && details[n]) details[n].open = true;
  });
  old.replaceWith(fresh);
  if (!hadFocus) return;
  const sameId = hadFocus.id ? document.getElementById(hadFocus.id) : null;
  focusOn(sameId ?? fresh.querySelectorAll<HTMLElement>(FOCUSABLE)[index] ?? fresh);
}

/** Focuses the element, whatever it is, without scrolling. */
export function focusOn(element: HTMLElement): void {
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
