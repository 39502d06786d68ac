import assert from "node:assert/strict";
import { Ledger } from "../../lib/engine/ledger.ts";
import { LedgerError } from "volarb/engine";
import {
  type Fill,
  formatMoney,
  type FundingEvent,
  type LiquidationEvent,
  type OrderSide,
  toMoney,
  VenueAccount,
} from "volarb/venue";
import { play, quiet, unitSpec } from "./play.ts";

const spec = unitSpec();
/** A ledger and the venue's books, which take the same fills. */
function books() {
  const account = new VenueAccount({ specs: [spec], balance: 1000 });
  const ledger = new Ledger([spec], toMoney(1000), 0);
  let tradeId = 0;
  const fill = (
    side: OrderSide,
    quantity: number,
    price: number,
    { fee = 0, ...change }: { fee?: number } & Partial<Fill> = {},
  ) => {
    const commission = toMoney(fee);
    const position = account.position(0, "both");
    const lots = side === "buy" ? quantity : -quantity;
    const realized = account.fill(position, 0, {
      lots,
      ticks: price,
      commission,
    });
    ledger.fill(++tradeId, {
      tradeId,
      symbol: "X",
      side,
      positionSide: "both",
      price,
      quantity,
      liquidity: "taker",
      notional: toMoney(price * quantity),
      commission,
      realized,
      position: position.lots,
      balance: account.balance,
      ...change,
    });
  };
  return { account, ledger, fill };
}

/** The entries of the last booking, as text. */
function lastBooking(ledger: Ledger): string[] {
  const last = ledger.entries.at(-1)!.booking;
  return ledger.entries.filter(({ booking }) => booking === last)
    .map(({ account, amount }) => `${account} ${formatMoney(amount)}`);
}

Deno.test("Ledger books a round trip that a pencil can follow", () => {
  const { account, ledger, fill } = books();
  assert.deepEqual(lastBooking(ledger), [
    "wallet 1000.00000000",
    "capital -1000.00000000",
  ]);
  // Two at 100 for a fee of 0.1: nothing is realised.
  fill("buy", 2, 100, { fee: 0.1 });
  assert.deepEqual(lastBooking(ledger), [
    "position 200.00000000",
    "clearing -200.00000000",
    "wallet -0.10000000",
    "fees 0.10000000",
  ]);
  // One of them at 110: ten realised.
  fill("sell", 1, 110, { fee: 0.05 });
  assert.deepEqual(lastBooking(ledger), [
    "position -100.00000000",
    "clearing 100.00000000",
    "realized -10.00000000",
    "wallet 9.95000000",
    "fees 0.05000000",
  ]);
  // Three at 90: the one left loses ten, two are short at 90.
  fill("sell", 3, 90);
  assert.deepEqual(lastBooking(ledger), [
    "position -280.00000000",
    "clearing 280.00000000",
    "realized 10.00000000",
    "wallet -10.00000000",
  ]);
  assert.deepEqual(ledger.net("X"), { lots: -2, cost: toMoney(-180) });
  assert.equal(ledger.wallet, toMoney(999.85));
  ledger.check(account);
});

Deno.test("a cost that does not divide leaves its remainder in the position", () => {
  const { account, ledger, fill } = books();
  fill("buy", 1, 100);
  fill("buy", 2, 101);
  // 302 / 3 is rounded at the eighth decimal, and the last lot takes what is left.
  for (let k = 0; k < 3; k++) {
    fill("sell", 1, 101);
    ledger.check(account);
  }
  assert.equal(ledger.realized, toMoney(1));
  assert.equal(ledger.net("X").cost, 0n);
});

