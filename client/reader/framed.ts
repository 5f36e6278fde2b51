/** In a frame on another site: tells the page around it how high this one is, so that it need not scroll. */
export function tellHeight(): void {
  if (document.body.dataset.page !== "embed" || parent === window) return;
  let told = 0;
  const tell = (): void => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // Anybody may know how high a public page is.
    parent.postMessage({ type: "onrecord:height", slug: document.body.dataset.slug, height }, "*");
  };
  tell();
  if (typeof ResizeObserver !== "undefined") new ResizeObserver(tell).observe(document.documentElement);
}
