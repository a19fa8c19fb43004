// Ties the marks of the text to the cards: choosing one shows the other. Without this file the
// links and :target do the same.
const cards = new Map([...document.querySelectorAll(".card")].map((card) => [card.dataset.event, card]));
const text = document.querySelector(".text > .sayso-text");
const marks = [...text.querySelectorAll(".m[data-events]")];
const of = (mark) => mark.dataset.events.split(" ").filter((id) => cards.has(id));
let chosen = null;

function choose(id, { focus = false, address = true } = {}) {
  const card = cards.get(id);
  chosen = card ? id : null;
  for (const [other, one] of cards) one.classList.toggle("is-on", other === id);
  for (const mark of marks) mark.classList.toggle("is-on", of(mark).includes(id));
  text.classList.toggle("has-choice", Boolean(card));
  if (address) history.replaceState(null, "", card ? `#event-${id}` : location.pathname + location.search);
  if (!card) return;
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

// Lets go of the choice and goes back to where it was read.
function letGo() {
  const link = text.querySelector(".trigger.is-on")?.closest("a");
  choose(null);
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: "nearest" });
}

function fromAddress() {
  const id = decodeURIComponent(location.hash.replace(/^#event-/, ""));
  if (cards.has(id)) choose(id, { address: false });
}

// A word may belong to several events: choosing it again goes on to the next.
function next(ids) {
  return ids[(ids.indexOf(chosen) + 1) % ids.length];
}

text.addEventListener("click", (event) => {
  const link = event.target.closest("a.to-event");
  if (link) event.preventDefault();
  if (!link && String(getSelection())) return; // words are being copied, not chosen
  let mark = event.target.closest(".m");
  while (mark && !(mark.dataset.events && of(mark).length)) mark = mark.parentElement.closest(".m");
  if (mark) choose(next(of(mark)), { focus: Boolean(link) });
});

for (const [id, card] of cards) {
  card.addEventListener("click", (event) => {
    if (event.target.closest(".back")) {
      event.preventDefault();
      if (chosen !== id) choose(id);
      letGo();
      return;
    }
    if (event.target.closest("a, summary, button")) return;
    choose(id, { focus: true });
    text.querySelector(".trigger.is-on")?.scrollIntoView({ block: "center" });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) letGo();
});

addEventListener("hashchange", fromAddress);
document.documentElement.classList.add("has-script");
fromAddress();
