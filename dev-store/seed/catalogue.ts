/**
 * What the demo shop sells: household and outdoor goods of our own invention. SKUs are stable, other seeds
 * name variants by them. `opening` is the stock before the first order of `demo-shop.ts`.
 */

export type Line = { sku: string; value: string; priceCents: number; opening: number; sellsBelowZero?: true };

export type CatalogueProduct = {
  title: string;
  /** Also picks the picture that the storefront draws. */
  type: string;
  description: string;
  /** Null: the product has one variant. */
  option: "Colour" | "Size" | "Wood" | null;
  vendor: "Fernhill" | "Nordkamm" | "Atelier Weide" | "Brandt & Söhne";
  lines: Line[];
};

function line(sku: string, value: string, price: number, opening: number): Line {
  return { sku, value, priceCents: Math.round(price * 100), opening };
}

/** A variant that goes on selling when it is sold out. */
function lineBelowZero(sku: string, value: string, price: number, opening: number): Line {
  return { ...line(sku, value, price, opening), sellsBelowZero: true };
}

const OUTDOOR: CatalogueProduct[] = [
  {
    title: "Camp Lantern",
    type: "Lantern",
    option: "Colour",
    vendor: "Nordkamm",
    description: "Warm, dimmable light for a table of six. Runs twelve evenings on one charge.",
    lines: [lineBelowZero("LANTERN-OLIVE", "Olive", 49, 2), line("LANTERN-SAND", "Sand", 49, 14), line("LANTERN-CHARCOAL", "Charcoal", 49, 3)],
  },
  {
    title: "Day Pack 18 L",
    type: "Bag",
    option: "Colour",
    vendor: "Nordkamm",
    description: "Waxed canvas with a flat bottom: it stands up on its own. Fits a laptop and a loaf of bread.",
    lines: [lineBelowZero("DAYPACK-OLIVE", "Olive", 89, 3), line("DAYPACK-NAVY", "Navy", 89, 22), line("DAYPACK-RUST", "Rust", 89, 0)],
  },
  {
    title: "Two-Person Tent",
    type: "Tent",
    option: "Colour",
    vendor: "Nordkamm",
    description: "Two poles, one colour-coded clip, four minutes. Sheds a night of rain.",
    lines: [lineBelowZero("TENT-FOREST", "Forest", 249, 1), line("TENT-SAND", "Sand", 249, 6)],
  },
  {
    title: "Striped Hammock",
    type: "Hammock",
    option: "Colour",
    vendor: "Atelier Weide",
    description: "Woven cotton, wide enough to lie across. Ropes and beech spreaders included.",
    lines: [lineBelowZero("HAMMOCK-RUST", "Rust", 69, 4), line("HAMMOCK-SKY", "Sky", 69, 9)],
  },
  {
    title: "Sleeping Bag",
    type: "Textile",
    option: "Size",
    vendor: "Nordkamm",
    description: "Three seasons, down to two degrees. Zips to its neighbour.",
    lines: [line("SLEEPBAG-REGULAR", "Regular", 139, 0), line("SLEEPBAG-LONG", "Long", 149, 7)],
  },
  {
    title: "Sleeping Mat",
    type: "Textile",
    option: "Size",
    vendor: "Nordkamm",
    description: "Self-inflating, five centimetres of quiet. Rolls up without kneeling on it.",
    lines: [line("MAT-REGULAR", "Regular", 59, 31), line("MAT-LONG", "Long", 69, 12)],
  },
  {
    title: "Folding Chair",
    type: "Chair",
    option: "Wood",
    vendor: "Fernhill",
    description: "A sling of canvas in a wooden frame. Folds flat as a book, carries a grown-up bear.",
    lines: [line("CHAIR-OAK", "Oak", 119, 8), line("CHAIR-WALNUT", "Walnut", 135, 0)],
  },
  {
    title: "Camp Stove",
    type: "Kettle",
    option: null,
    vendor: "Nordkamm",
    description: "Boils half a litre in three minutes, and simmers, which most of its kind do not.",
    lines: [lineBelowZero("STOVE", "", 74, 0)],
  },
  {
    title: "Steel Bottle 750 ml",
    type: "Bottle",
    option: "Colour",
    vendor: "Fernhill",
    description: "Double wall, wide mouth, no squeak. Hot for twelve hours, cold for a day.",
    lines: [line("BOTTLE-SKY", "Sky", 29, 44), line("BOTTLE-OLIVE", "Olive", 29, 37), line("BOTTLE-CHARCOAL", "Charcoal", 29, 2)],
  },
  {
    title: "Dry Bag",
    type: "Bag",
    option: "Size",
    vendor: "Nordkamm",
    description: "Welded seams and a roll top for canoe, bike and beach.",
    lines: [line("DRYBAG-10", "10 litres", 24, 18), line("DRYBAG-20", "20 litres", 32, 25)],
  },
  {
    title: "Head Torch",
    type: "Lantern",
    option: null,
    vendor: "Nordkamm",
    description: "Three hundred lumens, one button, no menu.",
    lines: [line("HEADTORCH", "", 39, 53)],
  },
  {
    title: "Pocket Knife",
    type: "Tool",
    option: "Wood",
    vendor: "Brandt & Söhne",
    description: "One carbon blade, one slip joint. Takes an edge and keeps it.",
    lines: [line("KNIFE-OLIVEWOOD", "Olive wood", 54, 5), line("KNIFE-WALNUT", "Walnut", 54, 0)],
  },
  {
    title: "Fire Striker",
    type: "Tool",
    option: null,
    vendor: "Brandt & Söhne",
    description: "Ten thousand sparks and a leather loop.",
    lines: [line("STRIKER", "", 16, 80)],
  },
  {
    title: "Picnic Rug",
    type: "Textile",
    option: "Colour",
    vendor: "Atelier Weide",
    description: "Wool on top, waxed cotton below. Wet grass stays wet grass.",
    lines: [line("RUG-MOSS", "Moss", 79, 11), line("RUG-CLAY", "Clay", 79, 4)],
  },
  {
    title: "Camp Pillow",
    type: "Textile",
    option: null,
    vendor: "Nordkamm",
    description: "Packs to the size of an apple.",
    lines: [line("CAMPPILLOW", "", 26, 0)],
  },
];

