// The page of a coverage, and everything else at the desk that shows what colleagues do while they do it.
import { listenForKeys } from "./keys";
import { Live } from "./live";

const news = document.getElementById("live-news");
const title = document.title;
let submitted = count();

function count(): number {
  return Number(document.getElementById("submitted")?.dataset["count"] ?? 0);
}

function tell(): void {
  const now = count();
  document.title = now ? `(${now}) ${title}` : title;
  if (news && now > submitted) news.textContent = (news.dataset["submitted"] ?? "").replace("{n}", String(now));
  submitted = now;
}

for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
  const notice = document.getElementById("live-lost");
  new Live(element, tell, (isLost) => {
    if (notice) notice.hidden = !isLost;
  }).begin();
}

// Who leaves the page where an update is edited says so, rather than leaving colleagues to wait.
const editing = document.querySelector<HTMLElement>("[data-live][data-leave]");
if (editing) {
  addEventListener("pagehide", () => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    navigator.sendBeacon(editing.dataset["live"] ?? "", body);
  });
}

for (const text of document.querySelectorAll<HTMLTextAreaElement>("[data-chooses]")) {
  text.addEventListener("input", () => {
    const choice = text.closest("fieldset")?.querySelector<HTMLInputElement>(`input[value="${text.dataset["chooses"]}"]`);
    if (choice) choice.checked = true;
  });
}

tell();
listenForKeys();
