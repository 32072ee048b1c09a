"use strict";

// The page only carries: what is typed or pressed goes to the bot as a line, what comes back is shown.
// All HTML comes from the bot, which escapes whatever people wrote.

const log = document.getElementById("log");
const composer = document.getElementById("composer");
const input = document.getElementById("line");
const ways = document.getElementById("ways");
const dialog = document.getElementById("dialog");
const role = document.getElementById("role");
let token = document.querySelector("meta[name=csrf-token]").content;
const KEPT = "onrecord-conversation";
const MOST_KEPT = 40;
const ROLE = "onrecord-role";
const LONGEST_TYPED = 300;
const LARGEST_FILE = 5 * 1024 * 1024;
const EVERY = 5_000; // Milliseconds between two looks for news.
const WHEN = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
const LONG = 2_000; // Milliseconds after which whoever waits is told that it goes on.
const WORKING = "Still working on it; a large file takes a while.";

// -- asking ---------------------------------------------------------------------------------------

async function ask(body, { said, replaces } = {}) {
  closeWays();
  const mine = said ? addMessage("mine", paragraph(said)) : null;
  const waiting = replaces ? null : addMessage("bot waiting", paragraph("…"));
  const late = setTimeout(() => waiting?.replaceChildren(paragraph(WORKING)), LONG);
  replaces?.setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await send(body);
  } catch (error) {
    answer = { kind: "card", html: failure(error.message, body.line), failed: true };
  }
  clearTimeout(late);
  waiting?.remove();
  replaces?.removeAttribute("aria-busy");
  if (answer.kind === "form") {
    mine?.remove(); // What is asked stands in the conversation once the form is sent.
    openForm(answer.html);
  } else if (replaces && !answer.failed) {
    replaces.querySelector(".card").replaceWith(fragment(answer.html));
    show(replaces);
    replaces.querySelector("h2").setAttribute("tabindex", "-1");
    replaces.querySelector("h2").focus({ preventScroll: true });
    keep();
  } else {
    show(addMessage("bot", fragment(answer.html), answer.private));
    keep();
  }
  tell();
}

async function send(body) {
  let response = await post("/playground/ask", body);
  // A bot that was started anew does not know the page's token any more; one load of the page gives the new one.
  if (response.status === 403 && await renewToken()) response = await post("/playground/ask", body);
  if (!response.ok) throw new Error((await response.text()).replace(/^\d+ /, "").trim() + ".");
  return response.json();
}

function post(path, body) {
  return reach(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify({ ...body, role: role.value }),
  });
}

async function renewToken() {
  const response = await reach("/");
  if (!response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const before = token;
  token = page.querySelector("meta[name=csrf-token]")?.content ?? token;
  return token !== before;
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error("The bot cannot be reached. Is it still running?");
  }
}

function failure(text, line) {
  const card = document.createElement("article");
  card.className = "card error";
  card.append(element("h2", "That did not work"), paragraph(text));
  const again = element("button", "Try again");
  again.type = "button";
  again.dataset.line = line;
  const row = element("div", "");
  row.className = "choices";
  row.append(again);
  card.append(row);
  return card.outerHTML;
}

// -- messages -------------------------------------------------------------------------------------

function addMessage(kind, content, onlyYou) {
  const message = messageOf(kind, content, onlyYou);
  log.append(message);
  log.scrollTop = log.scrollHeight;
  return message;
}

function messageOf(kind, content, onlyYou) {
  const message = document.createElement("section");
  message.className = `message ${kind}`;
  if (onlyYou) {
    const mark = paragraph("Only you can see this");
    mark.className = "only-you";
    message.append(mark);
  }
  message.append(content);
  return message;
}

function show(message) {
  // A long card is read from its top, with the question above it still in sight.
  const before = message.previousElementSibling;
  const first = before?.classList.contains("mine") ? before : message;
  log.scrollTop = first.offsetTop - log.offsetTop - 8;
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function paragraph(text) {
  return element("p", text);
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

log.addEventListener("click", (event) => {
  const link = event.target.closest("a[download]");
  if (link) {
    event.preventDefault();
    download(link);
    return;
  }
  const button = event.target.closest("button[data-line]");
  if (!button) return;
  const line = button.dataset.line;
  const turns = "turns" in button.dataset;
  const replaces = turns ? button.closest(".message") : null;
  button.disabled = true; // A second click would ask twice.
  ask({ line }, { said: turns ? null : line, replaces }).finally(() => { button.disabled = false; });
});

function download(link) {
  // Browsers refuse to follow a long data: address, and take the same bytes from a blob of any size.
  const [head, data] = link.href.split(",", 2);
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: head.slice("data:".length).split(";")[0] }));
  const made = Object.assign(document.createElement("a"), { href: address, download: link.download });
  made.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// -- what is told unasked -------------------------------------------------------------------------

let telling = false;
let after = 0; // What was posted up to here is known; at first, what was posted lately is told.

