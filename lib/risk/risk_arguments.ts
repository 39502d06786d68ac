/**
 * Checks a value by a rule.
 *
 * @param action What could not be done.
 * @param name What the value is called.
 * @param value The value.
 * @param holds Whether it is as it must be.
 * @param rule How an error says it.
 * @throws {RangeError} If it does not hold.
 */
export function assertRisk<Value>(
  action: string,
  name: string,
  value: Value,
  holds: (value: Value) => boolean,
  rule: string,
): void {
  if (holds(value)) return;
  throw new RangeError(
    `Cannot ${action} as ${name} must be ${rule}: current value is ${value}`,
  );
}