const KITCHEN: CatalogueProduct[] = [
  {
    title: "Enamel Mug",
    type: "Mug",
    option: "Colour",
    vendor: "Fernhill",
    description: "Steel heart, glass skin. It chips with dignity and never breaks.",
    lines: [line("MUG-BLUE", "Blue", 14, 120), line("MUG-CREAM", "Cream", 14, 64), line("MUG-RUST", "Rust", 14, 0)],
  },
  {
    title: "Stovetop Kettle",
    type: "Kettle",
    option: "Colour",
    vendor: "Brandt & Söhne",
    description: "A low note when it boils instead of a shriek. Gas, induction and open fire.",
    lines: [lineBelowZero("KETTLE-BLACK", "Black", 64, 2), line("KETTLE-CREAM", "Cream", 64, 10)],
  },
  {
    title: "Cast Iron Pot 4 L",
    type: "Pot",
    option: "Colour",
    vendor: "Brandt & Söhne",
    description: "Heavy where it matters. From the hob to the oven to the middle of the table.",
    lines: [line("POT-BLACK", "Black", 129, 6), line("POT-RUST", "Rust", 139, 1)],
  },
  {
    title: "Pour-over Set",
    type: "Mug",
    option: null,
    vendor: "Fernhill",
    description: "Glass jug, steel filter, no paper. Four cups.",
    lines: [line("POUROVER", "", 45, 16)],
  },
  {
    title: "Coffee Grinder",
    type: "Tool",
    option: null,
    vendor: "Brandt & Söhne",
    description: "Conical burrs, thirty settings, a handle that folds away.",
    lines: [lineBelowZero("GRINDER", "", 98, 3)],
  },
  {
    title: "Chopping Board",
    type: "Board",
    option: "Wood",
    vendor: "Atelier Weide",
    description: "End grain, oiled twice, a groove on one side only.",
    lines: [line("BOARD-OAK", "Oak", 59, 19), line("BOARD-BEECH", "Beech", 49, 0)],
  },
  {
    title: "Bread Bin",
    type: "Box",
    option: "Colour",
    vendor: "Fernhill",
    description: "Powder-coated steel under a beech lid that doubles as a board.",
    lines: [line("BREADBIN-CREAM", "Cream", 72, 9), line("BREADBIN-SAGE", "Sage", 72, 2)],
  },
  {
    title: "Spice Jars, Set of Six",
    type: "Bottle",
    option: null,
    vendor: "Fernhill",
    description: "Cork lids and a pencil for the labels.",
    lines: [line("SPICEJARS", "", 34, 28)],
  },
  {
    title: "Serving Bowl",
    type: "Bowl",
    option: "Size",
    vendor: "Atelier Weide",
    description: "Thrown by hand, so no two agree on what round is.",
    lines: [line("BOWL-SMALL", "Small", 38, 13), line("BOWL-LARGE", "Large", 62, 4)],
  },
  {
    title: "Enamel Plates, Set of Four",
    type: "Bowl",
    option: "Colour",
    vendor: "Fernhill",
    description: "The mug's family.",
    lines: [line("PLATES-BLUE", "Blue", 48, 21), line("PLATES-CREAM", "Cream", 48, 0)],
  },
  {
    title: "Linen Apron",
    type: "Textile",
    option: "Colour",
    vendor: "Atelier Weide",
    description: "Washed linen, crossed back, one pocket big enough for a wooden spoon.",
    lines: [line("APRON-SAND", "Sand", 52, 17), line("APRON-CHARCOAL", "Charcoal", 52, 8)],
  },
  {
    title: "Tea Towels, Set of Two",
    type: "Textile",
    option: null,
    vendor: "Atelier Weide",
    description: "They dry glasses and leave nothing behind.",
    lines: [line("TEATOWELS", "", 22, 60)],
  },
];

