// Fills in the verdicts of a list of claims, one article at a time: a list does not wait for them.
import { inert } from "./text.js";

const marks = new Map();
for (const one of document.getElementById("verdicts").content.children) marks.set(one.dataset.verdict, one);
const items = [...document.querySelectorAll("li[data-claim]")];
const articles = [...new Set(items.map((item) => item.dataset.article))];

for (const article of articles) {
  const mine = items.filter((item) => item.dataset.article === article);
  const asked = mine.map((item) => ["claim", item.dataset.claim]);
  const answer = await fetch(`/verdicts.json?${new URLSearchParams([["article", article], ...asked])}`);
  if (!answer.ok) break;
  const found = new Map((await answer.json()).checks.map((check) => [check.claim, check]));
  for (const item of mine) {
    const check = found.get(item.dataset.claim);
    if (!check) continue;
    const words = document.createElement("span");
    words.textContent = ` ${inert(check.explanation)}`;
    item.querySelector("[data-answer]").replaceChildren(marks.get(check.verdict).firstElementChild.cloneNode(true), words);
  }
}
document.querySelector(".claim-list").dataset.shown = String(items.length);
