// What stands around the text: who wrote it, where, when it was said, where we have it from.
import type { Block } from "./blocks";
import { field, freshId, h } from "./elements";
import { t } from "./words";
import { zonedInput, zonedTime } from "./zones";

export interface Person {
  name: string;
  id: string | null;
}

export interface Content {
  heading: string | null;
  body: Block[];
  contributors: Person[];
  sign_off: string | null;
  dateline: string | null;
  occurred_at: string | null;
  labels: string[];
  source: { name: string | null; url: string | null } | null;
}

export interface Document {
  content: Content;
  is_key_event: boolean;
  revision_kind: string;
  note: string;
}

interface Options {
  people: Person[];
  labels: string[];
  zone: string;
  isRevision: boolean;
  changed: () => void;
}

export interface Fields {
  heading: HTMLElement;
  byline: HTMLElement;
  more: HTMLElement;
  kind: HTMLElement;
  show(document: Document): void;
  read(body: Block[]): Document;
}

export function fields({ people, labels, zone, isRevision, changed }: Options): Fields {
  let shown: Document;
  const line = (attributes: Record<string, string> = {}): HTMLInputElement => {
    const control = h("input", { type: "text", dir: "auto", autocomplete: "off", ...attributes });
    control.addEventListener("input", changed);
    return control;
  };
  const heading = h("textarea", { rows: 1, dir: "auto", class: "composer-heading", placeholder: t("Heading (may be left empty)") });
  heading.addEventListener("input", changed);
  // A heading is one line, however many it takes on a phone.
  heading.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    document.querySelector<HTMLElement>("#composer-text")?.focus();
  });
  const known = new Map(people.map((person) => [person.name, person.id]));
  const byline = chips(t("By"), people.map((person) => person.name), t("Several names: Enter after each."), changed);
  const marked = chips(t("Labels"), labels, t("Enter after each."), changed);
  const [signOff, dateline, sourceName] = [line(), line(), line()];
  const sourceUrl = line({ type: "url", dir: "ltr", inputmode: "url" });
  const said = line({ type: "datetime-local", dir: "ltr", step: "60" });
  const key = h("input", { type: "checkbox", id: freshId() });
  key.addEventListener("change", changed);
  const note = h("textarea", { rows: 2, dir: "auto" });
  note.addEventListener("input", changed);
  const noteField = field(t("Note to readers"), note, t("What was wrong, or unclear. Readers see it under the update."));
  const kinds: [string, string][] = [
    ["minor", t("Minor: a typo or layout; the sense is the same")],
    ["clarification", t("Clarification: it was not wrong, but could mislead")],
    ["correction", t("Correction: we were wrong")],
  ];
  const radios = kinds.map(([value]) => h("input", { type: "radio", name: "composer-kind", value, id: freshId() }));
  const kindNow = (): string => radios.find((each) => each.checked)?.value ?? "minor";
  const lookAtKind = (): void => { noteField.hidden = kindNow() === "minor" && !note.value; };
  for (const each of radios) each.addEventListener("change", () => { lookAtKind(); changed(); });
  const more = h(
    "details", { class: "more" },
    h("summary", {}, t("Sign-off, dateline, labels, source, time")),
    h(
      "div", { class: "more-fields" },
      field(t("Sign-off"), signOff, t("Initials under the update.")),
      field(t("Dateline"), dateline, t("Where it was reported from.")),
      marked.element,
      field(t("Source"), sourceName),
      field(t("Address of the source"), sourceUrl),
      field(t("Said or happened at"), said, t("Only where it differs from the time of publishing; time of {zone}.", { zone })),
    ),
  );
  const kind = isRevision
    ? h("fieldset", { class: "field kinds" }, h("legend", {}, t("What kind of change is this?")), ...kinds.map(([, words], n) => h("label", { class: "choice", for: radios[n]!.id }, radios[n]!, h("span", {}, words))), noteField)
    : h("label", { class: "choice", for: key.id }, key, h("span", {}, t("Key event: a turning point, listed on top of the page")));

  return {
    heading: h("div", { class: "field" }, h("label", { class: "unseen", for: (heading.id = "composer-heading") }, t("Heading")), heading),
    byline: byline.element,
    more,
    kind,
    show(document) {
      shown = document;
      const { content } = document;
      heading.value = content.heading ?? "";
      for (const person of content.contributors) known.set(person.name, person.id);
      byline.show(content.contributors.map((person) => person.name));
      marked.show(content.labels);
      signOff.value = content.sign_off ?? "";
      dateline.value = content.dateline ?? "";
      sourceName.value = content.source?.name ?? "";
      sourceUrl.value = content.source?.url ?? "";
      said.value = zonedInput(content.occurred_at, zone);
      key.checked = document.is_key_event;
      for (const each of radios) each.checked = each.value === document.revision_kind;
      note.value = document.note;
      more.open = [signOff, dateline, sourceName, sourceUrl, said].some((each) => each.value) || content.labels.length > 0;
      lookAtKind();
    },
    read(body) {
      const before = shown.content;
      const keep = (control: HTMLInputElement | HTMLTextAreaElement, old: string | null): string | null =>
        control.value === (old ?? "") ? old : control.value.trim() ? control.value : null;
      const [name, url] = [keep(sourceName, before.source?.name ?? null), keep(sourceUrl, before.source?.url ?? null)];
      const isSameSource = name === (before.source?.name ?? null) && url === (before.source?.url ?? null);
      return {
        content: {
          heading: keep(heading, before.heading),
          body,
          contributors: byline.read().join("\n") === before.contributors.map((person) => person.name).join("\n") ? before.contributors : byline.read().map((each) => before.contributors.find((person) => person.name === each) ?? { name: each, id: known.get(each) ?? null }),
          sign_off: keep(signOff, before.sign_off),
          dateline: keep(dateline, before.dateline),
          occurred_at: said.value === zonedInput(before.occurred_at, zone) ? before.occurred_at : zonedTime(said.value, zone),
          labels: marked.read(),
          source: isSameSource ? before.source : name || url ? { name, url } : null,
        },
        is_key_event: isRevision ? shown.is_key_event : key.checked,
        revision_kind: isRevision ? kindNow() : "minor",
        note: kindNow() === "minor" && !isRevision ? "" : note.value,
      };
    },
  };
}

