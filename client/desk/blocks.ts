// Blocks as the log writes them, into the editor's document and back. What was not touched comes back as it was.
import { getSchema } from "@tiptap/core";
import { DOMParser as Parser, Fragment, type Mark, type Node, type Schema } from "@tiptap/pm/model";
import { extensions } from "./schema";

export type Block = { type: string } & Record<string, unknown>;

let made: Schema | undefined;
export const schema = (): Schema => (made ??= getSchema(extensions));

// Documents are persistent: a node that nobody changed is the very one that was made of its block.
const origins = new WeakMap<Node, Block>();

/** The document that shows these blocks; one of a kind that the editor does not know stands as a sealed box. */
export function toDocument(blocks: readonly Block[], of: Schema = schema()): Node {
  const nodes = blocks.map((block) => toNode(block, of));
  return of.node("doc", null, nodes.length ? nodes : [of.node("paragraph")]);
}

/** The blocks that a document says; empty paragraphs say nothing. */
export function toBlocks(document: Node): Block[] {
  const blocks: Block[] = [];
  document.forEach((node) => {
    const block = toBlock(node);
    if (block) blocks.push(block);
  });
  return blocks;
}

function toNode(block: Block, of: Schema): Node {
  let node: Node;
  try {
    node = madeOf(block, of);
    node.check();
  } catch {
    node = of.node("opaque", { block });
  }
  origins.set(node, block);
  return node;
}

function madeOf(block: Block, of: Schema): Node {
  switch (block.type) {
    case "text":
      return of.node("paragraph", null, inline(text(block["html"]), of));
    case "heading":
      return of.node("heading", { level: block["level"] === 4 ? 4 : 3 }, words(text(block["text"]), of));
    case "list": {
      const items = list(block["items"]).map((item) => of.node("listItem", null, of.node("paragraph", null, inline(text(item), of))));
      return of.node(block["ordered"] === true ? "orderedList" : "bulletList", null, items);
    }
    case "quote": {
      const paragraphs = text(block["text"]).split("\n\n").map((part) => of.node("plainParagraph", null, lines(part, of)));
      return of.node("quote", null, [...paragraphs, of.node("quoteBy", null, words((block["attribution"] as string | null) ?? "", of))]);
    }
    case "table":
      return table(block, of);
    case "divider":
      return of.node("divider");
    case "image":
      return of.node("image", { block });
    case "embed":
      return of.node("embed", { block });
    case "link":
      return of.node("linkCard", { block });
    default:
      throw new Error(`no node for ${block.type}`);
  }
}

function table(block: Block, of: Schema): Node {
  const header = list(block["header"]).map(text);
  const rows = list(block["rows"]).map((row) => list(row).map(text));
  const width = Math.max(1, header.length, ...rows.map((row) => row.length));
  const row = (cells: string[], kind: string): Node =>
    of.node("tableRow", null, Array.from({ length: width }, (_, n) => of.node(kind, null, of.node("plainParagraph", null, lines(cells[n] ?? "", of)))));
  const body = rows.map((cells) => row(cells, "tableCell"));
  return of.node("table", { caption: text(block["caption"] ?? "") }, header.length ? [row(header, "tableHeader"), ...body] : body);
}

function toBlock(node: Node): Block | null {
  const origin = origins.get(node);
  if (origin) return origin;
  switch (node.type.name) {
    case "paragraph": {
      const html = toHtml(node);
      return node.textContent.trim() ? { type: "text", html } : null;
    }
    case "heading":
      return node.textContent.trim() ? { type: "heading", text: node.textContent, level: node.attrs["level"] as number } : null;
    case "bulletList":
    case "orderedList": {
      const items: string[] = [];
      node.forEach((item) => { if (item.textContent.trim()) items.push(toHtml(item.firstChild as Node)); });
      return items.length ? { type: "list", items, ordered: node.type.name === "orderedList" } : null;
    }
    case "quote": {
      const paragraphs: string[] = [];
      node.forEach((part) => { if (part.type.name === "plainParagraph") paragraphs.push(plain(part)); });
      const said = paragraphs.join("\n\n");
      const by = node.lastChild?.textContent.trim() ?? "";
      return said.trim() || by ? { type: "quote", text: said, attribution: by || null } : null;
    }
    case "table":
      return tableBlock(node);
    case "divider":
      return { type: "divider" };
    default:
      return node.attrs["block"] as Block;
  }
}

function tableBlock(node: Node): Block {
  const rows: string[][] = [];
  let header: string[] = [];
  node.forEach((row, _offset, index) => {
    const cells: string[] = [];
    let isHeader = true;
    row.forEach((cell) => {
      cells.push(plain(cell.firstChild as Node));
      isHeader = isHeader && cell.type.name === "tableHeader";
    });
    if (index === 0 && isHeader) header = cells;
    else rows.push(cells);
  });
  return { type: "table", rows, header, caption: node.attrs["caption"] as string };
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("no text");
  return value;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError("no list");
  return value;
}

const words = (value: string, of: Schema): Node[] => (value ? [of.text(value)] : []);

function lines(value: string, of: Schema): Node[] {
  return value.split("\n").flatMap((line, n) => [...(n ? [of.node("hardBreak")] : []), ...words(line, of)]);
}

function plain(node: Node): string {
  return node.textBetween(0, node.content.size, undefined, (leaf) => (leaf.type.name === "hardBreak" ? "\n" : ""));
}

/** A paragraph's HTML as inline content. The document it is parsed in is inert: nothing of it is loaded or run. */
export function inline(html: string, of: Schema): Fragment {
  const holder = new DOMParser().parseFromString(`<body><p>${html}</p></body>`, "text/html").body;
  const parsed = Parser.fromSchema(of).parse(holder, { preserveWhitespace: true, topNode: of.node("paragraph") });
  return parsed.content;
}

const escaped = (value: string): string => value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function tags(mark: Mark): [string, string] {
  if (mark.type.name !== "link") return [`<${mark.attrs["tag"] as string}>`, `</${mark.attrs["tag"] as string}>`];
  return [`<a href="${escaped(mark.attrs["href"] as string).replace(/"/g, "&quot;")}">`, "</a>"];
}

/** The small HTML subset that says what this paragraph's inline content is. */
export function toHtml(node: Node): string {
  let html = "";
  let open: Mark[] = [];
  const closeTo = (depth: number): void => {
    for (const mark of open.slice(depth).reverse()) html += tags(mark)[1];
    open = open.slice(0, depth);
  };
  node.forEach((child) => {
    let same = 0;
    while (same < open.length && same < child.marks.length && child.marks[same]!.eq(open[same]!)) same += 1;
    closeTo(same);
    for (const mark of child.marks.slice(same)) html += tags(mark)[0];
    open = [...child.marks];
    html += child.type.name === "hardBreak" ? "<br>" : escaped(child.text ?? "");
  });
  closeTo(0);
  return html;
}
