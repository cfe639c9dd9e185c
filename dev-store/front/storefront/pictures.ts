import type { Product, Variant } from "../../state/types.ts";

/** Product pictures, drawn by code: one shape for each product type, in the colour of the variant. */

const COLOURS: Readonly<Record<string, string>> = {
  Olive: "#7d8350",
  Sand: "#d3bd94",
  Charcoal: "#4a4d50",
  Navy: "#35486b",
  Rust: "#b2603a",
  Forest: "#3f6249",
  Sky: "#86b3cc",
  Moss: "#76855a",
  Clay: "#c08468",
  Blue: "#4e7ba8",
  Cream: "#e9dcc0",
  Black: "#33353a",
  Sage: "#9db295",
  Heather: "#98869f",
  Brass: "#c49a47",
  White: "#eeeae1",
  Zinc: "#a3acb0",
  Oak: "#c29a62",
  Walnut: "#7d5a41",
  Birch: "#dcc59a",
  Beech: "#d4ae80",
  Ash: "#d7c29d",
  "Olive wood": "#a98d55",
};
const PLAIN = ["#8f9d87", "#b98f72", "#87a0ad", "#c7ad74", "#a48b9a", "#7f8f9a"];
const BACKDROPS = ["#f1ece2", "#e9eee8", "#ecebf0", "#f3ebe5", "#e8eef0"];

/** Shapes in a box of 200 by 200; `C` is the colour, `D` a darker, `L` a lighter shade of it. */
const SHAPES: Readonly<Record<string, string>> = {
  Lantern: `<path d="M70 62q30-44 60 0" fill="none" stroke="D" stroke-width="6"/><rect x="66" y="60" width="68" height="16" rx="6" fill="C"/><rect x="74" y="76" width="52" height="62" rx="8" fill="#fff3cf"/><path d="M100 92q14 18 0 34q-14-16 0-34" fill="#f2b84b"/><rect x="62" y="138" width="76" height="22" rx="8" fill="C"/><path d="M74 76v62M126 76v62" stroke="D" stroke-width="5"/>`,
  Bag: `<path d="M82 52q18-26 36 0" fill="none" stroke="D" stroke-width="7"/><rect x="58" y="52" width="84" height="108" rx="24" fill="C"/><rect x="72" y="104" width="56" height="40" rx="10" fill="D"/><path d="M72 118h56" stroke="L" stroke-width="4"/><path d="M76 76h48" stroke="D" stroke-width="5" stroke-linecap="round"/>`,
  Tent: `<path d="M100 48 176 152H24Z" fill="C"/><path d="M100 48 132 152H68Z" fill="D"/><path d="M100 62v90" stroke="L" stroke-width="4"/><path d="M14 152h172" stroke="#8a8674" stroke-width="5" stroke-linecap="round"/>`,
  Hammock: `<path d="M26 60q74 128 148 0q-12 92-74 92T26 60" fill="C"/><path d="M44 90q56 74 112 0M56 116q44 46 88 0" stroke="L" stroke-width="6" fill="none"/><path d="M26 60 12 44M174 60l14-16" stroke="D" stroke-width="5"/>`,
  Textile: `<rect x="46" y="58" width="108" height="92" rx="10" fill="C"/><path d="M46 82h108M46 126h108" stroke="L" stroke-width="7"/><path d="M46 104h108" stroke="D" stroke-width="3"/><path d="M52 150v12m12-12v12m12-12v12m12-12v12m12-12v12m12-12v12m12-12v12m12-12v12m12-12v12" stroke="D" stroke-width="4"/>`,
  Chair: `<path d="M64 44 120 160M136 44 80 160" stroke="D" stroke-width="8" stroke-linecap="round"/><path d="M62 50q38 84 84 66" fill="none" stroke="C" stroke-width="16" stroke-linecap="round"/><path d="M66 160h70" stroke="D" stroke-width="6" stroke-linecap="round"/>`,
  Kettle: `<path d="M66 84q34-62 68 0" fill="none" stroke="D" stroke-width="7"/><path d="M58 150q-6-72 42-72t42 72q0 8-8 8H66q-8 0-8-8" fill="C"/><path d="M140 116q20-6 24-30" stroke="C" stroke-width="13" fill="none" stroke-linecap="round"/><rect x="90" y="66" width="20" height="12" rx="6" fill="D"/><path d="M70 132q2-28 18-36" stroke="L" stroke-width="6" fill="none" stroke-linecap="round"/>`,
  Bottle: `<rect x="86" y="34" width="28" height="20" rx="5" fill="D"/><path d="M86 54h28q0 16 14 26v70q0 14-14 14H86q-14 0-14-14V80q14-10 14-26" fill="C"/><path d="M84 92v56" stroke="L" stroke-width="7" stroke-linecap="round"/>`,
  Tool: `<path d="M96 44q20 0 20 40l-6 26h-20l-6-26q0-40 12-40" fill="#b9c0c4"/><rect x="88" y="108" width="24" height="56" rx="10" fill="C"/><path d="M94 122h12M94 134h12" stroke="D" stroke-width="4"/>`,
  Mug: `<path d="M130 84q34 0 30 30t-34 24" fill="none" stroke="C" stroke-width="11"/><path d="M54 66h82v72q0 18-18 18H72q-18 0-18-18Z" fill="C"/><path d="M54 70h82" stroke="D" stroke-width="8"/><path d="M68 88v44" stroke="L" stroke-width="7" stroke-linecap="round"/>`,
  Pot: `<rect x="42" y="84" width="116" height="70" rx="16" fill="C"/><path d="M38 84h124" stroke="D" stroke-width="10" stroke-linecap="round"/><path d="M54 78q46-30 92 0" fill="C"/><circle cx="100" cy="58" r="8" fill="D"/><path d="M28 104h16M156 104h16" stroke="D" stroke-width="10" stroke-linecap="round"/>`,
  Board: `<rect x="52" y="56" width="96" height="98" rx="12" fill="C"/><path d="M72 72v66M92 66v78M112 70v68M130 66v74" stroke="L" stroke-width="3"/><circle cx="100" cy="70" r="7" fill="#f4efe6"/>`,
  Box: `<rect x="46" y="80" width="108" height="72" rx="8" fill="C"/><rect x="40" y="64" width="120" height="22" rx="7" fill="D"/><rect x="86" y="104" width="28" height="10" rx="5" fill="L"/>`,
  Bowl: `<path d="M40 88h120q0 66-60 66T40 88" fill="C"/><path d="M36 88h128" stroke="D" stroke-width="9" stroke-linecap="round"/><path d="M62 108q8 26 28 32" stroke="L" stroke-width="6" fill="none" stroke-linecap="round"/>`,
  Lamp: `<path d="M72 46h56l22 58H50Z" fill="C"/><path d="M100 104v44" stroke="D" stroke-width="9"/><ellipse cx="100" cy="154" rx="36" ry="9" fill="D"/><path d="M62 104h76" stroke="#f6d98b" stroke-width="6"/>`,
  Basket: `<path d="M58 92q42-84 84 0" fill="none" stroke="D" stroke-width="8"/><path d="M42 92h116l-14 62H56Z" fill="C"/><path d="M46 110h108M50 130h100" stroke="D" stroke-width="5" stroke-dasharray="12 8"/><path d="M42 92h116" stroke="L" stroke-width="8"/>`,
  Candle: `<path d="M100 38q12 16 0 28q-12-12 0-28" fill="#f2b84b"/><path d="M100 64v12" stroke="#57534a" stroke-width="4"/><rect x="78" y="76" width="44" height="76" rx="6" fill="#e7c878"/><path d="M88 86v52" stroke="#f6e2a9" stroke-width="6" stroke-linecap="round"/><ellipse cx="100" cy="156" rx="42" ry="8" fill="#b9b1a2"/>`,
  Stool: `<rect x="52" y="66" width="96" height="16" rx="7" fill="C"/><path d="M66 82 54 158M134 82l12 76" stroke="D" stroke-width="9" stroke-linecap="round"/><rect x="62" y="114" width="76" height="13" rx="6" fill="C"/>`,
  Can: `<path d="M66 88q26-52 56-8" fill="none" stroke="D" stroke-width="8"/><rect x="62" y="88" width="66" height="66" rx="8" fill="C"/><path d="M128 128 166 78" stroke="C" stroke-width="11"/><path d="m156 70 22 16" stroke="D" stroke-width="9" stroke-linecap="round"/><path d="M74 102v38" stroke="L" stroke-width="6" stroke-linecap="round"/>`,
};
const PARCEL = `<path d="m100 44 56 28v60l-56 28-56-28V72Z" fill="C"/><path d="m44 72 56 28 56-28M100 100v60" stroke="D" stroke-width="5" fill="none"/>`;

