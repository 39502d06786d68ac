import assert from "node:assert/strict";
import {
  feeTiersOn,
  fundingIntervals,
  instrumentOn,
  INSTRUMENTS,
} from "volarb/market";

Deno.test("an instrument says which of its properties a source states for the day", () => {
  const bitcoin = instrumentOn("BTCUSDT", "2025-05-05");
  assert.deepEqual(bitcoin.tick, { integer: 1, scale: 1 });
  assert.deepEqual(bitcoin.lot, { integer: 1, scale: 3 });
  assert.equal(bitcoin.minNotional, 5);
  assert.equal(bitcoin.contract, "linear perpetual");
  assert.deepEqual(bitcoin.origin, {
    tick: "stated",
    lot: "stated",
    minNotional: "stated",
    funding: "stated",
    brackets: "stated",
  });
  const before = instrumentOn("BTCUSDT", "2020-01-01");
  assert.deepEqual(before.tick, bitcoin.tick);
  assert.equal(before.origin.tick, "nearest");
});

Deno.test("an instrument that is not known is inferred from the decimals of a file, and says so", () => {
  const price = { integers: Int32Array.of(1038), scale: 4 };
  const quantity = { integers: Int32Array.of(2421604), scale: 1 };
  const known = instrumentOn("ALGOUSDT", "2026-02-01", { price, quantity });
  assert.deepEqual(known.tick, { integer: 1, scale: 4 });
  assert.deepEqual(known.lot, { integer: 1, scale: 1 });
  assert.deepEqual(known.origin, {
    tick: "inferred",
    lot: "inferred",
    minNotional: "unknown",
    funding: "unknown",
    brackets: "unknown",
  });
  assert.equal(known.contract, "unknown");
  assert.equal(known.minNotional, undefined);
  const nothing = instrumentOn("ALGOUSDT", "2026-02-01");
  assert.equal(nothing.tick, undefined);
  assert.equal(nothing.origin.tick, "unknown");
});

Deno.test("an instrument whose quantities are contracts is not described in base units", () => {
  assert.throws(() => instrumentOn("BTCUSD_PERP", "2024-01-01"), {
    name: "RangeError",
    message:
      "Cannot describe an instrument as quantities must be in base units, those of a coin-margined contract are numbers of contracts: current value is BTCUSD_PERP",
  });
});

Deno.test("maintenance margin is continuous over the brackets of every instrument", () => {
  let brackets = 0;
  for (const symbol of INSTRUMENTS) {
    const tiers = instrumentOn(symbol, "2025-01-01").brackets;
    for (let i = 1; i < tiers.length; i++) {
      const [below, above] = [tiers[i - 1]!, tiers[i]!];
      brackets++;
      const notional = above.notionalFloor;
      assert.equal(below.notionalCap, notional);
      const margin = (tier: typeof below) =>
        notional * tier.maintenanceRate - tier.maintenanceAmount;
      assert.ok(Math.abs(margin(below) - margin(above)) < 1e-6, symbol);
      assert.ok(above.maxLeverage < below.maxLeverage);
    }
  }
  assert.equal(brackets, 11 + 11 + 9);
});

Deno.test("fees fall from level to level and makers pay less", () => {
  const { tiers } = feeTiersOn("2025-01-01");
  assert.equal(tiers.length, 10);
  tiers.forEach((tier, i) => {
    assert.ok(tier.maker < tier.taker);
    if (i > 0) assert.ok(tier.taker < tiers[i - 1]!.taker);
  });
  assert.equal(feeTiersOn("2019-01-01").origin, "nearest");
});

Deno.test("the funding interval of LAYERUSDT changes from four hours to one", () => {
  const { funding } = instrumentOn("LAYERUSDT", "2025-06-01");
  assert.deepEqual(funding.map(({ hours }) => hours), [4, 1]);
  assert.equal(funding[1]!.from, Date.UTC(2025, 4, 6, 8) * 1000);
});

Deno.test("fundingIntervals() passes over missing hours", () => {
  assert.deepEqual(
    fundingIntervals({
      eventTime: Float64Array.of(0, 1, 2, 3),
      intervalHours: Float64Array.of(NaN, 8, NaN, 8),
    }),
    [{ from: 1, hours: 8 }],
  );
});
