// Makes one tree read as another without replacing what stays: focus, what is typed and what was opened are kept.

// Belong to whoever sits at the page, or differ in every answer without meaning anything.
const OWN = new Set(["open", "data-here"]);

export function morph(from: Element, to: Element): void {
  attributes(from, to);
  if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement || from instanceof HTMLSelectElement) return;
  children(from, to);
}

function attributes(from: Element, to: Element): void {
  for (const { name, value } of [...to.attributes]) {
    if (!OWN.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!OWN.has(name) && !to.hasAttribute(name)) from.removeAttribute(name);
  }
}

// An element that is moved loses its focus: so what goes is taken away first, and what stays stays where it is.
function children(from: Element, to: Element): void {
  const wantedIds = new Set([...to.children].map((child) => child.id));
  const named = new Map<string, Element>();
  for (const child of [...from.children]) {
    if (!child.id) continue;
    if (wantedIds.has(child.id)) named.set(child.id, child);
    else child.remove();
  }
  let next: ChildNode | null = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = wanted instanceof Element && wanted.id ? named.get(wanted.id) : undefined;
    if (known) {
      if (known === next) next = next.nextSibling;
      else from.insertBefore(known, next);
      morph(known, wanted as Element);
      continue;
    }
    const alike = ahead(next, wanted);
    if (!alike) {
      from.insertBefore(document.importNode(wanted, true), next);
      continue;
    }
    while (next !== alike) next = dropped(next as ChildNode);
    next = alike.nextSibling;
    if (alike instanceof Element) morph(alike, wanted as Element);
    else if (alike.nodeValue !== wanted.nodeValue) alike.nodeValue = wanted.nodeValue;
  }
  while (next) next = dropped(next);
}

function dropped(node: ChildNode): ChildNode | null {
  const after = node.nextSibling;
  node.remove();
  return after;
}

// What stands here for this already; something with an id of its own is not passed over to get to it.
function ahead(next: ChildNode | null, wanted: ChildNode): ChildNode | null {
  for (let here = next; here && !(here instanceof Element && here.id); here = here.nextSibling) {
    if (isAlike(here, wanted)) return here;
    if (!(wanted instanceof Element)) return null;
  }
  return null;
}

// Two buttons in one place may do different things: somebody about to press one must not press the other.
function isAlike(here: ChildNode, wanted: ChildNode): boolean {
  if (here.nodeType !== wanted.nodeType) return false;
  if (!(here instanceof Element) || !(wanted instanceof Element)) return true;
  return here.tagName === wanted.tagName && !here.id && !wanted.id && address(here) === address(wanted);
}

function address(element: Element): string | null {
  return element.getAttribute("action") ?? element.getAttribute("href");
}
