// Ties the marks of the text to the cards: choosing one shows the other. Without this file the
// links and :target do the same.
const cards = new Map([...document.querySelectorAll(".card")].map((card) => [card.dataset.event, card]));
const marks = [...document.querySelectorAll(".text > .sayso-text .m[data-events]")];
const text = document.querySelector(".text > .sayso-text");

function choose(id, { focus = false, address = true } = {}) {
  const card = cards.get(id);
  for (const [other, one] of cards) one.classList.toggle("is-on", other === id);
  for (const mark of marks) mark.classList.toggle("is-on", mark.dataset.events.split(" ").includes(id));
  text.classList.toggle("has-choice", Boolean(card));
  if (address) history.replaceState(null, "", card ? `#event-${id}` : location.pathname + location.search);
  if (!card) return;
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function fromAddress() {
  const id = decodeURIComponent(location.hash.replace(/^#event-/, ""));
  if (cards.has(id)) choose(id, { address: false });
}

text.addEventListener("click", (event) => {
  const link = event.target.closest("a.to-event");
  if (!link) return;
  event.preventDefault();
  choose(link.getAttribute("href").replace("#event-", ""), { focus: true });
});

for (const [id, card] of cards) {
  card.addEventListener("click", (event) => {
    if (event.target.closest("a, summary, button")) return;
    choose(id, { focus: true });
    document.querySelector(".text .trigger.is-on")?.scrollIntoView({ block: "center" });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !text.classList.contains("has-choice")) return;
  const link = document.querySelector(".text .trigger.is-on")?.closest("a");
  choose(null);
  link?.focus();
});

addEventListener("hashchange", fromAddress);
fromAddress();