/** Where the picture of a variant is served; the same picture always has the same address. */
export function pictureUrl(product: Pick<Product, "handle" | "productType">, variant: Variant | null): string {
  const look = new URLSearchParams({ type: product.productType });
  const colour = variant?.optionValues.find((value) => Object.hasOwn(COLOURS, value));
  if (colour !== undefined) look.set("colour", colour);
  return `/cdn/pictures/${encodeURIComponent(product.handle)}.svg?${look.toString()}`;
}

export function drawPicture({ handle, type, colour }: { handle: string; type: string; colour: string | null }): string {
  const hash = [...handle].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 9973, 7);
  const main = COLOURS[colour ?? ""] ?? PLAIN[hash % PLAIN.length] ?? "#8f9d87";
  const backdrop = BACKDROPS[hash % BACKDROPS.length] ?? "#f1ece2";
  const shape = (SHAPES[type] ?? PARCEL)
    .replaceAll('"C"', `"${main}"`)
    .replaceAll('"D"', `"${shade(main, 0.74)}"`)
    .replaceAll('"L"', `"${shade(main, 1.22)}"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><rect width="200" height="200" fill="${backdrop}"/><ellipse cx="100" cy="164" rx="62" ry="7" fill="#000" opacity=".07"/>${shape}</svg>`;
}

/** The colour with each channel multiplied. */
function shade(hex: string, factor: number): string {
  const channels = [1, 3, 5].map((start) => {
    const value = Math.min(255, Math.round(Number.parseInt(hex.slice(start, start + 2), 16) * factor));
    return value.toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}
