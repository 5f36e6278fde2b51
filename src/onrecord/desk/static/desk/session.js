// Warns before the session ends and renews it in place; when it has ended, waits until somebody has signed in again in
// another tab, and gives this page's forms the token of the new session. What is typed here is never touched.

const dialog = document.querySelector("dialog[data-session]");
const address = dialog?.dataset.session;
const LOOK_EVERY = 15_000;
const LOOK_OFTEN = 2_000;
const WARN_SECONDS = 300;

let endsAt = Infinity;
let token = "";
let lastTouch = 0;
let dismissed = false;
let isOver = false;
let shown = null;
let timer = 0;

function show(part) {
  for (const name of ["ending", "over", "other"]) {
    const element = dialog.querySelector(`[data-session-${name}]`);
    element.hidden = name !== part;
    if (name === part) dialog.setAttribute("aria-labelledby", element.querySelector("h2").id);
  }
  if (part === null) {
    dialog.close();
  } else if (!dismissed && !(dialog.open && shown === part)) {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(`[data-session-${part}] h2`).focus();
  }
  shown = part;
}

async function ask(method = "GET") {
  try {
    const response = await fetch(address, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: method === "POST" ? { "X-CSRFToken": token } : {},
    });
    if (response.status === 401) return over();
    if (!response.ok) return;
    alive(await response.json());
  } catch {
    // No network: the session's end is unknown, and what is typed is safe where it is.
  }
}

function alive(session) {
  endsAt = Date.now() + session.seconds * 1000;
  token = session.csrf_token;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  if (session.user !== dialog.dataset.user) {
    dialog.querySelector("[data-session-name]").textContent = session.user;
    return show("other");
  }
  if (isOver) document.dispatchEvent(new CustomEvent("onrecord:signed-in"));
  isOver = false;
  if (session.seconds > warnSeconds()) {
    dismissed = false;
    if (dialog.open) show(null);
  }
}

function over() {
  if (!isOver) {
    dismissed = false;
    document.dispatchEvent(new CustomEvent("onrecord:signed-out"));
  }
  isOver = true;
  endsAt = -Infinity;
  show("over");
}

let longest = 0;
function warnSeconds() {
  longest = Math.max(longest, (endsAt - Date.now()) / 1000);
  return Math.min(WARN_SECONDS, longest / 3);
}

function look() {
  const left = (endsAt - Date.now()) / 1000;
  if (isOver || left <= 0) {
    ask();
  } else if (left <= warnSeconds()) {
    // Somebody who types is at work, whatever the server has seen of it.
    if (Date.now() - lastTouch < Math.min(60, longest / 3) * 1000) {
      ask("POST");
    } else {
      dialog.querySelector("[data-session-minutes]").textContent = String(Math.max(1, Math.ceil(left / 60)));
      show("ending");
    }
  }
  clearTimeout(timer);
  const untilWarning = (left - warnSeconds()) * 1000;
  timer = setTimeout(look, isOver ? LOOK_OFTEN : Math.min(Math.max(untilWarning, LOOK_OFTEN), LOOK_EVERY));
}

if (dialog) {
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { lastTouch = Date.now(); }, { passive: true, capture: true });
  }
  dialog.querySelector("[data-session-stay]").addEventListener("click", () => ask("POST"));
  for (const button of dialog.querySelectorAll("[data-session-later]")) {
    button.addEventListener("click", () => { dismissed = true; dialog.close(); });
  }
  dialog.addEventListener("cancel", () => { dismissed = true; });
  // Another tab may have renewed it, or a laptop slept through its end.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  window.addEventListener("focus", () => ask());
  ask().then(look);
}
