const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  time: { hour: "numeric", minute: "2-digit", timeZoneName: "short" },
  date: { day: "numeric", month: "short", year: "numeric" },
  datetime: { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" },
};
const made = new Map<string, Intl.DateTimeFormat>();

function formatter(kind: string, language: string): Intl.DateTimeFormat | undefined {
  const style = STYLES[kind];
  const key = `${kind} ${language}`;
  if (style && !made.has(key)) {
    try {
      // English without a country is British to the pages, American to Intl.
      made.set(key, new Intl.DateTimeFormat(language === "en" ? "en-GB" : language || undefined, style));
    } catch {
      made.set(key, new Intl.DateTimeFormat(undefined, style)); // a language tag that Intl refuses
    }
  }
  return made.get(key);
}

/** Rewrites every `time[data-local]` in `root` in the reader's zone and the page's language; what is no time stays. */
export function localise(root: ParentNode, language = document.documentElement.lang): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const moment = new Date(element.getAttribute("datetime") ?? "");
    const text = Number.isNaN(moment.getTime()) ? "" : formatter(element.dataset.local ?? "", language)?.format(moment);
    if (text && text !== element.textContent) element.textContent = text;
  }
}

/** The number as the page's language writes it. */
export function number(count: number): string {
  try {
    return new Intl.NumberFormat(document.documentElement.lang || undefined).format(count);
  } catch {
    return String(count); // a language tag that Intl refuses
  }
}

/** The server's phrase for so many, in the plural form that its language has for them, its `{n}` filled. */
export function phrase(element: HTMLElement, count: number): string {
  const { dataset } = element;
  let form = "other";
  try {
    form = new Intl.PluralRules(element.lang || document.documentElement.lang || undefined).select(count);
  } catch {
    // a language tag that Intl refuses
  }
  return (dataset[form] || dataset.other || dataset.many || "{n}").replace("{n}", number(count));
}