Deno.test("Ledger books funding and liquidation, and every booking adds up to 0", () => {
  const { account, ledger, fill } = books();
  fill("buy", 5, 100);
  const position = account.position(0, "both");
  account.payFunding(position, toMoney(-0.5));
  ledger.fund(
    {
      type: "funding",
      symbol: "X",
      time: 8,
      settlementTime: 8,
      rate: 0.001,
      price: 100,
      priceSource: "mark",
      position: 5,
      positionSide: "both",
      amount: toMoney(-0.5),
      balance: account.balance,
    } satisfies FundingEvent,
  );
  assert.deepEqual(lastBooking(ledger), [
    "wallet -0.50000000",
    "funding 0.50000000",
  ]);
  const closed = account.liquidate(position, {
    lots: Math.abs(position.lots),
    notional: toMoney(450),
    fee: toMoney(2),
  });
  ledger.liquidate(
    {
      type: "liquidation",
      symbol: "X",
      time: 9,
      positionSide: "both",
      position: 5,
      left: 0,
      notional: toMoney(450),
      price: 90,
      ...closed,
      balance: account.balance,
    } satisfies LiquidationEvent,
  );
  assert.deepEqual(lastBooking(ledger), [
    "position -500.00000000",
    "clearing 500.00000000",
    "realized 50.00000000",
    "wallet -52.00000000",
    "fees 2.00000000",
  ]);
  assert.equal(ledger.wallet, toMoney(1000 - 0.5 - 50 - 2));
  ledger.check(account);
  const sums = new Map<number, bigint>();
  for (const { booking, amount } of ledger.entries) {
    sums.set(booking, (sums.get(booking) ?? 0n) + amount);
  }
  assert.deepEqual([...sums.values()], [0n, 0n, 0n, 0n]);
});

// thm-ledger-identity
Deno.test("each identity that is broken is named, with the booking after which it was", () => {
  const cases: [string, (b: ReturnType<typeof books>) => void, RegExp][] = [
    [
      "a profit that the cost does not say",
      ({ fill }) => {
        fill("buy", 1, 100);
        fill("sell", 1, 110, { realized: toMoney(11) });
      },
      /entries of a booking must add up to 0: found -1\.0+ against 0/,
    ],
    [
      "a balance that is not the venue's",
      ({ fill }) => fill("buy", 1, 100, { balance: toMoney(999) }),
      /wallet must be the venue's: found 1000\.0+ against 999\.0+, after booking 1 \(fill 1 of X at 1\)/,
    ],
    [
      "a position that is not the venue's",
      ({ fill }) => fill("buy", 1, 100, { position: 2 }),
      /position of X must be the venue's: found 1 against 2/,
    ],
    [
      "money that came from nowhere",
      ({ ledger, account, fill }) => {
        fill("buy", 1, 100);
        ledger.wallet += 1n;
        ledger.check(account);
      },
      /start \+ realised - fees \+ funding \+ insurance: found 1000\.00000001/,
    ],
    [
      "lots that nobody traded",
      ({ ledger, account, fill }) => {
        fill("buy", 1, 100);
        ledger.position("X", "both").lots++;
        ledger.check(account);
      },
      /X\/both must be the sum of its fills: found 2 against 1/,
    ],
    [
      "a cost of its own",
      ({ ledger, account, fill }) => {
        fill("buy", 1, 100);
        ledger.position("X", "both").cost++;
        ledger.check(account);
      },
      /cost of X must be the venue's/,
    ],
    [
      "fees that the venue did not take",
      ({ ledger, account, fill }) => {
        fill("buy", 1, 100);
        ledger.fees++;
        ledger.realized++;
        ledger.check(account);
      },
      /realised profit must be the venue's/,
    ],
  ];
  for (const [name, corrupt, message] of cases) {
    assert.throws(
      () => corrupt(books()),
      { name: "LedgerError", message },
      name,
    );
  }
});

Deno.test("a broken identity stops the run", () => {
  const trade = () =>
    play({ quotes: quiet() }, {
      100: (p) =>
        p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 1 })),
    });
  assert.equal(trade().fills.rows, 1);
  // One unit of 1e-8 goes missing between the venue's books and ours.
  const { fill } = Ledger.prototype;
  Ledger.prototype.fill = function (time, one) {
    fill.call(this, time, { ...one, commission: one.commission + 1n });
  };
  try {
    assert.throws(trade, (error) => {
      assert.ok(error instanceof LedgerError);
      assert.match(
        error.message,
        /wallet must be the venue's: found 9999\.99999999 against 10000\.0+/,
      );
      assert.deepEqual(
        error.entries.map(({ account }) => account),
        ["position", "clearing", "wallet", "fees"],
      );
      return true;
    });
  } finally {
    Ledger.prototype.fill = fill;
  }
});
