// Compares the number in an answer box with the right one and with the slips that have words.
(() => {
  "use strict";

  const SCALES = {
    k: 1e3,
    thousand: 1e3,
    m: 1e6,
    mio: 1e6,
    million: 1e6,
    millions: 1e6,
    g: 1e9,
    b: 1e9,
    bn: 1e9,
    billion: 1e9,
    billions: 1e9,
  };
  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const NO_NUMBER = "Not yet. A number is asked for, such as 1,234 or 1.2e6 or 12 M.";

  // A power of ten, or a scale and a unit, may follow the digits; a second number is divided by.
  const PARTS = /^([+-]?)([\d.,]+)(?:(?:e|[x*×·]10\^?)([+-]?\d+))?(?:\/([\d.,]+))?(.*)$/;

  // What digits with points and commas can mean: "1,234" is 1234 here and 1.234 elsewhere.
  const values = (digits) => {
    const found = [];
    if (/^(\d+\.?\d*|\.\d+)$/.test(digits)) found.push(Number(digits));
    if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(digits)) found.push(Number(digits.replaceAll(",", "")));
    if (/^\d{1,3}(\.\d{3})+(,\d*)?$/.test(digits)) {
      found.push(Number(digits.replaceAll(".", "").replace(",", ".")));
    }
    if (/^\d*,\d+$/.test(digits)) found.push(Number(digits.replace(",", ".")));
    return found;
  };

  // 1 for nothing or the unit behind a number, the scale for "M" or "million parameters", else undefined.
  const scale = (tail, unit) => {
    const isUnit = (rest) => !rest || rest === unit || (rest.length > 2 && unit.includes(rest));
    if (isUnit(tail)) return 1;
    const word = Object.keys(SCALES).find((one) => tail.startsWith(one) && isUnit(tail.slice(one.length)));
    return SCALES[word];
  };

  // Every number that the text can mean; none where it means no number.
  const readings = (text, unit) => {
    const bare = (words) =>
      words
        .toLowerCase()
        .replace(/[\s_'’]/g, "")
        .replace(/−/g, "-");
    const power = (digits) => `^${[...digits].map((digit) => RAISED.indexOf(digit)).join("")}`;
    const words = bare(text).replace(new RegExp(`[${RAISED}]+`, "g"), power);
    const parts = PARTS.exec(words.replace(/^10\^/, "1e"));
    if (!parts) return [];
    const [, sign, digits, exponent = "0", below = "1", tail] = parts;
    const factor = scale(tail, bare(unit));
    if (factor === undefined) return [];
    const times = (sign === "-" ? -1 : 1) * 10 ** Number(exponent) * factor;
    return values(digits)
      .flatMap((top) => values(below).map((bottom) => (top * times) / bottom))
      .filter(Number.isFinite);
  };

  const enhance = (box) => {
    const { unit, tolerance, right, slips } = JSON.parse(box.dataset.number);
    const field = box.querySelector("input");
    const verdict = box.querySelector(".answer-verdict");
    const near = (a, b) => Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), 1e-12);

    const say = (words, kind) => {
      box.dataset.verdict = kind;
      field.setAttribute("aria-invalid", String(kind !== "right"));
      verdict.textContent = words;
    };
    const check = () => {
      const numbers = readings(field.value, unit);
      const means = ([value]) => numbers.some((number) => near(number, value));
      if (!numbers.length) return say(NO_NUMBER, "wrong");
      if (means(right)) return say(right[1], "right");
      return say(slips.find(means)?.[1] ?? "Not yet.", "wrong");
    };

    box.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      check();
    });
    // A verdict is on what was checked, not on what is being typed.
    field.addEventListener("input", () => {
      delete box.dataset.verdict;
      field.removeAttribute("aria-invalid");
      verdict.replaceChildren();
    });
    box.dataset.ready = "true";
  };

  const start = () => document.querySelectorAll(".answer-box").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
