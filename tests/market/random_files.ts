/**
 * Random files of the tick families and bars, and how two readings of one are
 * compared.
 *
 * @module
 */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Scaled } from "volarb/market";

/** The columns of a file by name. */
export type Read = Record<string, Scaled | Float64Array | Uint8Array>;

/** The columns, or the message of the error. */
export function outcome(read: () => unknown): Read | string {
  try {
    const { rows: _, ...columns } = read() as Read;
    return columns;
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.match(error.name, /^(FieldError|DataError)$/, error.stack);
    return error.message;
  }
}

/** Asserts that two readings agree bit for bit, values, scales, arrays and errors. */
export function assertSame(
  actual: Read | string,
  expected: Read | string,
): void {
  if (typeof expected === "string" || typeof actual === "string") {
    assert.equal(actual, expected);
    return;
  }
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  for (const [name, column] of Object.entries(expected)) {
    const [a, b] = [actual[name]!, column].map((c) =>
      "scale" in c ? c.integers : c
    ) as [Float64Array, Float64Array];
    assert.equal(a.constructor, b.constructor, name);
    assert.equal(
      (actual[name] as Scaled).scale,
      (column as Scaled).scale,
      `scale of ${name}`,
    );
    assert.equal(a.length, b.length);
    for (let i = 0; i < a.length; i++) {
      assert.ok(Object.is(a[i], b[i]), `${name}[${i}]: ${a[i]}, not ${b[i]}`);
    }
  }
}

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max })
    .map((list) => list.join(""));
/** A whole number without zeros in front. */
const whole = (max: number) =>
  fc.oneof(
    fc.constant("0"),
    fc.tuple(fc.integer({ min: 1, max: 9 }), digits(0, max - 1))
      .map(([first, rest]) => first + rest),
  );
const decimal = (max: number, places: number) =>
  fc.tuple(whole(max), digits(0, places)).map(([a, b]) => b ? `${a}.${b}` : a);
const time = (micro: boolean) =>
  fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }).chain((s) =>
    digits(micro ? 6 : 3, micro ? 6 : 3).map((rest) => s + rest)
  );

/** A family that is read by generated code. */
type TickKind = "aggTrades" | "bookTicker" | "klines_1m";

/** Rows of a family in one dialect; widths vary from row to row. */
export function rowsOf(kind: TickKind, micro: boolean) {
  return fc.record({
    wide: fc.integer({ min: 1, max: 9 }),
    places: fc.integer({ min: 0, max: 8 }),
    padded: fc.boolean(),
    words: fc.constantFrom(["true", "false"], ["True", "False"], [
      "TRUE",
      "FALSE",
    ], ["1", "0"]),
    blank: fc.boolean(),
    idWidth: fc.integer({ min: 1, max: 15 }),
    count: fc.integer({ min: 1, max: 40 }),
    steady: fc.boolean(),
    still: fc.boolean(),
  }).chain((d) => {
    const any = d.padded
      ? fc.tuple(whole(d.wide), digits(d.places, d.places))
        .map(([a, b]) => b ? `${a}.${b}` : a)
      : decimal(d.wide, d.places);
    const id = d.steady
      ? fc.integer({ min: 0, max: 99 }).map((n) =>
        String(10 ** (d.idWidth - 1) + n)
      )
      : whole(d.idWidth);
    const maybe = d.blank ? fc.constantFrom("", "", "7") : id;
    const bool = fc.constantFrom(...d.words);
    // Best prices stay the same for many rows.
    return any.chain((usual) => {
      const number = d.still
        ? fc.oneof(
          { weight: 19, arbitrary: fc.constant(usual) },
          { weight: 1, arbitrary: any },
        )
        : any;
      const fields = kind === "aggTrades"
        ? [id, number, number, maybe, maybe, time(micro), bool]
        : kind === "bookTicker"
        ? [id, number, number, number, number, time(micro), time(micro)]
        : [
          time(micro),
          number,
          number,
          number,
          number,
          number,
          time(micro),
          decimal(9, 4),
          id,
          number,
          number,
          fc.constant("0"),
        ];
      return fc.array(
        fc.tuple(...fields).map((row) => row.join(",")),
        { minLength: d.count, maxLength: d.count },
      );
    });
  });
}

/** Families that are read by generated code. */
export const KINDS = ["aggTrades", "bookTicker", "klines_1m"] as const;

/** Rows that the reader samples to know the usual ones. */
export const SAMPLED = 256;

/**
 * A file: a dialect that the reader samples, and rows of another one behind it,
 * row by row among usual ones, which the generated code meets unprepared.
 */
export const text = fc.record({
  kind: fc.constantFrom(...KINDS),
  micro: fc.boolean(),
}).chain(({ kind, micro }) =>
  fc.record({
    usual: rowsOf(kind, micro),
    odd: fc.oneof(fc.constant<string[]>([]), rowsOf(kind, micro)),
    end: fc.constantFrom("\n", "\r\n"),
    last: fc.boolean(),
  }).map(({ usual, odd, end, last }) => {
    const rows = [...usual];
    if (odd.length > 0) {
      while (rows.length < SAMPLED) {
        rows.push(usual[rows.length % usual.length]!);
      }
      odd.forEach((row, i) => rows.push(row, usual[i % usual.length]!));
    }
    return { kind, text: rows.join(end) + (last ? end : "") };
  })
);
