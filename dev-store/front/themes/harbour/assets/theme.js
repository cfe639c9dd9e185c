/**
 * Harbour: for a chosen variant the product's section alone is fetched, and only what a variant changes is taken over.
 * The form, and what apps placed beside it, stay as they are and hear of the change by the hidden id's own event.
 */
class HarbourProduct extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.matches("[data-option]")) this.choose(event.target.selectedOptions[0].dataset.variant);
    });
  }

  async choose(variant) {
    const { url, section } = this.dataset;
    if (!variant) return;
    this.loading?.abort();
    this.loading = new AbortController();
    const answer = await fetch(`${url}?variant=${variant}&section_id=${section}`, { signal: this.loading.signal }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of this.querySelectorAll("[data-swap]")) {
      const renewed = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
      if (renewed) part.innerHTML = renewed.innerHTML;
    }
    this.renewOptions(fresh);
    const id = this.querySelector('input[name="id"]');
    id.value = variant;
    id.dispatchEvent(new Event("change", { bubbles: true }));
    history.replaceState(null, "", `${url}?variant=${variant}`);
  }

  /** Which variant a value leads to depends on the other options' values. */
  renewOptions(fresh) {
    const renewed = fresh.querySelectorAll("[data-option]");
    this.querySelectorAll("[data-option]").forEach((select, place) => {
      [...select.options].forEach((option, at) => (option.dataset.variant = renewed[place]?.options[at]?.dataset.variant ?? ""));
    });
  }
}
customElements.define("harbour-product", HarbourProduct);

const root = document
  .querySelector("[data-cart-link]")
  .getAttribute("href")
  .replace(/\/cart$/, "");
const drawer = document.getElementById("cart-drawer");

function showCart({ sections, item_count: units }) {
  const fresh = new DOMParser().parseFromString(sections["cart-drawer"], "text/html");
  drawer.querySelector("[data-drawer-body]").replaceWith(fresh.querySelector("[data-drawer-body]"));
  if (units !== undefined) document.querySelector("[data-cart-count]").textContent = units;
}

/** The refusal in the shop's words, or null. */
async function post(path, form) {
  form.append("sections", "cart-drawer");
  form.append("sections_url", location.pathname);
  const answer = await fetch(`${root}/cart/${path}`, { method: "POST", headers: { accept: "application/json" }, body: form });
  const told = await answer.json();
  if (!answer.ok) return told.description;
  showCart(told);
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
  const refusal = await post("add", new FormData(form));
  refuse(form, refusal);
  if (refusal) return;
  drawer.showModal();
  const cart = await (await fetch(`${root}/cart.js`)).json();
  document.querySelector("[data-cart-count]").textContent = cart.item_count;
});

document.addEventListener("change", async (event) => {
  const { key } = event.target.dataset;
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  if (!key) return;
  const form = new FormData();
  form.append("id", key);
  form.append("quantity", event.target.value);
  refuse(drawer, await post("change", form));
});

document.addEventListener("click", (event) => {
  if (event.target === drawer) drawer.close();
  if (!event.target.closest("[data-cart-link]") || document.body.classList.contains("template-cart")) return;
  event.preventDefault();
  drawer.showModal();
});
