import assert from "node:assert/strict";
import { instrumentOn } from "volarb/market";
import {
  greatestNotional,
  liquidationPrice,
  maintenanceMargin,
} from "volarb/venue";

const { brackets } = instrumentOn("BTCUSDT", "2024-10-24");

Deno.test("the maintenance margin is continuous where brackets meet", () => {
  assert.ok(brackets.length > 5);
  brackets.slice(0, -1).forEach(({ notionalCap }) => {
    const below = maintenanceMargin(brackets, notionalCap);
    const above = maintenanceMargin(brackets, notionalCap * (1 + 1e-12));
    assert.ok(Math.abs(above / below - 1) < 1e-9, `at ${notionalCap}`);
  });
});

Deno.test("the maintenance margin of the first three brackets, by hand", () => {
  assert.equal(maintenanceMargin(brackets, 10_000), 40);
  assert.equal(maintenanceMargin(brackets, -200_000), 950);
  assert.equal(maintenanceMargin(brackets, 1_000_000), 5550);
  assert.equal(maintenanceMargin([], 1e9), 0);
});

Deno.test("the leverage caps the notional", () => {
  assert.equal(greatestNotional(brackets, 125), 50_000);
  assert.equal(greatestNotional(brackets, 101), 50_000);
  assert.equal(greatestNotional(brackets, 100), 600_000);
  assert.equal(greatestNotional(brackets, 126), 0);
  assert.equal(greatestNotional([], 126), Infinity);
});

Deno.test("Binance's two worked positions of one cross wallet", () => {
  // How to calculate liquidation price of USDⓈ-M futures contracts: a wallet of
  // 1,535,443.01 with an ETHUSDT and a BTCUSDT long; it prints 1,153.26 and 26,316.89.
  const ether = liquidationPrice({
    balance: 1_535_443.01,
    quantity: 3683.979,
    entryPrice: 1456.84,
    maintenanceRate: 0.1,
    maintenanceAmount: 135_365,
    otherMaintenance: 71_200.81144,
    otherUnrealized: -56_354.57,
  });
  assert.equal(ether.toFixed(2), "1153.26");
  const bitcoin = liquidationPrice({
    balance: 1_535_443.01,
    quantity: 109.488,
    entryPrice: 32_481.98,
    maintenanceRate: 0.025,
    maintenanceAmount: 16_300,
    otherMaintenance: 356_512.508,
    otherUnrealized: -448_192.89,
  });
  assert.equal(bitcoin.toFixed(2), "26316.89");
});

Deno.test("at the liquidation price the margin balance is the maintenance margin", () => {
  for (const quantity of [2, -2]) {
    const input = {
      balance: 9000,
      quantity,
      entryPrice: 60_000,
      maintenanceRate: 0.005,
      maintenanceAmount: 50,
    };
    const price = liquidationPrice(input);
    const balance = 9000 + quantity * (price - 60_000);
    const maintenance = Math.abs(quantity) * price * 0.005 - 50;
    assert.ok(Math.abs(balance - maintenance) < 1e-8);
    assert.ok(quantity > 0 ? price < 60_000 : price > 60_000);
  }
});
