/** What a number has to be, and how an error says it. */
const RULES = {
  finite: [(x: number) => x - x === 0, "finite"],
  positive: [(x: number) => x > 0 && x < Infinity, "positive and finite"],
  notNegative: [(x: number) => x >= 0 && x < Infinity, "at least 0 and finite"],
  insideUnit: [(x: number) => x > 0 && x < 1, "in (0, 1)"],
  share: [(x: number) => x >= 0 && x <= 1, "in [0, 1]"],
  belowOne: [(x: number) => x >= 0 && x < 1, "in [0, 1)"],
  correlation: [(x: number) => x >= -1 && x <= 1, "in [-1, 1]"],
  count: [
    (x: number) => Number.isSafeInteger(x) && x >= 1,
    "an integer of at least 1",
  ],
} as const;

/** Names of what a number can have to be. */
export type NumberRule = keyof typeof RULES;

/**
 * Checks numbers by name.
 *
 * @param action What could not be done, as in "size a position".
 * @param rule What each number has to be.
 * @param values The numbers.
 * @throws {RangeError} If one is not; it is named.
 */
export function assertNumbers(
  action: string,
  rule: NumberRule,
  values: Readonly<Record<string, number>>,
): void {
  const [holds, words] = RULES[rule];
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== "number" || !holds(value)) {
      throw new RangeError(
        `Cannot ${action} as ${name} must be ${words}: current value is ${value}`,
      );
    }
  }
}
