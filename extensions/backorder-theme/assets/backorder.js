/**
 * Shows the promise of the chosen variant and quantity. Every sentence and date comes from the page
 * (snippets/promised-phrases.liquid); this only picks a panel, counts units and fills in the numbers.
 */
class PromisedBackorder extends HTMLElement {
  connectedCallback() {
    this.plurals = new Intl.PluralRules(document.documentElement.lang || "en");
    this.onChange = () => {
      // Themes update the hidden variant id in their own listener: look after they did.
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.update());
    };
    for (const type of ["change", "input", "click"]) document.addEventListener(type, this.onChange);
    this.update({ quietly: true });
  }

  disconnectedCallback() {
    for (const type of ["change", "input", "click"]) document.removeEventListener(type, this.onChange);
    cancelAnimationFrame(this.frame);
  }

  /** The form that adds this product to the cart: the one around us, else the first of our section. */
  get form() {
    const forms = 'form[action*="/cart/add"]';
    const section = this.closest(".shopify-section, section, main") ?? document;
    return this.closest(forms) ?? section.querySelector(forms) ?? document.querySelector(forms);
  }

  update({ quietly = false } = {}) {
    const form = this.form;
    const variant = form?.elements.namedItem("id")?.value;
    if (!variant) return;
    const quantity = Math.max(1, Number.parseInt(form.elements.namedItem("quantity")?.value, 10) || 1);

    for (const panel of this.querySelectorAll(".promised__panel")) {
      const isChosen = panel.dataset.variant === variant;
      const input = panel.querySelector("input");
      panel.hidden = !isChosen;
      if (isChosen) this.fill(panel, { quantity, form });
      else if (input) input.disabled = true;
    }
    if (!quietly) this.speak();
  }

  fill(panel, { quantity, form }) {
    const input = panel.querySelector("input");
    if (!("sells" in panel.dataset) || !input) return;
    const tranches = [...panel.querySelectorAll("data")].map((tranche) => ({
      units: Number(tranche.value),
      date: tranche.dataset.date,
    }));
    const unitsNow = tranches[0] && !tranches[0].date ? tranches[0].units : 0;
    const isStale = Number(panel.dataset.validUntil) * 1000 < Date.now();
    const unitsToSell = panel.dataset.unitsToSell;
    const isTooMany = Boolean(unitsToSell) && quantity > Number(unitsToSell);
    const reachesBackorder = quantity > unitsNow && !isTooMany;

    const own = panel.querySelector('[data-badge="own"]');
    own.hidden = reachesBackorder || "never" in own.dataset;
    panel.querySelector('[data-badge="backorder"]').hidden = !reachesBackorder;
    const stale = reachesBackorder ? this.dataset.allOnRequest : "";
    const open = isStale ? stale : this.window(tranches, quantity);
    panel.querySelector("[data-window]").textContent = isTooMany ? this.counted("only", Number(unitsToSell)) : open;

    // By attribute: a product form has a field named "id", which form.id would be.
    if (!form.getAttribute("id")) form.setAttribute("id", "promised-form");
    input.setAttribute("form", form.getAttribute("id"));
    input.disabled = !reachesBackorder || isStale;
  }

  /** The ship window in words, as snippets/promised-window.liquid says it. */
  window(tranches, quantity) {
    const [first] = tranches;
    if (!first) return this.dataset.allOnRequest;
    if (first.units >= quantity) {
      return first.date ? this.dataset.allBy.replace("[date]", first.date) : this.dataset.allNow;
    }
    const parts = [];
    let unitsLeft = quantity;
    for (const { units, date } of tranches) {
      const taken = Math.min(units, unitsLeft);
      if (taken <= 0) continue;
      const phrase = !date ? "partNow" : parts.length === 0 ? "partShipsBy" : "partBy";
      parts.push(this.counted(phrase, taken).replace("[date]", date));
      unitsLeft -= taken;
    }
    if (unitsLeft > 0) parts.push(this.counted("partOnRequest", unitsLeft));
    return parts.join(", ");
  }

  /** A phrase for this many units: the sample with the same plural form, with our number in it. */
  counted(phrase, count) {
    const samples = this.dataset[phrase].split("|").filter(Boolean);
    const plural = this.plurals.select(count);
    const sample = samples.find((text) => this.plurals.select(Number(text.match(/\d+/)?.[0])) === plural);
    return (sample ?? samples[0]).replace(/\d+/, count);
  }

  speak() {
    const panel = this.querySelector(".promised__panel:not([hidden])");
    const shown = panel ? [...panel.querySelectorAll("p:not([hidden])")] : [];
    const text = shown.map((line) => line.textContent.trim()).join(". ");
    const spoken = this.querySelector(".promised__spoken");
    if (spoken.textContent !== text) spoken.textContent = text;
  }
}

if (!customElements.get("promised-backorder")) customElements.define("promised-backorder", PromisedBackorder);
