import assert from "node:assert/strict";
import fc from "fast-check";
import type { BacktestResult, PreTradeCheck } from "volarb/engine";
import {
  TwapAlgorithm,
  type TwapParameters,
  twapSlices,
} from "volarb/execution";
import { constantLatency, formatMoney } from "volarb/venue";
import {
  childrenOf,
  quiet,
  runScript,
  type Script,
  START,
  type Step,
  STRICT,
} from "./parents.ts";

const S = 1e6;
const calm = quiet(12);

/** One parent sent a second after the start. */
function one(
  terms: Parameters<Script["send"]>[0],
  parameters: TwapParameters,
  options: Parameters<typeof runScript>[2] & {
    columns?: Parameters<typeof runScript>[1];
    steps?: readonly Step[];
  } = {},
) {
  const { columns = calm, steps = [], ...others } = options;
  const result = runScript(
    [{ at: S, act: (self) => self.send(terms, parameters) }, ...steps],
    columns,
    others,
  );
  return {
    ...result,
    parent: result.script.parents[0]!,
    children: childrenOf(result),
  };
}

/** Lots are nowhere but in fills, open children and what remains. */
function assertAccounts(result: BacktestResult): void {
  const { orders, fills } = result;
  const { clientOrderId, parentId, quantityLots, filledLots, status } =
    orders.columns;
  clientOrderId.forEach((id, i) => {
    if (parentId[i] !== "") return;
    let filled = 0;
    fills.columns.parentId.forEach((parent, j) => {
      if (parent === id) filled += fills.columns.quantityLots[j]!;
    });
    let [ofChildren, working] = [0, 0];
    parentId.forEach((parent, j) => {
      if (parent !== id) return;
      ofChildren += filledLots[j]!;
      assert.ok(Number.isSafeInteger(quantityLots[j]!) && quantityLots[j]! > 0);
      const over = ["filled", "canceled", "rejected", "denied", "expired"];
      if (!over.includes(status[j]!)) {
        working += quantityLots[j]! - filledLots[j]!;
      }
    });
    assert.equal(filledLots[i], ofChildren, id);
    assert.ok(filled >= ofChildren, "fills under way to the client at the end");
    assert.ok(filledLots[i]! + working <= quantityLots[i]!, id);
    if (status[i] === "filled") assert.equal(filledLots[i], quantityLots[i]);
  });
}

Deno.test("a TwapAlgorithm works the published cases in equal slices, none after the horizon", () => {
  const lots = (quantity: number, horizon: number, interval: number) =>
    one({ quantity }, { horizon: horizon * S, interval: interval * S })
      .children.map((child) => child.lots);
  assert.deepEqual(lots(1000, 3, 0.5), [166, 167, 167, 166, 167, 167]);
  assert.deepEqual(lots(1000, 2, 0.5), [250, 250, 250, 250]);
  assert.deepEqual(lots(12, 6, 2), [4, 4, 4]);
  // 0.3 over 0.1 is three slices.
  assert.deepEqual(lots(9, 0.3, 0.1), [3, 3, 3]);
  const { children, parent } = one({ quantity: 2 }, {
    horizon: 0.5 * S,
    interval: 0.1 * S,
  });
  assert.deepEqual(children.map(({ at, lots }) => [at, lots]), [[S, 1], [
    1.2 * S,
    1,
  ]]);
  assert.equal(parent.status, "filled");
});

Deno.test("a TwapAlgorithm does what twapSlices() says when nothing is missed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 99_999 }),
      (quantity, slots, odd) => {
        const interval = 300_000, horizon = slots * interval + odd;
        const { children, parent } = one({ quantity }, { horizon, interval });
        const { time, quantity: lots } = twapSlices({
          quantity,
          horizon,
          interval,
        });
        assert.deepEqual(children.map((child) => child.lots), [...lots]);
        assert.deepEqual(children.map(({ at }) => at - S), [...time]);
        assert.equal(parent.filledQuantity, quantity);
      },
    ),
    { numRuns: 30, seed: 1 },
  );
});

Deno.test("jitter of times and sizes is the seed's, keeps the sum and stays before the horizon", () => {
  const run = (seed: number) =>
    one({ quantity: 100 }, {
      horizon: 5 * S,
      interval: 0.5 * S,
      timeJitter: 0.9,
      sizeJitter: 0.5,
      seed,
    }).children.map(({ at, lots }) => [at, lots] as const);
  const [first, again, other] = [run(1), run(1), run(2)];
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, other);
  assert.equal(first.reduce((sum, [, lots]) => sum + lots, 0), 100);
  assert.ok(new Set(first.map(([, lots]) => lots)).size > 2);
  first.forEach(([at], k) =>
    assert.ok(at >= S + k * 0.5 * S && at < S + (k + 1) * 0.5 * S)
  );
});

