/** Meadow: a chosen variant's page is fetched and its whole product part put in place of the old one. */
class MeadowProduct extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      const { url } = event.target.dataset;
      if (url) this.show(url, event.target);
    });
  }

  /** The newest choice wins; an answer to an older one is dropped. */
  async show(url, chosen) {
    this.loading?.abort();
    this.loading = new AbortController();
    this.setAttribute("aria-busy", "true");
    const answer = await fetch(url, { signal: this.loading.signal }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("meadow-product");
    const quantity = this.querySelector('[name="quantity"]').value;
    this.innerHTML = fresh.innerHTML;
    this.querySelector('[name="quantity"]').value = quantity;
    this.removeAttribute("aria-busy");
    this.querySelector(`input[name="${CSS.escape(chosen.name)}"]:checked`)?.focus();
    history.replaceState(null, "", url);
  }
}
customElements.define("meadow-product", MeadowProduct);

const root = document
  .querySelector("[data-cart-link]")
  .getAttribute("href")
  .replace(/\/cart$/, "");
const DRAWER = "cart-drawer";
const drawer = () => document.getElementById(DRAWER);

/** Asks the cart's API; the drawer is rendered by the same request. */
async function askCart(path, body) {
  const isForm = body instanceof FormData;
  if (isForm) body.append("sections", DRAWER);
  const answer = await fetch(`${root}/cart/${path}.js`, {
    method: "POST",
    headers: isForm ? {} : { "content-type": "application/json" },
    body: isForm ? body : JSON.stringify({ ...body, sections: DRAWER }),
  });
  const told = await answer.json();
  if (!answer.ok) return told.description;
  const wasOpen = drawer().open;
  document.getElementById(`shopify-section-${DRAWER}`).outerHTML = told.sections[DRAWER];
  if (wasOpen || path === "add") drawer().showModal();
  const { item_count: units } = await (await fetch(`${root}/cart.js`)).json();
  const count = document.querySelector("[data-cart-count]");
  count.textContent = units;
  count.hidden = units === 0;
  return null;
}

function refuse(holder, text) {
  const refusal = holder.querySelector("[data-refusal]");
  if (!refusal) return;
  refusal.textContent = text ?? "";
  refusal.hidden = !text;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-product-form]")) return;
  event.preventDefault();
  refuse(form, await askCart("add", new FormData(form)));
});

document.addEventListener("click", async (event) => {
  const step = event.target.closest("[data-line]");
  if (step) refuse(drawer(), await askCart("change", { line: Number(step.dataset.line), quantity: Number(step.dataset.units) }));
  const isCartLink = event.target.closest("[data-cart-link]");
  if (isCartLink && !document.body.classList.contains("template-cart")) {
    event.preventDefault();
    drawer().showModal();
  }
  if (event.target === drawer()) drawer().close();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