async function tell() {
  if (document.hidden || telling) return;
  telling = true;
  try {
    const response = await post("/playground/notices", { after });
    if (response.status === 403) await renewToken();
    else if (response.ok) {
      const news = await response.json();
      news.posts.forEach(addPost);
      news.notices.forEach((html) => addNews(messageOf("bot notice", fragment(html), true)));
      after = news.after;
    }
  } catch {
    // News can wait until the bot is back; whoever asks something then is told that it is gone.
  } finally {
    telling = false;
  }
}

function addPost({ id, at, html }) {
  if (log.querySelector(`[data-post="${id}"]`)) return; // The conversation that was kept has it.
  const message = messageOf("bot post", fragment(html));
  message.dataset.post = id;
  const mark = paragraph("Scheduled · ");
  mark.className = "scheduled";
  const time = element("time", new Date(at).toLocaleString("en-GB", WHEN));
  time.dateTime = at;
  mark.append(time);
  message.prepend(mark);
  addNews(message);
}

function addNews(message) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  // A question and the answer that is awaited stay together.
  const waiting = log.querySelector(".waiting");
  const asked = waiting?.previousElementSibling?.matches(".mine") ? waiting.previousElementSibling : waiting;
  log.insertBefore(message, asked ?? null);
  // Whoever reads further up goes on reading, and what is being scrolled to is reached.
  if (atEnd) show(message);
  keep();
}

setInterval(tell, EVERY);
document.addEventListener("visibilitychange", tell);

// -- the role -------------------------------------------------------------------------------------

role.addEventListener("change", () => localStorage.setItem(ROLE, role.value));

function restoreRole() {
  const kept = localStorage.getItem(ROLE);
  role.value = [...role.options].some((option) => option.value === kept) ? kept : role.options[0].value;
}

// -- the conversation outlives a reload -----------------------------------------------------------

function keep() {
  const messages = [...log.querySelectorAll(".message:not(#welcome):not(.waiting)")].slice(-MOST_KEPT);
  try {
    sessionStorage.setItem(KEPT, messages.map((message) => message.outerHTML).join(""));
  } catch {
    sessionStorage.removeItem(KEPT); // It does not fit; the conversation starts anew after a reload.
  }
}

function restore() {
  const kept = sessionStorage.getItem(KEPT);
  if (!kept) return;
  log.append(fragment(kept));
  log.querySelectorAll(".again").forEach((row) => row.remove());
  log.scrollTop = log.scrollHeight;
}

document.getElementById("clear").addEventListener("click", () => {
  log.querySelectorAll(".message:not(#welcome)").forEach((message) => message.remove());
  sessionStorage.removeItem(KEPT);
  input.focus();
});

// -- typing ---------------------------------------------------------------------------------------

const asked = [];
let recalled = 0;
let chosen = -1;
let latest = 0;

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const line = input.value.trim();
  if (!line) return;
  remember(line);
  input.value = "";
  ask({ line }, { said: line });
});

input.addEventListener("input", offer);
input.addEventListener("blur", closeWays);

input.addEventListener("keydown", (event) => {
  const open = !ways.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (open) choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    else recall(event.key === "ArrowDown" ? 1 : -1);
  } else if (open && (event.key === "Tab" || (event.key === "Enter" && chosen >= 0))) {
    event.preventDefault();
    take(ways.children[Math.max(chosen, 0)]);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    closeWays();
  }
});

function remember(line) {
  asked.push(line);
  recalled = asked.length;
}

function recall(step) {
  if (!asked.length) return;
  recalled = Math.min(Math.max(recalled + step, 0), asked.length);
  input.value = asked[recalled] ?? "";
}

async function offer() {
  const mine = ++latest;
  const line = input.value;
  if (!line.trim() || line.length > LONGEST_TYPED) {
    closeWays();
    return;
  }
  const found = await suggestions({ line });
  if (mine !== latest) return;
  ways.replaceChildren(...found.map((way, place) => {
    const option = element("div", "");
    option.id = `way-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.line = way.line;
    option.append(element("span", way.label), element("small", way.hint));
    return option;
  }));
  ways.hidden = !found.length;
  ways.scrollTop = 0;
  input.setAttribute("aria-expanded", String(!ways.hidden));
  chosen = -1;
  input.removeAttribute("aria-activedescendant");
}

async function suggestions(query) {
  try {
    const response = await post("/playground/suggest", query);
    return response.ok ? await response.json() : [];
  } catch {
    return []; // Suggestions are a help; without them one can type on.
  }
}

function choose(place) {
  const options = [...ways.children];
  chosen = (place + options.length) % options.length;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
  options[chosen].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", options[chosen].id);
}

function take(option) {
  input.value = option.dataset.line;
  input.focus();
  offer();
}

ways.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option) return;
  event.preventDefault();
  take(option);
});

function closeWays() {
  latest += 1;
  ways.hidden = true;
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

restoreRole();
restore();
tell();
