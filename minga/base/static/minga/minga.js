// Conveniences for people with JavaScript. Every page works without this file.
"use strict";

// "/" goes to the search box of the page, Escape leaves it; j and k walk along a list; x picks the row; e edits.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = document.activeElement;
  if (event.key === "Escape" && here && here.matches("[data-find]")) here.blur();
  if (here && here.matches("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "/") {
    const box = document.querySelector("main [data-find]") || document.querySelector("[data-find]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
    return;
  }
  if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll("[data-keys] [data-key]")];
    if (!links.length) return;
    const row = here && here.closest("[data-keys] tr, [data-keys] li");
    const at = links.findIndex((link) => row && row.contains(link));
    const next = event.key === "j" ? at + 1 : Math.max(at - 1, 0);
    if (links[next]) links[next].focus();
    return;
  }
  const row = here && here.closest("[data-keys] tr");
  if (event.key === "x" && row) {
    const box = row.querySelector(".m-pick");
    if (box) box.click();
  }
});

// The foot of a list says how many rows are chosen, and marks them.
function count(form) {
  const boxes = [...form.querySelectorAll(".m-pick")];
  const chosen = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
  const says = form.querySelector("[data-chosen]");
  if (!says) return;
  const text = chosen.length === 1 ? says.dataset.one : says.dataset.many;
  says.textContent = chosen.length ? text.replace("0", chosen.length) : says.dataset.none;
}

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-pick-all]");
  const form = event.target.closest("form");
  if (all) form.querySelectorAll(".m-pick").forEach((box) => (box.checked = all.checked));
  if (form && (all || event.target.matches(".m-pick"))) count(form);
});

// A part that has just been swapped in takes the focus where it says so.
document.addEventListener("htmx:afterSettle", (event) => {
  const first =
    event.target.querySelector("[data-focus]") ||
    event.target.querySelector("[data-focus-in] [aria-invalid]") ||
    event.target.querySelector("[data-focus-in] :is(input:not([type=hidden]), select, textarea)");
  if (first) first.focus();
});

// An address holds only what was really chosen.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches("[data-lean]")) return;
  const said = event.detail.formData || event.detail.parameters;
  if (said.entries) {
    for (const [name, value] of [...said.entries()]) if (!value) said.delete(name);
  }
});

// Files can be dropped on the form; it says which ones it holds.
function dropped(form) {
  const box = form.querySelector("input[type=file]");
  const says = form.querySelector("[data-dropped]");
  if (says) says.textContent = [...box.files].map((file) => file.name).join(", ");
}
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest && event.target.closest("[data-drop]");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("is-over", name === "dragenter" || name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) {
      form.querySelector("input[type=file]").files = event.dataTransfer.files;
      dropped(form);
    }
  });
}
document.addEventListener("change", (event) => {
  const form = event.target.matches("input[type=file]") && event.target.closest("[data-drop]");
  if (form) dropped(form);
});

// When the work that a page waits for is done, the answer is another page: go there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  if (target && target.matches("[data-wait]") && !event.detail.serverResponse.includes("data-wait")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

// On a narrow screen the menu slides: it begins where one is.
const current = document.querySelector(".m-nav [aria-current]");
if (current) current.closest(".m-nav").scrollLeft = current.offsetLeft - 16;
