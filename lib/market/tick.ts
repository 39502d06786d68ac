/** A step of prices or quantities as an exact decimal: `integer / 10 ** scale`. */
export type Tick = {
  /** The step times `10 ** scale`. */
  readonly integer: number;
  /** Decimal places. */
  readonly scale: number;
};

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * A decimal text as an exact number of steps.
 *
 * The digits are read as a whole number and divided as a whole number: no
 * rounding anywhere.
 *
 * @param text A decimal such as `65014.6`; zeros behind it do not matter.
 * @param tick The step.
 * @returns The whole number of steps.
 * @throws {SyntaxError} If the text is not a decimal.
 * @throws {RangeError} If it is not a multiple of the step or beyond 2^53.
 * @see eq-parse-decimal, lem-exact-ticks
 *
 * @example A price in ticks of 0.05
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseTicks } from "volarb/market";
 *
 * assert.equal(parseTicks("0.30", { integer: 5, scale: 2 }), 6);
 * assert.throws(() => parseTicks("0.31", { integer: 5, scale: 2 }));
 * ```
 */
export function parseTicks(text: string, tick: Tick): number {
  const match = DECIMAL.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `Cannot read a decimal as it must be like -12.5: current value is ${
        JSON.stringify(text)
      }`,
    );
  }
  const [, sign, whole, fraction = ""] = match;
  const kept = fraction.slice(0, tick.scale).padEnd(tick.scale, "0");
  const integer = Number(whole! + kept);
  const ticks = integer / tick.integer;
  const exact = integer <= Number.MAX_SAFE_INTEGER &&
    Number.isInteger(ticks) && !/[1-9]/.test(fraction.slice(tick.scale));
  if (!exact) {
    throw new RangeError(
      `Cannot count steps as the decimal must be a multiple of ${
        formatTicks(1, tick)
      } below 2^53: current value is ${text}`,
    );
  }
  return sign === "-" && ticks !== 0 ? -ticks : ticks;
}

/**
 * A number of steps as a decimal text, with the decimals of the step.
 *
 * @param ticks Whole number of steps.
 * @param tick The step.
 * @returns The decimal; `parseTicks` gives the number back.
 * @throws {RangeError} If `ticks` times the step is not a whole number below 2^53.
 * @see lem-exact-ticks
 *
 * @example Zeros are kept
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatTicks } from "volarb/market";
 *
 * assert.equal(formatTicks(3, { integer: 1, scale: 1 }), "0.3");
 * assert.equal(formatTicks(-250, { integer: 1, scale: 2 }), "-2.50");
 * ```
 */
export function formatTicks(ticks: number, tick: Tick): string {
  const integer = ticks * tick.integer;
  if (!Number.isSafeInteger(integer)) {
    throw new RangeError(
      `Cannot print steps as they must be a whole number below 2^53: current value is ${ticks}`,
    );
  }
  const digits = String(Math.abs(integer)).padStart(tick.scale + 1, "0");
  const point = digits.length - tick.scale;
  const text = tick.scale === 0
    ? digits
    : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return integer < 0 ? `-${text}` : text;
}

/**
 * A step out of its decimal text.
 *
 * @param text A positive decimal such as `0.10`.
 * @returns The step with no more decimals than it needs.
 * @throws {SyntaxError} If the text is not a positive decimal.
 *
 * @example Zeros behind it are dropped
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseTick } from "volarb/market";
 *
 * assert.deepEqual(parseTick("0.10"), { integer: 1, scale: 1 });
 * ```
 */
export function parseTick(text: string): Tick {
  const match = DECIMAL.exec(text);
  const fraction = match?.[3]?.replace(/0+$/, "") ?? "";
  const integer = match === null ? 0 : Number(match[2]! + fraction);
  if (integer === 0 || match![1] === "-") {
    throw new SyntaxError(
      `Cannot read a step as it must be a positive decimal: current value is ${
        JSON.stringify(text)
      }`,
    );
  }
  return { integer, scale: fraction.length };
}

/**
 * A step in units of a column.
 *
 * @param tick The step.
 * @param scale Decimal places of the column.
 * @returns The step times `10 ** scale`; 1, which divides every integer, where there is no step or the column is too coarse for it.
 *
 * @example A tick of 0.1 in a column of three decimals
 * ```ts
 * import assert from "node:assert/strict";
 * import { tickStep } from "volarb/market";
 *
 * assert.equal(tickStep({ integer: 1, scale: 1 }, 3), 100);
 * ```
 */
export function tickStep(tick: Tick | undefined, scale: number): number {
  if (tick === undefined || tick.integer <= 0) return 1;
  const step = scale >= tick.scale
    ? tick.integer * 10 ** (scale - tick.scale)
    : tick.integer / 10 ** (tick.scale - scale);
  return Number.isInteger(step) ? step : 1;
}