Deno.test("the children's notional is at least the venue's: smaller slices are merged", () => {
  // At 10,000 USDT a lot is 10 USDT; the least notional is 100.
  const specs = [STRICT];
  const lots = (quantity: number) =>
    one({ quantity }, { horizon: 5 * S, interval: 0.5 * S }, { specs })
      .children.map(({ lots, status }) => [lots, status]);
  assert.deepEqual(lots(25), [[12, "filled"], [13, "filled"]]);
  assert.deepEqual(
    lots(109),
    new Array(10).fill(0).map((_, k) => [k === 0 ? 10 : 11, "filled"]),
  );
  // One that is too small as a whole is the venue's to judge, once a slot.
  assert.deepEqual(lots(9)[0], [9, "rejected"]);
  // An order that only reduces has no least notional.
  const { children } = one(
    { quantity: 30 },
    { horizon: S, interval: 0.5 * S },
    {
      specs,
      steps: [{
        at: 3 * S,
        act: (self) =>
          self.send({ side: "sell", quantity: 8, reduceOnly: true }, {
            horizon: 4 * S,
            interval: 0.5 * S,
          }),
      }],
    },
  );
  assert.deepEqual(
    children.slice(2).map(({ lots, status }) => [lots, status]),
    new Array(8).fill([1, "filled"]),
  );
});

Deno.test("a parent and its mirror have the same schedule", () => {
  const mirror = (side: "buy" | "sell", drift: number) =>
    one({ side, quantity: 300 }, {
      horizon: 6 * S,
      interval: 0.5 * S,
      schedule: "alphaDecay",
      impact: 1e-4,
      drift,
      halfLife: 2 * S,
    }).children.map(({ at, lots }) => [at, lots]);
  assert.deepEqual(mirror("buy", 1e-5), mirror("sell", -1e-5));
  assert.notDeepEqual(mirror("buy", 1e-5), mirror("buy", -1e-5));
});

Deno.test("schedules without drift and risk are TWAP, and trade the earlier the stronger these are", () => {
  const common = { horizon: 6 * S, interval: 0.5 * S, impact: 1e-3 } as const;
  const centre = (parameters: Partial<TwapParameters>) => {
    const { children } = one({ quantity: 1200 }, { ...common, ...parameters });
    assert.equal(children.reduce((sum, { lots }) => sum + lots, 0), 1200);
    return children.reduce((sum, { at, lots }) => sum + (at - S) * lots, 0) /
      1200;
  };
  const twap = centre({});
  for (const schedule of ["alphaDecay", "squareRoot"] as const) {
    assert.equal(centre({ schedule }), twap);
    let before = Infinity;
    for (const drift of [-1e-3, -1e-4, 0, 1e-4, 1e-3]) {
      const now = centre({ schedule, drift, halfLife: 3 * S });
      assert.ok(now < before, `${schedule} ${drift}: ${now}`);
      before = now;
    }
  }
  let before = Infinity;
  for (const riskAversion of [1e-12, 1, 10, 1e5]) {
    const now = centre({
      schedule: "almgrenChriss",
      volatility: 0.01,
      riskAversion,
    });
    assert.ok(
      riskAversion === 1e-12 ? now === twap : now < before,
      `${riskAversion}: ${now}`,
    );
    before = now;
  }
  for (const urgency of [0.25, 0.5, 1, 2, 4]) {
    const now = centre({ urgency });
    assert.ok(urgency === 0.25 || now < before, `${urgency}: ${now}`);
    before = now;
  }
});

Deno.test("no more is sent than the participation's share of the recent volume; what is left is spread", () => {
  // Each side trades 5 lots every tenth of a second: 50 lots in half a second.
  const parameters = { horizon: 5 * S, interval: 0.5 * S, participation: 0.2 };
  const algorithm = () => new TwapAlgorithm("TWAP", { symbols: ["BTCUSDT"] });
  const { children, parent } = one({ quantity: 400 }, parameters, {
    algorithm: algorithm(),
  });
  assert.ok(children.length >= 10);
  for (const { lots } of children) assert.ok(lots <= 10);
  assert.equal(parent.status, "canceled");
  assert.equal(
    parent.filledQuantity,
    children.reduce((sum, { lots }) => sum + lots, 0),
  );
  const wide = one({ quantity: 97 }, parameters, { algorithm: algorithm() });
  assert.deepEqual(
    wide.children.map(({ lots }) => lots),
    [
      9,
      10,
      10,
      9,
      10,
      10,
      9,
      10,
      10,
      10,
    ],
  );
  assert.equal(wide.parent.status, "filled");
});

