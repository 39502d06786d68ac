import assert from "node:assert/strict";
import * as fc from "fast-check";
import { CsvText } from "volarb/simulate/csv_text.ts";

/** The text of one row. */
function row(write: (text: CsvText) => void): string {
  const text = new CsvText(16);
  write(text);
  text.endRow();
  return new TextDecoder().decode(text.bytes);
}

Deno.test("CsvText writes whole numbers as JavaScript does", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      assert.equal(row((text) => text.integer(value)), `${value}\n`);
    }),
    { seed: 1, numRuns: 2000 },
  );
  for (let power = 0; power < 16; power++) {
    for (const value of [10 ** power - 1, 10 ** power, 10 ** power + 1]) {
      assert.equal(row((text) => text.integer(value)), `${value}\n`);
    }
  }
});

Deno.test("CsvText writes decimals with all their zeros", () => {
  assert.equal(row((text) => text.decimal(6394390, 2)), "63943.90\n");
  assert.equal(row((text) => text.decimal(-612, 8)), "-0.00000612\n");
  assert.equal(row((text) => text.decimal(7, 0)), "7\n");
  fc.assert(
    fc.property(
      fc.integer({ min: -1e14, max: 1e14 }),
      fc.integer({ min: 0, max: 8 }),
      (units, decimals) => {
        const digits = String(Math.abs(units)).padStart(decimals + 1, "0");
        const cut = digits.length - decimals;
        const expected = (units < 0 ? "-" : "") + digits.slice(0, cut) +
          (decimals > 0 ? `.${digits.slice(cut)}` : "");
        assert.equal(
          row((text) => text.decimal(units, decimals)),
          `${expected}\n`,
        );
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
});

Deno.test("CsvText grows past its capacity without losing a byte", () => {
  const text = new CsvText(16);
  let expected = "";
  for (let i = 0; i < 500; i++) {
    text.integer(i);
    text.text("true");
    text.endRow();
    expected += `${i},true\n`;
  }
  assert.equal(new TextDecoder().decode(text.bytes), expected);
  text.clear();
  assert.equal(text.length, 0);
});
