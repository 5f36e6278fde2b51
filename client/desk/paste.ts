// What comes from Word, Google Docs, mail and other pages, made into clean blocks: rebuilt from what it says, not filtered.
import type { Block } from "./blocks";

interface Run {
  text: string;
  marks: string[];
}

export interface Pasted {
  blocks: Block[];
  /** Pictures of the other page, which are not taken: they are somebody's, and nobody's file is here. */
  pictures: number;
}

const SKIPPED = new Set([
  "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "video", "audio", "canvas",
  "head", "meta", "link", "title", "button", "input", "select", "textarea", "form-control", "nav", "map", "xml",
]); // prettier-ignore
const BLOCKS = new Set([
  "p", "div", "section", "article", "header", "footer", "main", "aside", "figure", "figcaption", "address", "pre", "dl",
  "dt", "dd", "details", "summary", "center", "form", "fieldset", "tbody", "thead", "tr", "td", "th", "body", "html", "li",
]); // prettier-ignore
const ORDER = ["a", "strong", "em", "s", "sub", "sup", "code"];
const DEEPEST = 200;

/** Blocks made of foreign HTML; the document that it is parsed in is inert. */
export function blocksFromHtml(html: string): Pasted {
  const page = new DOMParser().parseFromString(html, "text/html");
  const builder = new Builder();
  builder.walk(page.body, [], 0);
  builder.flush();
  return { blocks: builder.blocks, pictures: builder.pictures };
}

/** Blocks made of plain text: a blank line parts paragraphs, a line end is a line end. */
export function blocksFromText(text: string): Block[] {
  return text.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n\s*/).map((part) => part.trim()).filter(Boolean)
    .map((part) => ({ type: "text", html: part.split("\n").map((line) => escaped(line.trim())).join("<br>") }));
}