Deno.test("what is missed while the limit holds is spread, sent at once, or dropped", () => {
  // The price is beyond the limit in the first two seconds of the order.
  const columns = quiet(12, { mid: (k) => k < 30 ? 100_100 : 100_000 });
  const lots = (missed: "spread" | "burst" | "drop") => {
    const { children, parent, script } = one(
      { quantity: 100, price: 100_010 },
      {
        horizon: 5 * S,
        interval: S,
        missed,
      },
      { columns },
    );
    return [
      children.map(({ at, lots }) => [(at - S) / S, lots]),
      parent.status,
      script.parents[0]!.filledQuantity,
    ];
  };
  assert.deepEqual(lots("spread"), [
    [[2, 33], [3, 33], [4, 34]],
    "filled",
    100,
  ]);
  assert.deepEqual(lots("burst"), [[[2, 60], [3, 20], [4, 20]], "filled", 100]);
  assert.deepEqual(lots("drop"), [[[2, 20], [3, 20], [4, 20]], "canceled", 60]);
});

Deno.test("a spread that is too wide is not crossed", () => {
  const columns = quiet(12, { spread: 5 });
  const { children, parent } = one({ quantity: 100 }, {
    horizon: 5 * S,
    interval: S,
    maxSpread: 4,
  }, { columns });
  assert.deepEqual([children.length, parent.status], [0, "canceled"]);
});

Deno.test("slices that wait are filled as a maker, and what waited in vain crosses at the end", () => {
  const busy = quiet(12, { size: 20, lots: 30 });
  const { children, parent, fills } = one({ quantity: 500 }, {
    horizon: 5 * S,
    interval: 0.5 * S,
    style: "passive",
  }, { columns: busy });
  assert.equal(parent.status, "filled");
  assert.ok(children.every(({ at }) => at < 6 * S));
  assert.ok(
    children.slice(0, 10).every(({ type, price }) =>
      type === "limit" && price === 100_000
    ),
  );
  const { liquidity, quantityLots } = fills.columns;
  const maker = quantityLots.reduce(
    (sum, q, i) => sum + (liquidity[i] === "maker" ? q : 0),
    0,
  );
  assert.ok(maker > 400, `${maker}`);
  // Behind a queue that hardly moves all of it is left to the end.
  const slow = one({ quantity: 500 }, {
    horizon: 5 * S,
    interval: 0.5 * S,
    style: "passive",
  });
  assert.equal(slow.parent.status, "filled");
  assert.ok(slow.children.at(-1)!.at >= 5.75 * S);
});

Deno.test("what waited in vain crosses at the end within the participation, dropped where it is to be, and never after the horizon", () => {
  // A queue that hardly moves, and 100 lots traded a second: the last half second's fifth is 10 lots.
  const run = (parameters: Partial<TwapParameters>) =>
    one({ quantity: 300 }, {
      horizon: 5 * S,
      interval: 0.5 * S,
      style: "passive",
      ...parameters,
    }, { algorithm: new TwapAlgorithm("TWAP", { symbols: ["BTCUSDT"] }) });
  const crossed = ({ children }: ReturnType<typeof run>) =>
    children.filter(({ type }) => type === "market");

  for (const missed of ["spread", "burst"] as const) {
    const { parent, children, ...free } = run({ missed });
    assert.equal(parent.status, "filled");
    assert.ok(children.every(({ at }) => at < 6 * S));
    const waited = children.filter(({ type }) => type === "limit");
    // Thirty a slice, or with each all that was due before.
    assert.deepEqual(
      waited.slice(0, 3).map(({ lots }) => lots),
      missed === "spread" ? [30, 33, 37] : [30, 60, 90],
    );
    const last = crossed({ parent, children, ...free });
    assert.ok(last.length > 0 && last.every(({ at }) => at >= 5.75 * S));

    const capped = run({ missed, participation: 0.2 });
    const sizes = crossed(capped).map(({ lots }) => lots);
    assert.ok(sizes.length > 0 && sizes.reduce((a, b) => a + b) <= 10);
    assert.equal(capped.parent.status, "canceled");
    assert.ok(
      capped.children.every(({ lots, at }) => lots <= 10 && at < 6 * S),
    );
  }
  const dropped = run({ missed: "drop" });
  assert.equal(crossed(dropped).length, 0);
  assert.equal(dropped.parent.status, "canceled");
});

