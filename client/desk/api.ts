// Asks the desk's server. A session that has ended is its own kind of answer: the text stays where it is.
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export class Offline extends Error {}
export class SignedOut extends Error {}

let token = "";
let isLeaving = false;
// What browsers let a page that goes away still send.
const MOST_ON_LEAVING = 60_000;

export function useToken(csrf: string): void {
  token = csrf;
  addEventListener("pagehide", () => { isLeaving = true; });
  addEventListener("pageshow", () => { isLeaving = false; });
}

export const currentToken = (): string => token;

export async function session(url: string): Promise<string | null> {
  const { body } = await once(url, { method: "GET" });
  if (typeof body["csrf_token"] === "string") token = body["csrf_token"];
  return typeof body["user"] === "string" ? body["user"] : null;
}

/** The server's answer; raises Offline when there is none, SignedOut when it wants to know who asks. */
export async function ask(url: string, body: unknown, sessionUrl: string): Promise<Answer> {
  let answer = await send(url, body);
  if (answer.status === 403 && answer.body["error"] === undefined) {
    // The token of a session that was renewed meanwhile: take the new one, and ask once more.
    if ((await session(sessionUrl)) === null) throw new SignedOut();
    answer = await send(url, body);
  }
  if (answer.status === 401) throw new SignedOut();
  return answer;
}

const send = (url: string, body: unknown): Promise<Answer> =>
  body === undefined
    ? once(url, { method: "GET" })
    : once(url, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body) });

async function once(url: string, options: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    const keepalive = isLeaving && String(options.body ?? "").length < MOST_ON_LEAVING;
    response = await fetch(url, { ...options, credentials: "same-origin", keepalive, signal: AbortSignal.timeout(20_000) });
  } catch (error) {
    throw new Offline(String(error));
  }
  let body: unknown = {};
  try {
    body = await response.json();
  } catch {
    // A page for people, such as a proxy's: its status says enough.
  }
  return { status: response.status, body: typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {} };
}

/** As `ask`, for a file, telling how far it is (0 to 1). */
export function upload(url: string, file: Blob, name: string, told: (progress: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.upload.onprogress = (event) => { if (event.lengthComputable) told(event.loaded / event.total); };
    request.onerror = () => { reject(new Offline("upload")); };
    request.onload = () => {
      if (request.status === 401) return reject(new SignedOut());
      let body: Record<string, unknown> = {};
      try {
        body = JSON.parse(request.responseText) as Record<string, unknown>;
      } catch {
        // As above.
      }
      resolve({ status: request.status, body });
    };
    const form = new FormData();
    form.append("file", file, name);
    request.send(form);
  });
}
