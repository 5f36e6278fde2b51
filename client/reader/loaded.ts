/**
 * Takes away what the page's head said when it was loaded, for previews and search engines: nothing brings it up to date,
 * and words that were withdrawn since must not stay in an open page.
 */
export function forgetAsLoaded(): void {
  for (const element of document.head.querySelectorAll("[data-as-loaded]")) element.remove();
}
