// What the composer asks of a body as a whole: what of it can be sent, what is not described, how it reads.
import { choose } from "./asking";
import type { Block } from "./blocks";
import { freshId, h } from "./elements";
import type { Document } from "./fields";
import { t } from "./words";

/** The blocks that the desk can be sent: a picture that is still on its way has at most words. */
export function withoutUpload(block: Block): Block[] {
  if (block["upload"] === undefined) return [block];
  const { upload: _, ...rest } = block;
  return ["alt", "caption", "credit_line"].some((name) => rest[name]) ? [rest as Block] : [];
}

function plain(block: Block): string {
  if (Array.isArray(block["items"])) return (block["items"] as string[]).map((item) => `– ${item}`).join(" ").replace(/<[^>]+>/g, "");
  return String(block["html"] ?? block["text"] ?? block["caption"] ?? block["url"] ?? "").replace(/<[^>]+>/g, " ");
}

/** What stands, to be read beside what was written. */
export function standing({ content }: Document): HTMLElement {
  const words = content.body.map((block) => plain(block)).filter(Boolean);
  const title = h("h2", { id: freshId() }, t("What stands now"));
  // It scrolls, so that it must be reached by keys.
  return h("div", { class: "stands sheet", role: "region", tabindex: 0, "aria-labelledby": title.id }, title, h("p", { class: "stands-heading", dir: "auto" }, content.heading ?? ""), ...words.map((each) => h("p", { dir: "auto" }, each)));
}

/** Whether pictures without a description may go out so; "described" where there are none. */
export async function askAboutAlt(body: Block[]): Promise<"described" | "describe" | "publish" | null> {
  const bare = body.filter((block) => block.type === "image" && (block["url"] || (block["renditions"] as unknown[] | undefined)?.length) && !String(block["alt"] ?? "").trim());
  if (!bare.length) return "described";
  const words = bare.length === 1
    ? t("A picture has no description. Who cannot see it will not know what it shows.")
    : t("{n} pictures have no description. Who cannot see them will not know what they show.", { n: bare.length });
  return choose(t("Publish without a description?"), words, [["describe", t("Describe it"), "main"], ["publish", t("Publish without")]]);
}
