// Says what went wrong with a passkey, and hides what cannot work in this browser.
const problem = document.getElementById("passkey-problem");
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (problem === null) return;
  problem.textContent = problem.dataset.failed;
  problem.hidden = false;
});
if (window.PublicKeyCredential === undefined) {
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = true;
}
