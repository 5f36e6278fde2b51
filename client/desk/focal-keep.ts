// A picture's focal point, kept at the desk, which makes a crop around it.
import { Offline, SignedOut, ask } from "./api";
import type { FocalPoint } from "./focal";
import { t } from "./words";

/** Where this page's composer asks. */
function urls(): { focus: string; session: string } {
  const data = document.getElementById("composer-data")?.textContent ?? "{}";
  return (JSON.parse(data) as { urls: { focus: string; session: string } }).urls;
}

/** What changes in the block of the picture at this address, or why nothing does. */
export async function keepFocalPoint(url: string, point: FocalPoint): Promise<{ told: string; fields?: Record<string, unknown> }> {
  try {
    const { status, body } = await ask(urls().focus, { url, ...point }, urls().session);
    if (status === 200) return { told: "", fields: { focal_point: body["focal_point"], card: body["card"] } };
    return { told: String(body["message"] ?? t("The desk could not take this picture.")) };
  } catch (error) {
    if (error instanceof SignedOut) return { told: t("Your session has ended. Nothing is lost: sign in again, then go on here.") };
    if (error instanceof Offline) return { told: t("No network: try again when it is back.") };
    throw error;
  }
}
