import assert from "node:assert/strict";
import { Actor, type BusData, type TimerEvent } from "volarb/engine";
import { TwapAlgorithm, type TwapParameters } from "volarb/execution";
import {
  type AlphaSignal,
  EXECUTION_PHASES,
  type ExecutionState,
  type TargetPosition,
} from "volarb/signal";
import { childrenOf, quiet, runScript, START } from "./parents.ts";

const S = 1e6;

/** Publishes messages at given times, and keeps states of executions. */
class Wire extends Actor {
  override readonly publishes = [{ type: "TargetPosition" }, {
    type: "AlphaSignal",
  }];
  readonly states: ExecutionState[] = [];
  readonly #messages: readonly (TargetPosition | AlphaSignal)[];

  constructor(messages: readonly (TargetPosition | AlphaSignal)[]) {
    super("wire");
    this.#messages = messages;
  }

  override onStart(): void {
    this.subscribeData("ExecutionState");
    this.#messages.forEach(({ eventTime }, k) =>
      this.clock.setTimeAlert(String(k), eventTime)
    );
  }

  override onTimer({ name }: TimerEvent): void {
    this.publish(this.#messages[Number(name)]!);
  }

  override onData(data: BusData): void {
    this.states.push(data as ExecutionState);
  }
}

function target(seconds: number, theta: number): TargetPosition {
  const eventTime = START + seconds * S;
  return {
    type: "TargetPosition",
    symbol: "BTCUSDT",
    source: "kalman",
    eventTime,
    receiveTime: eventTime,
    target: theta,
    aim: theta,
    band: 0,
    rate: 1,
    damping: 1,
    reduceOnly: 0,
    contracts: NaN,
  };
}

function signal(
  seconds: number,
  mean: number,
  horizon = 4 * S,
): AlphaSignal {
  const eventTime = START + seconds * S;
  return {
    type: "AlphaSignal",
    symbol: "BTCUSDT",
    source: "kalman",
    eventTime,
    receiveTime: eventTime,
    horizon,
    mean,
    meanVariance: 0,
    variance: 1e-8,
    expectedIc: 0.05,
  };
}

/** A parent of 1,000 lots from second 1 to second 11, in tens. */
function work(
  messages: readonly (TargetPosition | AlphaSignal)[],
  parameters: Partial<TwapParameters> = {},
  side: "buy" | "sell" = "buy",
) {
  const wire = new Wire(messages);
  const result = runScript(
    [{
      at: S,
      act: (self) =>
        self.send({ side, quantity: 1000 }, {
          horizon: 10 * S,
          interval: S,
          ...parameters,
        }),
    }],
    quiet(14),
    {
      actors: [wire],
      algorithm: new TwapAlgorithm("TWAP", {
        targets: "kalman",
        signals: "any",
      }),
    },
  );
  const parent = result.script.parents[0]!;
  assert.equal(parent.filledQuantity, 1000);
  const children = childrenOf(result);
  return {
    ...result,
    wire,
    parent,
    children,
    lots: children.map(({ lots }) => lots),
  };
}

const control = { upper: 0.5, lower: 0.1, hysteresis: 0.1 };

Deno.test("a target above the upper threshold accelerates, one below the lower dampens, one between leaves the schedule (def-threshold-rule)", () => {
  const even = new Array(10).fill(100);
  assert.deepEqual(work([target(0.5, 0.3)], control).lots, even);
  // 1 - (1 - k/10)² and (k/10)².
  const falling = [190, 170, 150, 130, 110, 90, 70, 50, 30, 10];
  assert.deepEqual(work([target(0.5, 0.6)], control).lots, falling);
  assert.deepEqual(work([target(0.5, -0.6)], control).lots, falling);
  assert.deepEqual(
    work([target(0.5, 0.05)], control).lots,
    falling.toReversed(),
  );
  // Without thresholds, or without a target, nothing changes.
  assert.deepEqual(work([target(0.5, 0.6)]).lots, even);
  assert.deepEqual(work([], control).lots, even);
  // Twice the acceleration, the fourth power.
  const { lots } = work([target(0.5, 0.6)], { ...control, acceleration: 4 });
  assert.equal(lots[0], Math.round(1000 * (1 - 0.9 ** 4)));
});

