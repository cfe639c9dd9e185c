// Follows the chosen variant: price, picture, button and address. The page works without it.
const form = document.getElementById("product-form-main");
const button = form.querySelector("[data-product-add]");

form.addEventListener("change", (event) => {
  const { name, dataset } = event.target;
  if (name !== "id") return;
  document.querySelector("[data-product-price]").textContent = dataset.price;
  document.querySelector("[data-product-picture]").src = dataset.picture;
  button.disabled = !("available" in dataset);
  button.textContent = button.disabled ? button.dataset.soldOut : button.dataset.label;
  history.replaceState(null, "", dataset.url);
});
