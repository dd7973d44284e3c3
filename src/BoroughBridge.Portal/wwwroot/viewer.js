// The viewer in another system's page: no cookie, nothing stored, the token in memory alone and bound to one child. What is on the page is always the child of
// the token that fetched it: turning to another child clears the page first, and an answer that comes too late is dropped.
"use strict";
const client = "boroughbridge-viewer";
const main = document.getElementById("main-content");
const back = document.getElementById("back");
const who = document.getElementById("who");
let turn = 0;          // counts launches; what belongs to an earlier one is never shown
let grant = null;      // { token, refresh, child, until, launch } of the present turn
let held = Promise.resolve(null);   // the same, once every launch before has been turned to or passed over
let leaving = new AbortController();
let blobs = [];

const random = bytes => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const challengeOf = async verifier =>
  btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

function say(heading, text, button, act) {
  const parts = [Object.assign(document.createElement("h1"), { className: "govuk-heading-l", textContent: heading }), Object.assign(document.createElement("p"), { className: "govuk-body", textContent: text })];
  if (button) {
    const pressed = Object.assign(document.createElement("button"), { className: "govuk-button", type: "button", textContent: button });
    pressed.addEventListener("click", act);
    parts.push(pressed);
  }
  clear();
  main.replaceChildren(...parts);
}

function clear() {
  main.replaceChildren();
  back.replaceChildren();
  back.hidden = true;
  who.textContent = "";
  document.title = "BoroughBridge viewer";
  delete document.documentElement.dataset.child;
  blobs.splice(0).forEach(URL.revokeObjectURL);
}