Deno.test("the pace changes with the target on the way, with hysteresis, and what is left is planned anew", () => {
  // Accelerated from the sixth slice on: of 500 lots in five slices 1 - (1 - k/5)².
  const late = work([target(5.5, 0.6)], control).lots;
  assert.deepEqual(late, [100, 100, 100, 100, 100, 180, 140, 100, 60, 20]);
  // 0.45 is below the threshold, but not by the hysteresis.
  const held = work([target(5.5, 0.6), target(7.5, 0.45)], control).lots;
  assert.deepEqual(held, late);
  const back = work([target(5.5, 0.6), target(7.5, 0.39)], control).lots;
  assert.deepEqual(back, [100, 100, 100, 100, 100, 180, 140, 60, 60, 60]);
});

Deno.test("a signal in front of the order hurries it, one behind slows it, and a decayed one does neither", () => {
  const parameters = {
    schedule: "alphaDecay",
    impact: 1e-4,
    halfLife: 2 * S,
  } as const;
  const centre = (lots: readonly number[]) =>
    lots.reduce((sum, part, k) => sum + part * k, 0) / 1000;
  const flat = work([], parameters);
  assert.deepEqual(flat.lots, new Array(10).fill(100));
  const up = work([signal(0.5, 1e-5)], parameters);
  const down = work([signal(0.5, -1e-5)], parameters);
  assert.ok(centre(up.lots) < 4.5 && centre(down.lots) > 4.5);
  // A seller mirrors a buyer.
  assert.deepEqual(
    work([signal(0.5, -1e-5)], parameters, "sell").lots,
    up.lots,
  );
  // The same drift on the way hurries only what is left.
  const later = work([signal(5.5, 1e-5)], parameters).lots;
  assert.deepEqual(later.slice(0, 5), new Array(5).fill(100));
  assert.ok(later[5]! > 100 && later[9]! < 100);
  // A missing signal changes nothing.
  assert.deepEqual(work([signal(5.5, NaN)], parameters).lots, flat.lots);
});

Deno.test("a schedule that is planned anew in the same belief goes on as it was", () => {
  const parameters = {
    schedule: "alphaDecay",
    impact: 1e-4,
    halfLife: 2 * S,
  } as const;
  const once = work([signal(1, 1e-5)], parameters).lots;
  // The signal repeated later, decayed by the half-life in between.
  const again = work([
    signal(1, 1e-5),
    signal(4.9, 1e-5 * 2 ** (-3.9 / 2)),
  ], parameters).lots;
  again.forEach((lots, k) => assert.ok(Math.abs(lots - once[k]!) <= 1, `${k}`));
});

Deno.test("the states say where a parent stands, to the fee", () => {
  const { wire, fills } = work([]);
  const { states } = wire;
  const phases = states.map(({ phase }) => EXECUTION_PHASES[phase]);
  assert.deepEqual(phases, [...new Array(10).fill("working"), "done"]);
  states.forEach((state, k) => {
    assert.equal(state.quantity, 1);
    assert.ok(Math.abs(state.filled - k / 10) < 1e-12);
    assert.equal(state.deadline, START + 11 * S);
    assert.equal(state.arrivalPrice, 10_000.05);
    assert.equal(state.orderId, 1);
  });
  const last = states.at(-1)!;
  const fees = fills.columns.fee.reduce((sum, fee) => sum + fee, 0);
  assert.ok(Math.abs(last.fees - fees) < 1e-9 && fees > 0);
  assert.equal(last.averagePrice, 10_000.1);
  const sold = work([], {}, "sell").wire.states.at(-1)!;
  assert.deepEqual([sold.quantity, sold.filled], [-1, -1]);
});

Deno.test("a parent that cannot trade is paused, works again, and is cancelled at the end", () => {
  const wire = new Wire([]);
  const columns = quiet(14, {
    mid: (k) => k < 30 ? 100_100 : k < 60 ? 100_000 : 100_100,
  });
  runScript(
    [{
      at: S,
      act: (self) =>
        self.send({ quantity: 100, price: 100_010 }, {
          horizon: 10 * S,
          interval: S,
        }),
    }],
    columns,
    { actors: [wire] },
  );
  const phases = wire.states.map(({ phase }) => EXECUTION_PHASES[phase]!);
  const changes = phases.filter((phase, k) => phase !== phases[k - 1]);
  assert.deepEqual(changes, [
    "working",
    "paused",
    "working",
    "paused",
    "cancelled",
  ]);
  assert.ok(Math.abs(wire.states.at(-1)!.filled) < 0.1);
});
