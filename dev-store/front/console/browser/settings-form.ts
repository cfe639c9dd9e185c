import { postJson, say } from "./desk.ts";
import { h } from "./element.ts";

/** A form for settings that are all numbers, whatever they are called. */

const OTHER_UNITS: [ending: RegExp, unit: string][] = [
  [/Percent$/, ", %"],
  [/Ms$/, ", ms"],
];

export type Settings = Record<string, number>;

/** Keeps the form at what holds in the dev store, unless somebody is changing it. */
export function showSettings(form: HTMLFormElement, settings: Settings): void {
  const place = form.querySelector(".settings");
  if (place === null || form.dataset["shown"] === JSON.stringify(settings) || isTouched(form)) return;
  form.dataset["shown"] = JSON.stringify(settings);
  place.replaceChildren(
    ...Object.entries(settings).map(([name, value]) =>
      h("label", {}, labelOf(name), " ", h("input", { type: "number", name, min: "0", step: "any", defaultValue: String(value), required: true })),
    ),
  );
}

/** Sends what the form says; being kind sends nothing but the wish to have everything as usual. */
export function listen(form: HTMLFormElement, kind: Settings, refresh: () => void): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void apply(form, Object.fromEntries(inputsOf(form).map(({ name, valueAsNumber }) => [name, valueAsNumber])), refresh);
  });
  form.querySelector("[data-calm]")?.addEventListener("click", () => void apply(form, kind, refresh));
}

async function apply(form: HTMLFormElement, settings: Settings, refresh: () => void): Promise<void> {
  const { error } = await postJson(form.dataset["address"] ?? "", settings);
  say(error ?? "Applied.", error !== undefined);
  if (error !== undefined) return;
  for (const input of inputsOf(form)) input.value = input.defaultValue;
  delete form.dataset["shown"];
  refresh();
}

function inputsOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>(".settings input")];
}

function isTouched(form: HTMLFormElement): boolean {
  return inputsOf(form).some((input) => input.value !== input.defaultValue || input === document.activeElement);
}

/** `wrongSecretPercent` as "Wrong secret, %". */
function labelOf(name: string): string {
  const [ending, unit] = OTHER_UNITS.find(([pattern]) => pattern.test(name)) ?? [/$/, ""];
  const words = name
    .replace(ending, "")
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${unit}`;
}
