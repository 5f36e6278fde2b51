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

function children(from: Element, to: Element): void {
  const named = new Map<string, Element>();
  for (const child of from.children) if (child.id) named.set(child.id, child);
  let next: ChildNode | null = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = wanted instanceof Element && wanted.id ? named.get(wanted.id) : undefined;
    if (known) {
      if (known === next) next = next.nextSibling;
      else from.insertBefore(known, next);
      morph(known, wanted as Element);
    } else if (next && isAlike(next, wanted)) {
      const here: ChildNode = next;
      next = here.nextSibling;
      if (here instanceof Element) morph(here, wanted as Element);
      else if (here.nodeValue !== wanted.nodeValue) here.nodeValue = wanted.nodeValue;
    } else {
      from.insertBefore(document.importNode(wanted, true), next);
    }
  }
  while (next) {
    const gone: ChildNode = next;
    next = gone.nextSibling;
    gone.remove();
  }
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
