import assert from "node:assert/strict";
import {
  aggressorSign,
  barClose,
  barSum,
  orderEnds,
  signAutocorrelation,
} from "volarb/flow";
import { Random } from "volarb/random";
import { assertClose } from "../close.ts";
import { head, randomTrades } from "./market.ts";

Deno.test("orderEnds() of six rows by hand: time or side ends an order", () => {
  const orders = orderEnds({
    time: Float64Array.of(1, 1, 1, 2, 2, 3),
    isBuyerMaker: Uint8Array.of(0, 0, 1, 1, 1, 1),
  });
  assert.deepEqual(orders.rows, Int32Array.of(2, 3, 5, 6));
  assert.deepEqual(orders.closeTime, Float64Array.of(1, 1, 2, 3));
});

Deno.test("orderEnds() keeps the volume and the side of every row", () => {
  const trades = randomTrades(3000, 91);
  const orders = orderEnds(trades);
  assert.ok(orders.rows.length < 3000 && orders.rows.at(-1) === 3000);
  const sign = aggressorSign(trades.isBuyerMaker);
  const signed = sign.map((s, i) => s * trades.quantity[i]!);
  const volume = barSum(trades.quantity, orders);
  const side = barClose(sign, orders);
  assertClose(barSum(signed, orders), volume.map((q, k) => q * side[k]!), 0);
});

Deno.test("rows counted as orders make independent signs look persistent, orderEnds() does not", () => {
  const random = new Random(92);
  const rows: [number, number][] = [];
  for (let order = 0; order < 40_000; order++) {
    const side = random.integer(2);
    // Half of the orders reach a second price, a quarter a third, and so on.
    do rows.push([1000 * order, side]); while (random.uniform() < 0.5);
  }
  const trades = {
    time: Float64Array.from(rows, ([time]) => time),
    isBuyerMaker: Uint8Array.from(rows, ([, side]) => side),
  };
  const sign = aggressorSign(trades.isBuyerMaker);
  const [ofRows] = signAutocorrelation(sign, { lags: [1] });
  const [ofOrders] = signAutocorrelation(barClose(sign, orderEnds(trades)), {
    lags: [1],
  });
  // A row has a successor of its own order with probability one half.
  assert.ok(Math.abs(ofRows! - 0.5) < 0.01, `${ofRows}`);
  assert.ok(Math.abs(ofOrders!) < 4 / Math.sqrt(40_000), `${ofOrders}`);
});

Deno.test("orderEnds() ends no order earlier when rows follow", () => {
  const trades = randomTrades(200, 93);
  const all = orderEnds(trades);
  for (let n = 0; n <= 200; n++) {
    const { rows } = orderEnds(head(trades, n));
    const known = all.rows.filter((row) => row < n);
    assert.deepEqual(rows, Int32Array.from(n === 0 ? [] : [...known, n]));
  }
});

Deno.test("orderEnds() refuses times that fall, flags and columns that do not fit", () => {
  const time = Float64Array.of(2, 1);
  const flags = Uint8Array.of(0, 0);
  assert.throws(() => orderEnds({ time, isBuyerMaker: flags }), {
    name: "RangeError",
    message: /time must not fall: current value is 1 in row 1 after 2/,
  });
  assert.throws(
    () => orderEnds({ time, isBuyerMaker: Uint8Array.of(0, 2) }),
    { name: "RangeError", message: /isBuyerMaker must be 0 or 1/ },
  );
  assert.throws(() => orderEnds({ time, isBuyerMaker: Uint8Array.of(0) }), {
    name: "RangeError",
    message: /one length/,
  });
});
