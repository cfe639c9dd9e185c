/**
 * Bugs that the simulation must find. Each rewrites one snippet of one source file while it is loaded; nothing in the app
 * knows of them.
 */
export interface SeededBug {
  readonly name: string;
  /** Seen from the project's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const SEEDED_BUGS: readonly SeededBug[] = [
  {
    name: "checksum dropped",
    file: "app/domain/settle.ts",
    from: "unitsToLift: isExplained ? shortageUnits : confirmedShortage(",
    to: "unitsToLift: true ? shortageUnits : confirmedShortage(",
  },
  {
    name: "available + waiting alone",
    file: "app/domain/allocatable-units.ts",
    from: "Math.min(available + unitsWaiting, available + committed - unitsAllocated)",
    to: "available + unitsWaiting",
  },
  {
    name: "rank by processedAt",
    file: "app/adapters/shopify/order-facts.ts",
    from: 'instant(reason === "ORDER_EDIT" ? happenedAt : order.createdAt)',
    to: 'instant(reason === "ORDER_EDIT" ? happenedAt : order.processedAt)',
  },
  {
    name: "lift on announced",
    file: "app/domain/allocation.ts",
    from: "Math.min(candidate.entry.unitsAllocated - candidate.entry.unitsFirm, unitsLeft)",
    to: "Math.min(candidate.entry.unitsAllocated, unitsLeft)",
  },
  {
    name: "cap as min(limit, inbound - waiting)",
    file: "app/domain/backorder-cap.ts",
    from: "limit === null ? null : Math.max(0, limit - unitsWaiting)",
    to: "limit",
  },
  {
    name: "unconditional lateness",
    file: "app/domain/lateness.ts",
    from: "observedLaw(said.filter(({ value }) => value > daysOverdue))",
    to: "observedLaw(said.filter(() => true || daysOverdue))",
  },
  {
    name: "lock dropped",
    file: "app/testing/in-memory/memory.ts",
    from: '"variant",',
    to: '"variant" + Math.random(),',
  },
  {
    name: "unique key dropped",
    file: "app/testing/in-memory/notice-rows.ts",
    from: "if (tables.notices.get(tx, shop, noticeId) !== undefined) continue;",
    to: "",
  },
];

/** The source with the bug in it. Throws unless the snippet is there exactly once: then the bug would not be seeded. */
export function withBug({ name, file, from, to }: SeededBug, source: string): string {
  const found = source.split(from).length - 1;
  if (found !== 1) throw new Error(`The bug "${name}" cannot be seeded: its snippet is ${found} times in ${file}.`);
  return source.replace(from, () => to);
}
