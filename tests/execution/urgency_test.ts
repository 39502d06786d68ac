import assert from "node:assert/strict";
import fc from "fast-check";
import {
  implementationShortfall,
  slippageAgainst,
  UrgencyControl,
} from "../../lib/execution/mod.ts";

Deno.test("UrgencyControl accelerates above, dampens below and keeps the schedule between", () => {
  const control = new UrgencyControl({ upper: 0.8, lower: 0.2 });
  assert.deepEqual(
    [0.5, 0.9, -0.9, 0.8, 0.2, 0.1, -0.1, 0.3, NaN].map((theta) =>
      control.update(theta)
    ),
    [
      "keep",
      "accelerate",
      "accelerate",
      "accelerate",
      "keep",
      "dampen",
      "dampen",
      "keep",
      "keep",
    ],
  );
});

Deno.test("UrgencyControl with hysteresis does not flutter, mirrors, and continues from a snapshot", () => {
  const thresholds = { upper: 0.8, lower: 0.2, hysteresis: 0.2 };
  let control = new UrgencyControl(thresholds);
  const mirror = new UrgencyControl(thresholds);
  let changes = 0, before = control.value;
  for (let t = 0; t < 200; t++) {
    const theta = 0.8 + 0.09 * (t % 2 === 0 ? 1 : -1);
    if (t === 100) {
      control = UrgencyControl.from(JSON.parse(JSON.stringify(control)));
    }
    assert.equal(mirror.update(-theta), control.update(theta));
    if (control.value !== before) changes++;
    before = control.value;
  }
  assert.equal(changes, 1);
  control.reset();
  assert.equal(control.value, "keep");
});

Deno.test("UrgencyControl refuses thresholds in the wrong order", () => {
  for (
    const bad of [
      { upper: 0.2, lower: 0.8 },
      { upper: 0.5, lower: 0.5 },
      { upper: 1, lower: -0.1 },
      { upper: NaN, lower: 0 },
      { upper: 1, lower: 0.5, hysteresis: 0.3 },
    ]
  ) {
    assert.throws(() => new UrgencyControl(bad), {
      name: "RangeError",
      message: /^Cannot create an UrgencyControl as /,
    });
  }
});

const price = fc.double({ min: 50, max: 150, noNaN: true });
const fill = fc.record({
  quantity: fc.integer({ min: 1, max: 9 }),
  price,
  mid: price,
  touch: price,
  fee: fc.double({ min: -1, max: 1, noNaN: true }),
});

Deno.test("implementationShortfall() adds up to what the paper portfolio has more, for both sides", () => {
  fc.assert(
    fc.property(
      fc.array(fill, { maxLength: 9 }),
      price,
      price,
      price,
      fc.constantFrom("buy" as const, "sell" as const),
      (fills, decisionMid, arrivalMid, endMid, side) => {
        const column = (name: keyof (typeof fills)[number]) =>
          Float64Array.from(fills, (f) => f[name]);
        const columns = {
          quantity: column("quantity"),
          price: column("price"),
          mid: column("mid"),
          touch: column("touch"),
          fee: column("fee"),
        };
        const result = implementationShortfall({
          side,
          quantity: 100,
          decisionMid,
          arrivalMid,
          endMid,
        }, columns);
        const sign = side === "buy" ? 1 : -1;
        // Paper: all 100 at the decision's mid; real: the fills, and cash for the rest; both valued at the end.
        let real = 0;
        for (const f of fills) {
          real += sign * f.quantity * (endMid - f.price) -
            f.fee;
        }
        const paper = sign * 100 * (endMid - decisionMid);
        assert.ok(Math.abs(result.total - (paper - real)) < 1e-9 * 1e4);
        const { delay, timing, spread, impact, fee, opportunity } = result;
        assert.ok(
          Math.abs(
            delay + timing + spread + impact + fee + opportunity - result.total,
          ) < 1e-9,
        );
      },
    ),
    { seed: 3 },
  );
});

Deno.test("implementationShortfall() of no fill is opportunity, and refuses more than was wanted", () => {
  const none = {
    quantity: new Float64Array(),
    price: new Float64Array(),
    mid: new Float64Array(),
    touch: new Float64Array(),
    fee: new Float64Array(),
  };
  const order = {
    side: "sell",
    quantity: 3,
    decisionMid: 100,
    arrivalMid: 99,
    endMid: 98,
  } as const;
  const { total, opportunity, basisPoints } = implementationShortfall(
    order,
    none,
  );
  assert.deepEqual([total, opportunity, basisPoints], [6, 6, 200]);
  const one = {
    quantity: Float64Array.of(4),
    price: Float64Array.of(1),
    mid: Float64Array.of(1),
    touch: Float64Array.of(1),
    fee: Float64Array.of(0),
  };
  assert.throws(
    () => implementationShortfall(order, one),
    /no more can be filled than was wanted/,
  );
  assert.throws(
    () =>
      implementationShortfall(order, { ...one, quantity: Float64Array.of(0) }),
    RangeError,
  );
  assert.throws(
    () => implementationShortfall(order, { ...one, fee: new Float64Array() }),
    RangeError,
  );
  assert.ok(Number.isNaN(slippageAgainst("buy", none, 1)));
});
