// Turns a quiz's lettered list into buttons; each says at once whether it is right, and why.
(() => {
  "use strict";

  const button = (item, number) => {
    const answer = document.createElement("button");
    answer.type = "button";
    answer.setAttribute("aria-pressed", "false");
    const letter = document.createElement("span");
    letter.className = "quiz-letter";
    letter.textContent = "ABCDEFGH"[number];
    const words = document.createElement("span");
    words.append(...(item.querySelector(":scope > p") ?? item).childNodes);
    answer.append(letter, " ", words);
    item.replaceChildren(answer);
    return answer;
  };

  const enhance = (quiz) => {
    const reasons = [...quiz.querySelectorAll(".quiz-reasons > li")];
    const answers = [...quiz.querySelectorAll(".quiz-choices > li")].map(button);
    const feedback = document.createElement("div");
    feedback.className = "quiz-feedback";
    feedback.setAttribute("role", "status");
    quiz.querySelector(".quiz-verdicts").hidden = true;
    quiz.append(feedback);
    quiz.dataset.ready = "true";
    answers.forEach((answer, i) => {
      const right = reasons[i].classList.contains("quiz-right");
      answer.addEventListener("click", () => {
        for (const other of answers) other.setAttribute("aria-pressed", String(other === answer));
        answer.dataset.verdict = right ? "right" : "wrong";
        feedback.dataset.verdict = answer.dataset.verdict;
        feedback.replaceChildren(...reasons[i].cloneNode(true).childNodes);
      });
      // In a deck these keys would also turn the slide.
      answer.addEventListener("keydown", (event) => {
        if (event.key === " " || event.key === "Enter") event.stopPropagation();
      });
    });
  };

  const start = () => document.querySelectorAll(".book-quiz").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
