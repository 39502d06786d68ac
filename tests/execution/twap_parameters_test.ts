import assert from "node:assert/strict";
import {
  type TwapParameters,
  twapRequest,
  twapSettings,
} from "../../lib/execution/mod.ts";

const GOOD = { horizon: 60e6, interval: 5e6 } as const;

Deno.test("twapSettings() has a default for all but horizon and interval", () => {
  const settings = twapSettings(GOOD);
  assert.equal(settings.volumeWindow, 5e6);
  assert.deepEqual(
    [settings.missed, settings.schedule, settings.style, settings.urgency],
    ["spread", "uniform", "aggressive", 1],
  );
  assert.deepEqual(twapRequest(GOOD, "X"), { id: "X", parameters: GOOD });
});

Deno.test("twapSettings() refuses what is out of range, naming the rule", () => {
  const bad: readonly (readonly [Record<string, number | string>, RegExp])[] = [
    [
      { horizon: 0 },
      /horizon must be whole microseconds > 0: current value is 0/,
    ],
    [{ horizon: -5e6 }, /horizon must be whole microseconds > 0/],
    [{ horizon: NaN }, /horizon must be whole microseconds > 0/],
    [{ horizon: Infinity }, /horizon must be whole microseconds > 0/],
    [{ horizon: 10.5 }, /horizon must be whole microseconds > 0/],
    [{ interval: 0 }, /interval must be whole microseconds > 0/],
    [{ interval: 61e6 }, /interval must be at most the horizon/],
    [{ volumeWindow: 0 }, /volumeWindow must be whole microseconds > 0/],
    [{ timeJitter: 1 }, /timeJitter must be in \[0, 1\)/],
    [{ sizeJitter: -0.1 }, /sizeJitter must be in \[0, 1\)/],
    [{ seed: 0.5 }, /seed must be a safe integer/],
    [{ participation: 0 }, /participation must be above 0/],
    [{ maxSpread: 0 }, /maxSpread must be at least 1 tick/],
    [{ missed: "wait" }, /missed must be one of "spread", "burst", "drop"/],
    [{ schedule: "vwap" }, /schedule must be one of/],
    [{ style: "brave" }, /style must be one of/],
    [{ schedule: "alphaDecay" }, /impact must be/],
    [{ schedule: "almgrenChriss", impact: 1 }, /volatility must be/],
    [{ schedule: "squareRoot", impact: -1 }, /impact must be/],
    [{ halfLife: 0 }, /halfLife must be above 0/],
    [{ drift: NaN }, /drift must be finite/],
    [{ urgency: 0 }, /urgency must be/],
    [{ acceleration: 0.5 }, /acceleration must be at least 1 and finite/],
    [{ upper: 0.1, lower: 0.5 }, /thresholds must be 0 <= lower < upper/],
    [{ upper: 0.5, lower: 0.5 }, /thresholds must be 0 <= lower < upper/],
    [{ upper: 0.5, lower: 0.1, hysteresis: 0.3 }, /hysteresis must be/],
    [{ upper: 0.5 }, /upper and lower must be given together/],
    [{ hysteresis: 0.5 }, /upper and lower must be given together/],
    [{ takerFee: Infinity }, /takerFee must be finite/],
    [
      { horizonSecs: 3 },
      /every parameter must be known: current value is horizonSecs/,
    ],
  ];
  for (const [change, message] of bad) {
    assert.throws(() => twapSettings({ ...GOOD, ...change }), {
      name: "RangeError",
      message,
    }, JSON.stringify(change));
  }
  assert.throws(
    () => twapRequest({ horizon: 1 } as TwapParameters),
    RangeError,
  );
});