const HOME: CatalogueProduct[] = [
  {
    title: "Wool Blanket",
    type: "Textile",
    option: "Colour",
    vendor: "Atelier Weide",
    description: "Woven from the wool of one valley. Heavy enough to end a day under.",
    lines: [lineBelowZero("BLANKET-MOSS", "Moss", 119, 2), line("BLANKET-HEATHER", "Heather", 119, 7), line("BLANKET-CREAM", "Cream", 119, 0)],
  },
  {
    title: "Table Lamp",
    type: "Lamp",
    option: "Colour",
    vendor: "Fernhill",
    description: "A paper shade on a turned foot. Light that is kind to faces.",
    lines: [line("LAMP-BRASS", "Brass", 94, 5), line("LAMP-WHITE", "White", 94, 12)],
  },
  {
    title: "Willow Basket",
    type: "Basket",
    option: "Size",
    vendor: "Atelier Weide",
    description: "Cut in winter, soaked in spring, woven in summer.",
    lines: [line("BASKET-SMALL", "Small", 36, 10), lineBelowZero("BASKET-LARGE", "Large", 58, 1)],
  },
  {
    title: "Linen Towels",
    type: "Textile",
    option: "Colour",
    vendor: "Atelier Weide",
    description: "Thirsty from the first wash. Two bath, two hand.",
    lines: [line("TOWELS-WHITE", "White", 68, 15), line("TOWELS-SAGE", "Sage", 68, 3), line("TOWELS-CLAY", "Clay", 68, 0)],
  },
  {
    title: "Beeswax Candle",
    type: "Candle",
    option: "Size",
    vendor: "Fernhill",
    description: "Burns straight, smells of July.",
    lines: [line("CANDLE-SHORT", "Short", 12, 90), line("CANDLE-TALL", "Tall", 18, 0)],
  },
  {
    title: "Step Stool",
    type: "Stool",
    option: "Wood",
    vendor: "Fernhill",
    description: "Two steps to the top shelf, one seat by the stove.",
    lines: [line("STOOL-BIRCH", "Birch", 84, 11), line("STOOL-WALNUT", "Walnut", 98, 2)],
  },
  {
    title: "Storage Crate",
    type: "Box",
    option: "Size",
    vendor: "Fernhill",
    description: "Stacks on itself and hides what you are not ready to sort.",
    lines: [line("CRATE-SMALL", "Small", 28, 40), line("CRATE-LARGE", "Large", 42, 23)],
  },
  {
    title: "Wall Hooks, Set of Three",
    type: "Tool",
    option: "Wood",
    vendor: "Fernhill",
    description: "One screw each, no drama.",
    lines: [line("HOOKS-OAK", "Oak", 27, 34), line("HOOKS-WALNUT", "Walnut", 31, 6)],
  },
  {
    title: "Doormat",
    type: "Board",
    option: "Colour",
    vendor: "Fernhill",
    description: "Coir that holds its ground.",
    lines: [line("DOORMAT-NATURAL", "Sand", 39, 26), line("DOORMAT-CHARCOAL", "Charcoal", 39, 0)],
  },
  {
    title: "Watering Can",
    type: "Can",
    option: "Colour",
    vendor: "Fernhill",
    description: "A long spout and a brass rose. Five litres, balanced.",
    lines: [line("WATERINGCAN-ZINC", "Zinc", 46, 9), lineBelowZero("WATERINGCAN-SAGE", "Sage", 46, 0)],
  },
  {
    title: "Plant Pot",
    type: "Bowl",
    option: "Size",
    vendor: "Atelier Weide",
    description: "Terracotta with a glazed saucer.",
    lines: [line("PLANTPOT-SMALL", "Small", 15, 48), line("PLANTPOT-MEDIUM", "Medium", 24, 30), line("PLANTPOT-LARGE", "Large", 39, 3)],
  },
  {
    title: "Bird Feeder",
    type: "Lantern",
    option: null,
    vendor: "Fernhill",
    description: "Cedar and glass. The squirrels have been consulted and are not pleased.",
    lines: [line("BIRDFEEDER", "", 33, 0)],
  },
  {
    title: "Garden Trowel",
    type: "Tool",
    option: "Wood",
    vendor: "Brandt & Söhne",
    description: "Forged in one piece, ash handle.",
    lines: [line("TROWEL-ASH", "Ash", 23, 29)],
  },
];

export const CATALOGUE: readonly CatalogueProduct[] = [...OUTDOOR, ...KITCHEN, ...HOME];
