// Asks the desk's server. A session that has ended is its own kind of answer: the text stays where it is.
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export class Offline extends Error {}
export class SignedOut extends Error {}

let token = "";
// Whose words these are: where somebody else has signed in meanwhile, the desk takes none of them.
let user = "";
let isSomebodyElse = false;
let isLeaving = false;
// What browsers let a page that goes away still send.
const MOST_ON_LEAVING = 60_000;

export function askAs(name: string, csrf = ""): void {
  user = name;
  token = csrf;
  addEventListener("pagehide", () => { isLeaving = true; });
  addEventListener("pageshow", () => { isLeaving = false; });
}

export const currentToken = (): string => token;

/** Whether it was another person's session that the desk refused last. */
export const isOfSomebodyElse = (): boolean => isSomebodyElse;

/** Whether the person whose words these are is signed in; takes the session's token if so. */
export async function isSignedIn(url: string): Promise<boolean> {
  const { body } = await once(url, { method: "GET" });
  isSomebodyElse = typeof body["user"] === "string" && body["user"] !== user;
  if (body["user"] !== user) return false;
  if (typeof body["csrf_token"] === "string") token = body["csrf_token"];
  return true;
}

/** A form that this session did not make is refused by a page, all else by JSON. */
const isOldToken = ({ status, body }: Answer): boolean => status === 403 && body["error"] === undefined;

/** The server's answer; raises Offline when there is none, SignedOut when it wants to know who asks. */
export async function ask(url: string, body: unknown, sessionUrl: string): Promise<Answer> {
  let answer = await send(url, body);
  if (isOldToken(answer)) {
    // The token of a session that was renewed meanwhile: take the new one, and ask once more.
    if (!(await isSignedIn(sessionUrl))) throw new SignedOut();
    answer = await send(url, body);
  }
  return known(answer);
}

function known(answer: Answer): Answer {
  if (answer.status !== 401) return answer;
  isSomebodyElse = answer.body["error"] === "somebody-else";
  throw new SignedOut();
}

const headers = (): Record<string, string> => ({ "X-CSRFToken": token, "X-Onrecord-User": encodeURIComponent(user) });

const send = (url: string, body: unknown): Promise<Answer> =>
  body === undefined
    ? once(url, { method: "GET", headers: headers() })
    : once(url, { method: "POST", headers: { "Content-Type": "application/json", ...headers() }, body: JSON.stringify(body) });

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
export async function upload(url: string, file: Blob, name: string, sessionUrl: string, told: (progress: number) => void): Promise<Answer> {
  let answer = await sendFile(url, file, name, told);
  if (isOldToken(answer)) {
    if (!(await isSignedIn(sessionUrl))) throw new SignedOut();
    answer = await sendFile(url, file, name, told);
  }
  return known(answer);
}

function sendFile(url: string, file: Blob, name: string, told: (progress: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [header, value] of Object.entries(headers())) request.setRequestHeader(header, value);
    request.upload.onprogress = (event) => { if (event.lengthComputable) told(event.loaded / event.total); };
    request.onerror = () => { reject(new Offline("upload")); };
    request.onload = () => {
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
