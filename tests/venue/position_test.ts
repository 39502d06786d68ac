import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Position, toMoney, VenueAccount } from "volarb/venue";
import { unitContract } from "./random_market.ts";

fc.configureGlobal({ seed: 1 });

const spec = unitContract();

Deno.test("a position by hand: opened, added to, reduced, turned, closed", () => {
  const position = new Position(spec, "both");
  assert.equal(position.trade(2, 100), 0n);
  assert.equal(position.trade(2, 104), 0n);
  assert.equal(position.averagePrice, 102);
  assert.equal(position.unrealized(103.5), 6);
  assert.equal(position.trade(-1, 110), toMoney(8));
  assert.equal(position.trade(-5, 90), toMoney(-36));
  assert.deepEqual([position.lots, position.averagePrice], [-2, 90]);
  assert.equal(position.notional(91), -182);
  assert.equal(position.unrealized(91), -2);
  assert.equal(position.trade(2, 80), toMoney(20));
  assert.equal(position.lots, 0);
  assert.equal(position.cost, 0n);
  assert.equal(position.realized, toMoney(-8));
  assert.ok(Number.isNaN(position.averagePrice));
  assert.equal(position.unrealized(91), 0);
});

Deno.test("what a position realised and still costs is what its fills paid, exactly", () => {
  const trades = fc.array(
    fc.tuple(
      fc.integer({ min: -9, max: 9 }).filter((lots) => lots !== 0),
      fc.integer({ min: 1, max: 1000 }),
    ),
    { maxLength: 50 },
  );
  fc.assert(fc.property(trades, (fills) => {
    const position = new Position(spec, "both");
    let paid = 0n;
    let lots = 0;
    for (const [signed, ticks] of fills) {
      const before = position.realized;
      const realized = position.trade(signed, ticks);
      assert.equal(position.realized - before, realized);
      paid += BigInt(signed * ticks) * spec.tickLotMoney;
      lots += signed;
      assert.equal(position.lots, lots);
      assert.equal(position.cost - position.realized, paid);
      if (lots === 0) assert.equal(position.cost, 0n);
      else assert.equal(position.cost > 0n, lots > 0);
    }
  }));
});

Deno.test("more than is open cannot be closed", () => {
  const position = new Position(spec, "both");
  position.trade(2, 100);
  for (const lots of [3, 0, NaN]) {
    assert.throws(
      () => position.close(lots, 1n),
      new RegExp(`\\(0, 2\\]: current value is ${lots}`),
    );
  }
});

Deno.test("a broken book is told", () => {
  const account = new VenueAccount({ specs: [spec], balance: 10 });
  account.check();
  account.balance += 1n;
  assert.throws(() => account.check(), {
    name: "Error",
    message: /insurance = 10.00000000, .* current value is 10.00000001/,
  });
});

Deno.test("the mode of positions says which there are", () => {
  const netting = new VenueAccount({ specs: [spec], balance: 10 });
  assert.equal(netting.positionsOf(0).length, 1);
  assert.throws(
    () => netting.position(0, "long"),
    /one of netting mode: current value is long/,
  );
  const hedge = new VenueAccount({
    specs: [spec, unitContract("Y")],
    balance: 10,
    positionMode: "hedge",
  });
  assert.equal(hedge.position(1, "short"), hedge.positions[3]);
  assert.throws(
    () => hedge.position(0, "both"),
    /one of hedge mode: current value is both/,
  );
});

Deno.test("an isolated margin grows with what opens and leaves with what closes", () => {
  const account = new VenueAccount({
    specs: [spec],
    balance: 1000,
    margin: { mode: "isolated", leverage: 10 },
  });
  const [position] = account.positionsOf(0);
  const trade = (lots: number, ticks: number) =>
    account.fill(position!, 0, { lots, ticks, commission: 0n });
  trade(4, 100);
  assert.equal(position!.isolatedMargin, toMoney(40));
  trade(-1, 110);
  assert.equal(position!.isolatedMargin, toMoney(30));
  account.payFunding(position!, toMoney(-3));
  assert.equal(position!.isolatedMargin, toMoney(27));
  // Turned: what was there leaves whole, two short at 90 need 18.
  trade(-5, 90);
  assert.equal(position!.isolatedMargin, toMoney(18));
  trade(2, 90);
  assert.equal(position!.isolatedMargin, 0n);
  // The payment of a settlement that it was held at comes when it is closed.
  const { balance } = account;
  account.payFunding(position!, toMoney(-2));
  assert.equal(account.balance, balance - toMoney(2));
  assert.equal(position!.isolatedMargin, 0n);
  account.check();
});