/** The address, if the whole text is one. */
export function loneUrl(text: string): string | null {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^\s<>"]{3,4000}$/i.test(trimmed)) return null;
  try {
    return new URL(trimmed).hostname.includes(".") ? trimmed : null;
  } catch {
    return null;
  }
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

class Builder {
  readonly blocks: Block[] = [];
  pictures = 0;
  private runs: Run[] = [];

  walk(parent: Node, marks: string[], depth: number): void {
    if (depth > DEEPEST) return void this.say(parent.textContent ?? "", marks);
    for (const node of parent.childNodes) {
      if (node.nodeType === 3) this.say(node.textContent ?? "", marks);
      else if (node.nodeType === 1) this.element(node as HTMLElement, marks, depth + 1);
    }
  }

  private element(element: HTMLElement, marks: string[], depth: number): void {
    const name = element.localName.toLowerCase();
    const style = (element.getAttribute("style") ?? "").toLowerCase().replace(/\s+/g, "");
    if (SKIPPED.has(name) || /display:none|mso-hide:all|mso-list:ignore/.test(style)) return;
    if (name === "br") {
      if (!element.classList.contains("Apple-interchange-newline")) this.runs.push({ text: "\n", marks: [] });
      return;
    }
    if (name === "img" || name === "v:imagedata") {
      const width = Number(element.getAttribute("width") ?? 100);
      if (width > 2) this.pictures += 1; // smaller ones count readers
      return;
    }
    if (name === "hr") {
      this.flush();
      this.blocks.push({ type: "divider" });
    } else if (/^h[1-6]$/.test(name) || /^Mso(Title|Subtitle|Heading\d)\b/.test(element.className)) {
      this.heading(element, /^h[4-6]$/.test(name) ? 4 : 3);
    } else if (name === "ul" || name === "ol") {
      this.flush();
      this.list(element, name === "ol", depth);
    } else if (name === "blockquote" && this.quote(element)) {
      return;
    } else if (name === "table" && this.table(element as HTMLTableElement)) {
      return;
    } else if (name === "p" && (/mso-list:(?!none|ignore)/.test(style) || /^MsoListParagraph/.test(element.className) && element.querySelector("[style*='mso-list']"))) {
      this.wordItem(element, depth);
    } else if (BLOCKS.has(name) || /display:block/.test(style)) {
      this.flush();
      this.walk(element, marks, depth);
      this.flush();
    } else {
      this.walk(element, marksOf(element, name, style, marks), depth);
    }
  }

  private say(text: string, marks: string[]): void {
    if (text) this.runs.push({ text: text.replace(/[ \t\r\n\f\u200b\ufeff]+/g, " "), marks });
  }

  flush(): void {
    const html = written(this.runs);
    this.runs = [];
    if (html) this.blocks.push({ type: "text", html });
  }

  /** What is inside, as inline HTML. */
  private inlineOf(element: Node, depth: number): { html: string; blocks: Block[] } {
    const inner = new Builder();
    inner.walk(element, [], depth);
    const html = written(inner.runs);
    inner.runs = [];
    this.pictures += inner.pictures;
    const parts = [...inner.blocks.map((block) => (block.type === "text" ? String(block["html"]) : "")), html].filter(Boolean);
    return { html: parts.join("<br>"), blocks: inner.blocks.filter((block) => block.type !== "text") };
  }

  private heading(element: HTMLElement, level: number): void {
    this.flush();
    const text = clean(element.textContent ?? "");
    if (text) this.blocks.push({ type: "heading", text, level });
  }

  private list(list: HTMLElement, ordered: boolean, depth: number): void {
    const items: string[] = [];
    const collect = (parent: HTMLElement, level: number): void => {
      for (const child of parent.children) {
        const name = child.localName;
        if (name === "ul" || name === "ol") {
          if (level < DEEPEST) collect(child as HTMLElement, level + 1);
          continue;
        }
        const own = child.cloneNode(true) as HTMLElement;
        const inner = [...own.querySelectorAll("ul, ol")].filter((each) => !each.parentElement?.closest("ul, ol"));
        for (const each of inner) each.remove();
        const { html } = this.inlineOf(own, depth);
        if (html) items.push(html);
        for (const each of inner) if (level < DEEPEST) collect(each as HTMLElement, level + 1);
      }
    };
    collect(list, depth);
    this.items(items, ordered);
  }

  private items(items: string[], ordered: boolean, joins = false): void {
    if (!items.length) return;
    const last = this.blocks.at(-1);
    if (joins && last?.type === "list" && last["ordered"] === ordered) (last["items"] as string[]).push(...items);
    else this.blocks.push({ type: "list", items, ordered });
  }

  /** Word writes lists as paragraphs, each with its sign in a part that it tells others to ignore. */
  private wordItem(paragraph: HTMLElement, depth: number): void {
    this.flush();
    const sign = [...paragraph.querySelectorAll<HTMLElement>("[style]")]
      .find((each) => /mso-list:\s*ignore/i.test(each.getAttribute("style") ?? ""))?.textContent ?? "";
    const { html } = this.inlineOf(paragraph, depth);
    if (html) this.items([html], /^\s*\(?(\d+|[a-z]{1,3}|[ivxlc]+)[.)]/i.test(sign), true);
  }

  private quote(element: HTMLElement): boolean {
    // What a mail answers to is not a quotation for readers.
    if (element.getAttribute("type") === "cite" || element.querySelector("table, ul, ol, h1, h2, h3, blockquote")) return false;
    this.flush();
    const copy = element.cloneNode(true) as HTMLElement;
    const by = copy.querySelector("cite, footer, figcaption");
    by?.remove();
    const inner = new Builder();
    inner.walk(copy, [], 1);
    inner.flush();
    const parts = inner.blocks.map((block) => plain(String(block["html"] ?? ""))).filter(Boolean);
    const attribution = clean(by?.textContent ?? "").replace(/^[\u2012-\u2015-]+\s*/, "");
    if (parts.length) this.blocks.push({ type: "quote", text: parts.join("\n\n"), attribution: attribution || null });
    return true;
  }

  private table(table: HTMLTableElement): boolean {
    const rows = [...table.rows].map((row) => [...row.cells]);
    const isLayout = table.getAttribute("role") === "presentation" || table.querySelector("table") || rows.every((row) => row.length < 2);
    if (isLayout || rows.length < 2) return false;
    this.flush();
    const words = (cells: HTMLElement[]): string[] => cells.map((cell) => cellWords(cell));
    const isHeader = rows[0]!.every((cell) => cell.localName === "th") || table.tHead?.rows.length === 1;
    const header = isHeader ? words(rows[0]!) : [];
    const body = (isHeader ? rows.slice(1) : rows).map(words);
    if ([...body.flat(), ...header].some(Boolean)) {
      this.blocks.push({ type: "table", rows: body, header, caption: clean(table.caption?.textContent ?? "") });
    }
    return true;
  }
}

function cellWords(cell: HTMLElement): string {
  const inner = new Builder();
  inner.walk(cell, [], 1);
  inner.flush();
  return inner.blocks.map((block) => (block.type === "list" ? (block["items"] as string[]).map(plain).join("\n") : plain(String(block["html"] ?? block["text"] ?? "")))).join("\n");
}

function marksOf(element: HTMLElement, name: string, style: string, marks: string[]): string[] {
  const next = new Set(marks);
  const weight = /(?:^|;)font-weight:(\w+)/.exec(style)?.[1];
  // Google Docs wraps all of it in a <b> that is not bold.
  if (((name === "b" || name === "strong") && weight !== "normal" && weight !== "400") || weight === "bold" || Number(weight) >= 600) next.add("strong");
  if (weight === "normal" || weight === "400") next.delete("strong");
  if (((name === "i" || name === "em") && !/(?:^|;)font-style:normal/.test(style)) || /(?:^|;)font-style:(italic|oblique)/.test(style)) next.add("em");
  if (name === "s" || name === "strike" || name === "del" || /text-decoration[^;]*line-through/.test(style)) next.add("s");
  if (name === "sub" || /(?:^|;)vertical-align:sub/.test(style)) next.add("sub");
  if (name === "sup" || /(?:^|;)vertical-align:super/.test(style)) next.add("sup");
  if (name === "code" || name === "kbd" || name === "samp" || name === "tt") next.add("code");
  if (name === "a") {
    const href = target(element.getAttribute("href") ?? "");
    for (const each of next) if (each.startsWith("a ")) next.delete(each);
    if (href) next.add(`a ${href}`);
  }
  return [...next];
}

/** Where a link leads, without the detour that Google and Outlook send it on; empty for what is no public address. */
function target(href: string): string {
  let url: URL;
  try {
    url = new URL(href.trim());
  } catch {
    return "";
  }
  const inner = (url.hostname === "www.google.com" && url.pathname === "/url" && (url.searchParams.get("q") ?? url.searchParams.get("url")))
    || (url.hostname.endsWith(".safelinks.protection.outlook.com") && url.searchParams.get("url"));
  if (inner && /^https?:/i.test(inner)) return target(inner);
  return /^(https?|mailto):$/.test(url.protocol) ? href.trim().replace(/ /g, "%20") : "";
}

function written(runs: Run[]): string {
  const joined: Run[] = [];
  for (const run of runs) {
    const marks = [...run.marks].sort((one, other) => ORDER.indexOf(one.split(" ")[0]!) - ORDER.indexOf(other.split(" ")[0]!));
    const last = joined.at(-1);
    let text = run.text;
    // One space between words, whatever they were wrapped in; none at either side of a line end.
    if (text !== "\n" && (!last || /[\s\u00a0]$/.test(last.text))) text = text.replace(/^[ ]+/, "");
    if (text === "\n" && last && last.text !== "\n") last.text = last.text.replace(/[ ]+$/, "");
    if (!text) continue;
    if (last && text !== "\n" && last.text !== "\n" && last.marks.join() === marks.join()) last.text += text;
    else joined.push({ text, marks: text === "\n" ? [] : marks });
  }
  const isBlank = (run: Run | undefined): boolean => run !== undefined && !run.text.replace(/\u00a0/g, " ").trim();
  while (isBlank(joined[0])) joined.shift();
  while (isBlank(joined.at(-1))) joined.pop();
  if (!joined.length) return "";
  joined[0]!.text = joined[0]!.text.replace(/^[\s\u00a0]+/, "");
  joined.at(-1)!.text = joined.at(-1)!.text.replace(/[\s\u00a0]+$/, "");
  let html = "";
  let open: string[] = [];
  const closeTo = (depth: number): void => {
    for (const mark of open.slice(depth).reverse()) html += `</${mark.split(" ")[0]!}>`;
    open = open.slice(0, depth);
  };
  for (const { text, marks } of joined) {
    let same = 0;
    while (same < open.length && open[same] === marks[same]) same += 1;
    closeTo(same);
    for (const mark of marks.slice(same)) {
      const [tag, ...href] = mark.split(" ");
      html += tag === "a" ? `<a href="${escaped(href.join(" ")).replace(/"/g, "&quot;")}">` : `<${tag!}>`;
    }
    open = marks;
    html += text === "\n" ? "<br>" : escaped(text.replace(/ ?\u00a0 | \u00a0/g, " "));
  }
  closeTo(0);
  return html;
}

const clean = (text: string): string => text.replace(/[\s\u00a0]+/g, " ").trim();

function plain(html: string): string {
  const holder = new DOMParser().parseFromString(html.replace(/<br>/g, "\n"), "text/html").body;
  return (holder.textContent ?? "").trim();
}
