"use strict";

// Forms in the dialog. One stays open until a card has answered it, so that nothing that was written is lost.
// It shares the page's names with playground.js, which is loaded first.

let opened = "";
let busy = false;
let late = 0;

function openForm(html, before) {
  const made = fragment(html);
  // A file that was chosen is not chosen a second time.
  for (const field of made.querySelectorAll("input[type=file]")) {
    const chosen = before?.elements[field.name]?.files;
    if (chosen?.length) field.files = chosen;
  }
  dialog.replaceChildren(made);
  const form = dialog.querySelector("form");
  const wrong = form.querySelector(".problem");
  opened = wrong ? "" : written(form);
  if (!dialog.open) dialog.showModal();
  const first = form.querySelector("[aria-invalid]") ?? (wrong ? focusable(wrong) : form.querySelector(FIELDS));
  (first ?? form.querySelector("[type=submit]")).focus();
}

const FIELDS = "input:not([type=hidden]), textarea, select";

function focusable(part) {
  part.tabIndex = -1;
  return part;
}

function written(form) {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
}

dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (busy) return;
  setBusy(form, true);
  let answer;
  try {
    answer = await send({ command: form.dataset.command, fields: fieldsOf(form), files: await filesOf(form) });
    if (answer.ours) throw new Error([...fragment(answer.html).querySelectorAll("p")].map((p) => p.textContent).join(" "));
  } catch (error) {
    complain(form, error.message, error.field);
    return;
  } finally {
    setBusy(form, false);
  }
  if (answer.kind === "form") {
    openForm(answer.html, form);
    return;
  }
  // Shown as the line that it comes to, which can be recalled and mended.
  const said = lineOf(form);
  remember(said);
  dialog.close();
  addMessage("mine", paragraph(said));
  const message = addMessage("bot", fragment(answer.html), answer.private);
  show(message);
  keep();
  if (answer.failed) offerAgain(message, form);
  tell();
});

function offerAgain(message, form) {
  // Neither it nor the form outlives a reload.
  const back = element("button", "Back to the form");
  back.type = "button";
  back.addEventListener("click", () => reopen(form));
  const row = element("div", "");
  row.className = "choices again";
  row.append(back);
  message.querySelector(".card").append(row);
}

function reopen(form) {
  dialog.replaceChildren(form);
  opened = "";
  dialog.showModal();
  form.querySelector(FIELDS).focus();
}

function fieldsOf(form) {
  // Blank ones too: what stood there may be meant to be taken out.
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

async function filesOf(form) {
  const files = {};
  for (const field of form.querySelectorAll("input[type=file]")) {
    const [file] = field.files;
    if (!file) continue;
    if (file.size > LARGEST_FILE) {
      const text = `“${file.name}” has ${(file.size / 1024 / 1024).toFixed(1)} MB; at most 5 MB can be read.`;
      throw Object.assign(new Error(text), { field });
    }
    files[field.name] = { name: file.name, data: await base64(file, field) };
  }
  return files;
}

function base64(file, field) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(Object.assign(new Error(`“${file.name}” cannot be read. Choose it again.`), { field }));
    reader.readAsDataURL(file);
  });
}

function lineOf(form) {
  const named = Object.entries(fieldsOf(form))
    .filter(([name, value]) => value.trim() || form.elements[name].defaultValue)
    .map(([name, value]) => `${name}:"${value.replace(/[\\"]/g, "\\$&")}"`);
  return [`/${form.dataset.command}`, ...named].join(" ");
}

function setBusy(form, on) {
  busy = on;
  const button = form.querySelector("[type=submit]");
  if (on) button.dataset.label = button.textContent;
  button.textContent = on ? "Sending…" : button.dataset.label;
  clearTimeout(late);
  form.querySelector(".working")?.remove();
  if (on) late = setTimeout(() => button.before(working()), LONG);
  button.setAttribute("aria-disabled", String(on));
  form.setAttribute("aria-busy", String(on));
}

function working() {
  const told = paragraph(WORKING);
  told.className = "working";
  told.setAttribute("role", "status");
  return told;
}

function complain(form, text, field) {
  form.querySelector(".problem")?.remove();
  const problem = paragraph(text);
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  form.querySelector(".field, .actions").before(problem);
  opened = "";
  field?.setAttribute("aria-invalid", "true");
  (field ?? focusable(problem)).focus();
  problem.scrollIntoView({ block: "nearest" });
}

// -- leaving a form -------------------------------------------------------------------------------

const discard = document.getElementById("discard").content.firstElementChild;

function leave() {
  const form = dialog.querySelector("form");
  if (busy) return;
  if (discard.isConnected) {
    stay();
  } else if (written(form) === opened) {
    dialog.close();
  } else {
    form.querySelector(".actions").hidden = true;
    form.append(discard);
    discard.querySelector("[data-keep]").focus();
    discard.scrollIntoView({ block: "nearest" });
  }
}

function stay() {
  discard.remove();
  const actions = dialog.querySelector(".actions");
  actions.hidden = false;
  actions.querySelector("[type=submit]").focus();
}

dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-cancel]")) leave();
  else if (event.target.closest("[data-keep]")) stay();
  else if (event.target.closest("[data-discard]")) dialog.close();
});

dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  leave();
});

dialog.addEventListener("cancel", (event) => {
  if (event.target !== dialog) return; // A file field tells so that no other file was chosen.
  event.preventDefault();
  leave();
});

dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  input.focus();
});

dialog.addEventListener("input", async (event) => {
  const list = event.target.list;
  if (!list) return;
  const query = { command: event.target.form.dataset.command, field: event.target.name, text: event.target.value };
  const found = await suggestions(query);
  list.replaceChildren(...found.map(({ value }) => Object.assign(document.createElement("option"), { value })));
});