/** Several short texts, each removable, with suggestions; what is typed counts even before Enter. */
function chips(label: string, suggestions: string[], help: string, changed: () => void): { element: HTMLElement; show(values: string[]): void; read(): string[] } {
  let values: string[] = [];
  const options = h("datalist", { id: freshId() }, ...suggestions.map((value) => h("option", { value })));
  const control = h("input", { type: "text", dir: "auto", autocomplete: "off", list: options.id });
  const list = h("ul", { class: "chips" });
  const draw = (): void => {
    list.replaceChildren(...values.map((value, n) => h(
      "li", {}, h("span", { dir: "auto" }, value),
      h("button", { type: "button", class: "quiet", "aria-label": t("Remove {name}", { name: value }), onclick: () => { values.splice(n, 1); draw(); changed(); control.focus(); } }, "✕"),
    )));
    list.hidden = !values.length;
  };
  const take = (): void => {
    const typed = control.value.trim();
    control.value = "";
    if (typed && !values.includes(typed)) values.push(typed);
    draw();
    changed();
  };
  control.addEventListener("input", (event) => {
    // A suggestion that was picked arrives whole, without a key.
    if (!(event instanceof InputEvent) || event.inputType === "insertReplacementText") {
      if (suggestions.includes(control.value)) return take();
    }
    changed();
  });
  control.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && control.value.trim()) {
      event.preventDefault();
      take();
    } else if (event.key === "Enter") {
      event.preventDefault();
    } else if (event.key === "Backspace" && !control.value && values.length) {
      values.pop();
      draw();
      changed();
    }
  });
  control.addEventListener("blur", () => { if (control.value.trim()) take(); });
  draw();
  const element = field(label, control, help);
  element.append(options);
  element.insertBefore(list, control);
  return {
    element,
    show(next) { values = [...next]; control.value = ""; draw(); },
    read: () => (control.value.trim() && !values.includes(control.value.trim()) ? [...values, control.value.trim()] : [...values]),
  };
}
