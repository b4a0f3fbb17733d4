"use strict";
(function () {
  const root = document.documentElement;
  root.classList.add("script");
  const all = (selector, inside) => Array.from((inside || document).querySelectorAll(selector));

  // Theme: the system's, until the button says otherwise. Nothing is stored.
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const nameButton = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    nameButton();
  });
  system.addEventListener("change", nameButton);
  nameButton();

  // Memory: one partition of each picture can be reached with Tab, the others with the arrow keys.
  all(".region").forEach((region) => {
    const parts = all(".part", region).sort((a, b) => number(a) - number(b));

    function number(part) {
      return Number(part.id.slice(part.id.lastIndexOf("-") + 1));
    }
    function choose(part) {
      parts.forEach((other) => {
        other.setAttribute("aria-selected", String(other === part));
        other.setAttribute("tabindex", other === part ? "0" : "-1");
      });
      all(".details", region).forEach((details) => { details.hidden = details.dataset.for !== part.id; });
      all("tr[data-row]", region).forEach((row) => row.classList.toggle("chosen", row.dataset.row === part.id));
    }
    if (parts.length > 0) {
      choose(parts[0]);
    }
    parts.forEach((part, index) => {
      part.addEventListener("mouseenter", () => choose(part));
      part.addEventListener("focus", () => choose(part));
      part.addEventListener("click", () => part.focus());
      part.addEventListener("keydown", (event) => {
        const next = {
          ArrowDown: index + 1, ArrowRight: index + 1, ArrowUp: index - 1, ArrowLeft: index - 1,
          Home: 0, End: parts.length - 1,
        }[event.key];
        if (next === undefined) {
          return;
        }
        event.preventDefault();
        parts[Math.min(Math.max(next, 0), parts.length - 1)].focus();
      });
    });
  });

  // Findings: each button shows or hides one kind.
  const findings = all(".finding");
  const filters = all("[data-filter]");
  function applyFilters() {
    const shown = new Set(filters.filter((f) => f.getAttribute("aria-pressed") === "true").map((f) => f.dataset.filter));
    let count = 0;
    findings.forEach((finding) => {
      const visible = shown.has(finding.dataset.kind);
      finding.classList.toggle("filtered", !visible);
      count += visible ? 1 : 0;
    });
    const status = document.getElementById("shown");
    if (status) {
      status.textContent = count + " of " + findings.length + " shown";
    }
  }
  filters.forEach((filter) => {
    filter.addEventListener("click", () => {
      filter.setAttribute("aria-pressed", String(filter.getAttribute("aria-pressed") !== "true"));
      applyFilters();
    });
  });
  applyFilters();

  // A link to a finding shows it, whatever the filter says.
  function showTarget() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.classList.contains("filtered")) {
      filters.filter((f) => f.dataset.filter === target.dataset.kind).forEach((f) => f.setAttribute("aria-pressed", "true"));
      applyFilters();
      target.scrollIntoView();
    }
  }
  addEventListener("hashchange", showTarget);

  // Paper cannot be unfolded.
  addEventListener("beforeprint", () => all("details").forEach((details) => { details.open = true; }));

  // Copying: the clipboard where the browser gives it, else a selection that Ctrl+C takes.
  function select(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
  all("[data-copy]").forEach((copy) => {
    copy.addEventListener("click", () => {
      const source = document.getElementById(copy.dataset.copy);
      const done = () => { copy.textContent = "Copied"; };
      const not = () => { select(source); copy.textContent = document.execCommand("copy") ? "Copied" : "Selected"; };
      if (navigator.clipboard) {
        navigator.clipboard.writeText(source.textContent).then(done, not);
      } else {
        not();
      }
    });
  });
})();