Deno.test("a slice waits for what was recalled before it, and is missed where that takes longer than a slot", () => {
  for (const order of [100_000, 400_000, 700_000]) {
    for (const missed of ["spread", "burst", "drop"] as const) {
      const result = one({ quantity: 300 }, {
        horizon: 5 * S,
        interval: 0.5 * S,
        style: "passive",
        missed,
      }, { latency: constantLatency({ order }) });
      assertAccounts(result);
      const { children, parent } = result;
      assert.ok(children.every(({ at }) => at < 6 * S), `${order}`);
      assert.ok(!parent.isOpen && parent.filledQuantity <= 300);
      const waited = children.filter(({ type }) => type === "limit");
      // A recall takes the way there and back.
      const most = order === 100_000 ? 10 : order === 400_000 ? 5 : 4;
      assert.ok(waited.length >= 2 && waited.length <= most, `${order}`);
    }
  }
});

Deno.test("adaptive slices wait where the queue is short and the drift weak", () => {
  const busy = quiet(12, { size: 20, lots: 30 });
  const types = (parameters: Partial<TwapParameters>, columns = busy) =>
    new Set(
      one({ quantity: 100 }, {
        horizon: 5 * S,
        interval: 0.5 * S,
        style: "adaptive",
        volumeWindow: S,
        ...parameters,
      }, {
        columns,
        algorithm: new TwapAlgorithm("TWAP", { symbols: ["BTCUSDT"] }),
      })
        .children.map(({ type }) => type),
    );
  assert.deepEqual(types({}), new Set(["limit"]));
  // A tick of 0.1 in 10,000 is 1e-5: a drift of 1e-3 a second is 50 ticks in half a second.
  assert.deepEqual(types({ drift: 1e-3 }), new Set(["market"]));
  assert.deepEqual(types({ drift: -1e-3 }), new Set(["limit"]));
  // Behind a queue of a thousand the volume does not come; a price that moves by ten ticks in a slot does.
  const weak = { drift: 1e-6 };
  assert.deepEqual(types(weak, calm), new Set(["market"]));
  assert.ok(types({ ...weak, volatility: 1e-4 }, calm).has("limit"));
  // What a fill is regretted by may be more than a fill saves.
  assert.deepEqual(types({ adverseSelection: 2 }), new Set(["market"]));
  assert.deepEqual(
    types({ adverseSelection: 2, takerFee: 5e-4, makerFee: 2e-4 }),
    new Set(["limit"]),
  );
});

Deno.test("rejected and denied children give their lots back, and nothing is sent twice", () => {
  const every = (k: number): PreTradeCheck => {
    let children = 0;
    return {
      check: (order) =>
        order.parentId === undefined || ++children % k !== 0
          ? { verdict: "pass" }
          : { verdict: "refuse", rule: "test", message: "refused" },
    };
  };
  const { children, parent, ...result } = one({ quantity: 100 }, {
    horizon: 5 * S,
    interval: 0.5 * S,
  }, { risk: every(3) });
  assertAccounts(result as unknown as BacktestResult);
  assert.equal(children.filter(({ status }) => status === "denied").length, 3);
  assert.equal(parent.status, "filled");
  assert.equal(children.reduce((sum, { filled }) => sum + filled, 0), 100);
  const never = one({ quantity: 100 }, { horizon: 5 * S, interval: 0.5 * S }, {
    risk: every(1),
  });
  assert.equal(never.parent.status, "canceled");
  assert.ok(never.children.length <= 11);
  // Lots beyond what the margin allows are rejected by the venue.
  const poor = one({ quantity: 1000 }, { horizon: 5 * S, interval: 0.5 * S }, {
    balance: 100,
  });
  assert.ok(poor.children.some(({ status }) => status === "rejected"));
  assertAccounts(poor);
});