/** A launch: clears the page, and goes on with the token at hand, turned to the next child, or by a sign-in. Of launches in a row only the last is turned to. */
async function launch(handle) {
  const mine = ++turn;
  grant = null;
  leaving.abort();
  clear();
  held = held.then(async last => {
    if (mine !== turn || !last || !handle) return last;
    let token = last.token;
    if (Date.now() > last.until) token = (await ask({ grant_type: "refresh_token", refresh_token: last.refresh }))?.access_token ?? token;
    const given = await ask({ grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", subject_token: token, subject_token_type: "urn:ietf:params:oauth:token-type:access_token", launch: handle });
    return given && { ...grantOf(given), launch: handle };
  });
  const now = await held;
  if (mine !== turn) return;
  if (now && now.launch === handle) { grant = now; return show(`/children/${now.child}`, mine); }
  held = Promise.resolve(null);
  if (self.origin === "null") return say("Open in a window of its own", "The page around this viewer does not let it sign you in here. Open BoroughBridge in a new tab instead.");
  say("Sign in to open the file", "You sign in with your own borough, in a small window that closes by itself.", "Sign in", () => signIn(handle, mine));
}

const grantOf = given => ({ token: given.access_token, refresh: given.refresh_token, child: given.patient, until: Date.now() + (given.expires_in - 20) * 1000 });

function keep(given, handle) {
  grant = { ...grantOf(given), launch: handle };
  held = Promise.resolve(grant);
}

async function signIn(handle, mine) {
  const [state, verifier] = [random(32), random(32)];
  // Opened at once, in the click: later it would be a pop-up nobody asked for.
  const opened = window.open("about:blank", "boroughbridge-sign-in", "popup,width=760,height=820");
  if (!opened) return say("The window was not opened", "Your browser or case system blocked the sign-in window. Allow it and try again.", "Sign in", () => signIn(handle, mine));
  const request = {
    response_type: "code", client_id: client, redirect_uri: location.origin + "/viewer/signed-in", scope: "launch launch/patient online_access patient/*.rs", state,
    aud: location.origin + "/fhir", code_challenge: await challengeOf(verifier), code_challenge_method: "S256",
  };
  if (handle) request.launch = handle;
  const heard = async message => {
    if (message.origin !== location.origin || message.source !== opened || message.data?.kind !== "boroughbridge-signed-in") return;
    window.removeEventListener("message", heard);
    const answer = new URLSearchParams(message.data.answer);
    if (mine !== turn || answer.get("state") !== state || answer.get("iss") !== location.origin + "/fhir") return;
    if (!answer.get("code")) return say("Nothing was opened", "The sign-in did not complete, or you chose not to open a file.", "Try again", () => signIn(null, mine));
    const given = await ask({ grant_type: "authorization_code", code: answer.get("code"), redirect_uri: request.redirect_uri, code_verifier: verifier });
    if (mine !== turn) return given && give(given);
    if (given) { keep(given, handle); return show(`/children/${grant.child}`, mine); }
    say("Nothing was opened", "The sign-in did not complete.", "Try again", () => signIn(null, mine));
  };
  window.addEventListener("message", heard);
  opened.location.replace("/smart/authorize?" + new URLSearchParams(request));
}

async function ask(form) {
  try {
    const answer = await fetch("/smart/token", { method: "POST", credentials: "omit", body: new URLSearchParams({ client_id: client, ...form }) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** A token that came when nobody wanted it any more is withdrawn. */
function give(given) {
  fetch("/smart/revoke", { method: "POST", credentials: "omit", body: new URLSearchParams({ client_id: client, token: given.access_token }) }).catch(() => {});
}

let renewing = null;
async function fetched(path, mine, signal) {
  if (Date.now() > grant.until) {
    renewing ??= ask({ grant_type: "refresh_token", refresh_token: grant.refresh }).finally(() => { renewing = null; });
    const given = await renewing;
    if (mine !== turn) return null;
    if (!given) return new Response(null, { status: 401 });
    if (Date.now() > grant.until) keep(given, grant.launch);
  }
  return fetch(path, { credentials: "omit", headers: { Authorization: "Bearer " + grant.token }, signal, cache: "no-store", redirect: "error" });
}

/** Fetches a page of the child's file and shows it; only where nothing was asked for since. */
async function show(path, mine) {
  leaving.abort();
  leaving = new AbortController();
  const signal = leaving.signal;
  const child = grant.child;
  try {
    const answer = await fetched(path, mine, signal);
    if (!answer || mine !== turn || signal.aborted) return;
    if (answer.status === 401) { grant = null; held = Promise.resolve(null); return say("You are signed out", "Sign in again to go on.", "Sign in", () => signIn(null, mine)); }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn || signal.aborted) return;
    clear();
    const content = page.getElementById("main-content");
    const images = [...content.querySelectorAll("img")].map(image => [image, image.getAttribute("src")]);
    images.forEach(([image]) => image.removeAttribute("src"));
    content.querySelectorAll("script, form, a[href$='/file']").forEach(one => one.remove());
    main.replaceChildren(...content.childNodes);
    const link = page.querySelector(".govuk-back-link");
    if (link && inFile(link.getAttribute("href"), child)) { back.replaceChildren(link); back.hidden = false; }
    document.title = page.title;
    document.documentElement.dataset.child = child;
    main.dataset.path = path;
    main.focus();
    for (const [image, at] of images) await picture(image, new URL(at, new URL(path, location.origin)).pathname, mine, signal);
  } catch (fault) {
    if (fault.name !== "AbortError" && mine === turn) say("This cannot be shown just now", "Try again in a few minutes.", "Try again", () => show(path, mine));
  }
}

async function picture(image, path, mine, signal) {
  const answer = await fetched(path, mine, signal);
  if (!answer?.ok || mine !== turn || signal.aborted) return;
  const bytes = await answer.blob();
  if (mine !== turn || signal.aborted) return;
  const url = URL.createObjectURL(bytes);
  blobs.push(url);
  image.src = url;
}

const inFile = (href, child) => typeof href === "string" && new URL(href, location.origin + (main.dataset.path ?? "/")).pathname.startsWith(`/children/${child}`);

document.addEventListener("click", pressed => {
  const link = pressed.target.closest("a");
  if (!link || !grant) return;
  pressed.preventDefault();
  const to = new URL(link.getAttribute("href"), location.origin + main.dataset.path);
  if (inFile(link.getAttribute("href"), grant.child)) show(to.pathname + to.search, turn);
});

// The page around the viewer turns to another child: only where it is the page that framed it, which Content-Security-Policy limits to the case systems configured.
window.addEventListener("message", message => {
  if (message.source === window.parent && window.parent !== window && message.data?.kind === "boroughbridge-launch" && typeof message.data.launch === "string") launch(message.data.launch);
});

const asked = new URLSearchParams(location.search);
history.replaceState(null, "", location.pathname);
launch(asked.get("launch"));
if (window.parent !== window) window.parent.postMessage({ kind: "boroughbridge-ready" }, "*");
