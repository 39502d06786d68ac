import assert from "node:assert/strict";
import { findFiles, isCoinMargined } from "volarb/market";

Deno.test("isCoinMargined() tells contracts in coins from those in dollars, perpetual or with an end", () => {
  for (const symbol of ["BTCUSD_PERP", "ETHUSD_240329", "BNBUSD_210625"]) {
    assert.equal(isCoinMargined(symbol), true, symbol);
  }
  for (
    const symbol of [
      "BTCUSDT",
      "BTCUSDC",
      "BTCBUSD",
      "BTCUSDT_240329",
      "BTCBUSD_210129",
      "1000SHIBUSDT",
    ]
  ) assert.equal(isCoinMargined(symbol), false, symbol);
});

Deno.test("findFiles() refuses symbols whose quantities are contracts, and never lists them", () => {
  const root = Deno.makeTempDirSync();
  try {
    const folder = `${root}/futures/daily/aggTrades`;
    Deno.mkdirSync(folder, { recursive: true });
    for (const symbol of ["BTCUSD_PERP", "BTCUSDT", "BTCUSDT_240329"]) {
      Deno.writeTextFileSync(
        `${folder}/${symbol}-aggTrades-2024-01-01.csv`,
        "",
      );
    }
    assert.deepEqual(findFiles(root).map(({ symbol }) => symbol), [
      "BTCUSDT",
      "BTCUSDT_240329",
    ]);
    assert.throws(() => findFiles(root, { symbols: ["BTCUSD_PERP"] }), {
      name: "RangeError",
      message:
        "Cannot find market files as quantities must be in base units, those of a coin-margined contract are numbers of contracts: current value is BTCUSD_PERP",
    });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
