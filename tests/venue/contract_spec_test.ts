import assert from "node:assert/strict";
import { instrumentOn } from "volarb/market";
import { contractSpec, formatMoney, notionalOf } from "volarb/venue";

const whole = { minNotional: 5, brackets: [], funding: [] };

Deno.test("price times quantity is exact in the units of the books", () => {
  const spec = contractSpec("X", {
    ...whole,
    tick: { integer: 5, scale: 2 },
    lot: { integer: 1, scale: 3 },
  });
  // 1234 x 0.05 = 61.70; 7 x 0.001 = 0.007; 0.4319.
  assert.equal(formatMoney(notionalOf(spec, 1234, 7)), "0.43190000");
});

Deno.test("what is needed and unknown is named", () => {
  const instrument = instrumentOn("UNKNOWN", "2024-07-19");
  const steps = {
    tick: { integer: 1, scale: 1 },
    lot: { integer: 1, scale: 3 },
  };
  assert.throws(() => contractSpec(instrument), {
    name: "DataError",
    message: /tick must be known/,
  });
  assert.throws(
    () => contractSpec(instrument, steps),
    /minNotional must be known/,
  );
  assert.throws(
    () => contractSpec(instrument, { ...steps, minNotional: 5, brackets: [] }),
    /funding must be known/,
  );
  assert.equal(contractSpec(instrument, { ...steps, ...whole }).minQuantity, 1);
});

Deno.test("steps finer than the books and bounds that are no whole numbers are refused", () => {
  const lot = { integer: 1, scale: 3 };
  assert.throws(
    () => contractSpec("X", { ...whole, lot, tick: { integer: 1, scale: 6 } }),
    /at most 8 decimals: current value is 9/,
  );
  const tick = { integer: 1, scale: 1 };
  assert.throws(
    () => contractSpec("X", { ...whole, lot, tick, maxQuantity: 0.5 }),
    /maxQuantity must be a whole number .* 0.5/,
  );
});
