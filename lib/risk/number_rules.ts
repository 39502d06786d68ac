/** Checks that every number is finite; `action` says what could not be done. */
export function finite(
  action: string,
  values: Readonly<Record<string, number>>,
): void {
  assertAll(action, "finite", values, (x) => x - x === 0);
}

/** Checks that every number is positive and finite; `action` says what could not be done. */
export function positive(
  action: string,
  values: Readonly<Record<string, number>>,
): void {
  assertAll(
    action,
    "positive and finite",
    values,
    (x) => x > 0 && x < Infinity,
  );
}

/** Checks that every number is finite and at least 0; `action` says what could not be done. */
export function notNegative(
  action: string,
  values: Readonly<Record<string, number>>,
): void {
  assertAll(
    action,
    "finite and at least 0",
    values,
    (x) => x >= 0 && x < Infinity,
  );
}

/** Checks that every number is between 0 and 1, neither of them; `action` says what could not be done. */
export function insideUnit(
  action: string,
  values: Readonly<Record<string, number>>,
): void {
  assertAll(action, "in (0, 1)", values, (x) => x > 0 && x < 1);
}

function assertAll(
  action: string,
  rule: string,
  values: Readonly<Record<string, number>>,
  holds: (x: number) => boolean,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "number" && holds(value)) continue;
    throw new RangeError(
      `Cannot ${action} as ${name} must be ${rule}: current value is ${value}`,
    );
  }
}