Deno.test("a check before the trade that makes parent or children smaller is kept to", () => {
  const clip = (parents: boolean): PreTradeCheck => ({
    check: (order, { quantity }) =>
      (order.parentId === undefined) === parents && quantity > 30
        ? { verdict: "clip", quantity: 30, rule: "test", message: "at most 30" }
        : { verdict: "pass" },
  });
  const parameters = { horizon: 5 * S, interval: S };
  const parent = one({ quantity: 500 }, parameters, { risk: clip(true) });
  assert.equal(parent.parent.filledQuantity, 30);
  const children = one({ quantity: 200 }, parameters, { risk: clip(false) });
  assertAccounts(children);
  assert.equal(children.parent.filledQuantity, 180);
  assert.equal(children.parent.status, "canceled");
});

Deno.test("amending a parent spreads the change over the slots that are left", () => {
  const lots = (quantity: number, missed: "spread" | "drop" = "spread") => {
    const { children, parent } = one({ quantity: 100 }, {
      horizon: 5 * S,
      interval: S,
      missed,
    }, {
      steps: [{
        at: 2.5 * S,
        act: (self) => self.modify(self.parents[0]!, { quantity }),
      }],
    });
    return [
      children.map((child) => child.lots),
      parent.status,
      parent.filledQuantity,
    ];
  };
  assert.deepEqual(lots(160), [[20, 20, 40, 40, 40], "filled", 160]);
  assert.deepEqual(lots(160, "drop"), [[20, 20, 40, 40, 40], "filled", 160]);
  assert.deepEqual(lots(70), [[20, 20, 10, 10, 10], "filled", 70]);
  // Lots that were traded cannot be taken back.
  assert.deepEqual(lots(30), [[20, 20, 20, 20, 20], "filled", 100]);
});

Deno.test("a parent that is canceled sends nothing more and keeps what it has", () => {
  for (const style of ["aggressive", "passive"] as const) {
    const { children, parent, ...result } = one({ quantity: 100 }, {
      horizon: 5 * S,
      interval: S,
      style,
    }, {
      steps: [{ at: 2.5 * S, act: (self) => self.cancel(self.parents[0]!) }],
    });
    assertAccounts(result as unknown as BacktestResult);
    assert.equal(parent.status, "canceled");
    assert.ok(children.every(({ at }) => at <= 2.5 * S));
    assert.ok(
      children.every(({ status }) =>
        status === "filled" || status === "canceled"
      ),
    );
    assert.equal(parent.filledQuantity, style === "passive" ? 0 : 40);
  }
});

Deno.test("an algorithm that stops cancels its parents, and takes no other", () => {
  const algorithm = new TwapAlgorithm("TWAP");
  const parameters = { horizon: 5 * S, interval: S };
  const { parent, script } = one({ quantity: 100 }, parameters, {
    algorithm,
    steps: [
      { at: 2.5 * S, act: () => algorithm.stop() },
      { at: 3 * S, act: (self) => self.send({ quantity: 50 }, parameters) },
    ],
  });
  assert.deepEqual([parent.status, parent.filledQuantity], ["canceled", 40]);
  assert.deepEqual([
    script.parents[1]!.status,
    script.parents[1]!.filledQuantity,
  ], ["canceled", 0]);
});

Deno.test("bad terms deny the parent with the rule", () => {
  const { orders } = runScript([{
    at: S,
    act: (self) => {
      const common = { symbol: "BTCUSDT", side: "buy", quantity: 50 } as const;
      const request = (parameters: Record<string, number | string>) => ({
        id: "TWAP",
        parameters,
      });
      self.submit(
        self.orders.market({
          ...common,
          execAlgorithm: request({ horizon: 0, interval: S }),
        }),
        self.orders.market({
          ...common,
          execAlgorithm: request({ horizon: S, interval: S, pace: 1 }),
        }),
        self.orders.stopMarket({
          ...common,
          triggerPrice: 1,
          execAlgorithm: request({ horizon: S, interval: S }),
        }),
      );
    },
  }], calm);
  const { status, reason } = orders.columns;
  assert.deepEqual(status, ["denied", "denied", "denied"]);
  assert.match(
    reason[0]!,
    /horizon must be whole microseconds > 0: current value is 0/,
  );
  assert.match(
    reason[1]!,
    /every parameter must be known: current value is pace/,
  );
  assert.match(
    reason[2]!,
    /type must be market or limit: current value is stopMarket/,
  );
});

