// One document: come to the marked passage, keep the size that was chosen, fetch the next page ahead.
(() => {
  "use strict";
  const mark = document.querySelector("#mark rect");
  const within = (box, one) => {
    if (!box || !one) return;
    box.scrollTop += one.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  };
  // Only as far as needed: where the passage is in view already, the head of the page stays, too.
  const come = () => {
    if (!mark) return;
    const view = document.querySelector(".view");
    const [place, frame] = [mark.getBoundingClientRect(), view.getBoundingClientRect()];
    if (place.top < 80 || place.bottom > innerHeight - 40) mark.scrollIntoView({ block: "center", inline: "nearest" });
    const whole = mark.parentElement.getBoundingClientRect();
    if (whole.left < frame.left || whole.right > frame.right) view.scrollLeft += whole.left - frame.left - 40;
  };

  // Not every browser lets a page keep things.
  const keep = (value) => { try { sessionStorage.setItem("zoom", value); } catch { /* then it is not kept */ } };
  const kept = () => { try { return sessionStorage.getItem("zoom"); } catch { return null; } };
  const sizes = [...document.querySelectorAll("input[name=zoom]")];
  const chosen = sizes.find((one) => one.value === kept());
  if (chosen) chosen.checked = true;
  sizes.forEach((one) => one.addEventListener("change", () => { keep(one.value); come(); }));

  within(document.querySelector(".strip"), document.querySelector(".strip [aria-current]"));
  within(document.querySelector(".tree"), document.querySelector(".tree [aria-current]"));
  come();

  const picture = document.querySelector(".picture");
  if (picture) {
    const ahead = () => { if (picture.dataset.ahead) new Image().src = picture.dataset.ahead; };
    if (picture.complete) ahead(); else picture.addEventListener("load", ahead);
  }
})();
