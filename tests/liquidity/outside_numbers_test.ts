import assert from "node:assert/strict";
import {
  effectiveSpread,
  fitMicroPrice,
  realizedSpread,
  solveMicroPrice,
} from "volarb/liquidity";
import { assertClose } from "../close.ts";
import { knownEstimators } from "../known/estimators.ts";

const known = knownEstimators();

Deno.test("spreads of trades join the quote that pandas' merge_asof finds strictly before", () => {
  const quotes = known("quotes");
  const n = quotes.length / 4;
  const trades = {
    time: known("trade_time"),
    price: known("trade_price"),
    isBuyerMaker: Uint8Array.from(known("trade_maker")),
  };
  const book = {
    time: known("quote_time"),
    bidPrice: quotes.slice(0, n),
    askPrice: quotes.slice(2 * n, 3 * n),
  };
  // Every trade has the time of a quote, so a join at or before would differ.
  assert.ok(trades.time.every((t) => book.time.includes(t)));
  assertClose(effectiveSpread(trades, book), known("effective_spread"));
  assertClose(
    realizedSpread(trades, book, { horizon: 3e6 }).value,
    known("realized_spread"),
  );
});

Deno.test("solveMicroPrice() of the toy chain is numpy's sum of the series", () => {
  const { adjustment } = solveMicroPrice({
    stay: [[0.6, 0.2, 0.05], [0.15, 0.5, 0.15], [0.05, 0.2, 0.6]],
    move: [
      [0.066, 0.045, 0.039],
      [0.07, 0.06, 0.07],
      [0.039, 0.045, 0.066],
    ],
    meanMove: [-0.045, 0, 0.045],
  });
  known("micro_price_toy").forEach((g, state) =>
    assert.ok(Math.abs(adjustment[state]! - g) < 1e-12, `state ${state}`)
  );
});

Deno.test("fitMicroPrice() of a book of two spreads is numpy's count of steps and mirror images", () => {
  const book = known("book");
  const n = book.length / 4;
  const column = (j: number) => book.slice(j * n, (j + 1) * n);
  const { firstMove, adjustment, steps } = fitMicroPrice({
    time: Float64Array.from({ length: n }, (_, t) => t * 1e6),
    bidPrice: column(0),
    bidQuantity: column(1),
    askPrice: column(2),
    askQuantity: column(3),
  }, { tickSize: 0.5, imbalanceBins: 3, maxSpread: 2 });
  const expected = known("micro_price_book");
  [...firstMove, ...adjustment, ...steps].forEach((x, j) =>
    assert.ok(Math.abs(x! - expected[j]!) < 1e-12, `entry ${j}: ${x}`)
  );
});