Deno.test("whatever happens to parents at whatever moment, every lot is accounted for", () => {
  const busy = quiet(14, {
    size: 40,
    lots: 25,
    mid: (k) => 100_000 + Math.round(8 * Math.sin(k / 5)),
  });
  const parameters = fc.record({
    horizon: fc.integer({ min: 900_000, max: 6_000_000 }),
    interval: fc.integer({ min: 100_000, max: 900_000 }),
    style: fc.constantFrom(
      "aggressive" as const,
      "passive" as const,
      "adaptive" as const,
    ),
    missed: fc.constantFrom(
      "spread" as const,
      "burst" as const,
      "drop" as const,
    ),
    schedule: fc.constantFrom(
      "uniform" as const,
      "alphaDecay" as const,
      "almgrenChriss" as const,
    ),
    participation: fc.constantFrom(0.1, 1, 100),
    timeJitter: fc.constantFrom(0, 0.99),
    sizeJitter: fc.constantFrom(0, 0.7),
    urgency: fc.constantFrom(0.3, 1, 3),
    drift: fc.constantFrom(-1e-4, 0, 1e-4),
  });
  const parent = fc.record({
    at: fc.integer({ min: 0, max: 5 * S }),
    side: fc.constantFrom("buy" as const, "sell" as const),
    quantity: fc.integer({ min: 1, max: 600 }),
    limit: fc.constantFrom(undefined, -4, 0, 6),
    parameters,
    amend: fc.option(
      fc.record({
        after: fc.integer({ min: 0, max: 6 * S }),
        quantity: fc.integer({ min: 1, max: 700 }),
        limit: fc.constantFrom(undefined, -3, 3),
      }),
    ),
    cancel: fc.option(fc.integer({ min: 0, max: 6 * S })),
  });
  fc.assert(
    fc.property(
      fc.array(parent, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 2, max: 9 }),
      (parents, denied) => {
        const sent = new Map<number, ReturnType<Script["send"]>>();
        const steps: Step[] = parents.flatMap((p, k) => {
          const list: Step[] = [{
            at: p.at,
            act: (self) =>
              sent.set(
                k,
                self.send({
                  side: p.side,
                  quantity: p.quantity,
                  ...(p.limit !== undefined &&
                    { price: 100_000 + (p.side === "buy" ? 1 : -1) * p.limit }),
                }, {
                  ...p.parameters,
                  impact: 1e-3,
                  halfLife: S,
                  volatility: 1e-4,
                  riskAversion: 1,
                }),
              ),
          }];
          const { amend, cancel } = p;
          if (amend !== null) {
            list.push({
              at: p.at + amend.after,
              act: (self) => {
                const order = sent.get(k);
                if (!order?.isOpen) return;
                self.modify(order, {
                  quantity: amend.quantity,
                  ...(amend.limit !== undefined && p.limit !== undefined &&
                    { price: 100_000 + amend.limit }),
                });
              },
            });
          }
          if (cancel !== null) {
            list.push({
              at: p.at + cancel,
              act: (self) => sent.get(k)?.isOpen && self.cancel(sent.get(k)!),
            });
          }
          return list;
        });
        let orders = 0;
        const result = runScript(steps, busy, {
          specs: [STRICT],
          algorithm: new TwapAlgorithm("TWAP", { symbols: ["BTCUSDT"] }),
          risk: {
            check: (order) =>
              order.parentId !== undefined && ++orders % denied === 0
                ? { verdict: "refuse", rule: "test", message: "refused" }
                : { verdict: "pass" },
          },
        });
        assertAccounts(result);
        const children = childrenOf(result);
        for (const [k, order] of sent) {
          const { at, quantity, amend, parameters } = parents[k]!;
          const until = START + at + parameters.horizon;
          assert.ok(
            !order.isOpen || until + 12_000 >= result.end,
            order.status,
          );
          const small = quantity < 10 || (amend?.quantity ?? 10) < 10;
          for (const child of children) {
            if (child.parentId !== order.clientOrderId) continue;
            assert.ok(child.at + START < until);
            assert.ok(child.lots >= 10 || small, `${child.lots}`);
          }
        }
        // The position is the fills, and the fees are the ledger's.
        const { side, quantityLots, fee } = result.fills.columns;
        const lots = quantityLots.reduce(
          (sum, q, i) => sum + (side[i] === "buy" ? q : -q),
          0,
        );
        assert.equal(lots, result.fills.columns.position.at(-1) ?? 0);
        let fees = 0n;
        result.ledger.columns.account.forEach((account, i) => {
          if (account === "fees") fees += result.ledger.columns.money[i]!;
        });
        const sum = fee.reduce((a, b) => a + b, 0);
        assert.ok(
          Math.abs(Number(formatMoney(fees)) - sum) < 1e-7,
          `${fees} ${sum}`,
        );
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});
