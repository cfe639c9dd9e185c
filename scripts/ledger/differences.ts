/** Tells of every key whose value is another one, or that only one side has. */
export function findDifferences(expected: ReadonlyMap<string, string>, actual: ReadonlyMap<string, string>, tell: (what: string) => void): void {
  for (const [key, value] of expected) if (actual.get(key) !== value) tell(`${key} is ${actual.get(key) ?? "missing"}, was ${value}`);
  for (const key of actual.keys()) if (!expected.has(key)) tell(`${key} is too many`);
}
