import assert from "node:assert/strict";
import {
  CONFIG_DEFAULTS,
  EXECUTION_DEFAULTS,
  type VolatilityArbitrageChoices,
  volatilityArbitrageConfig,
} from "volarb/strategy";

const symbol = "BTCUSDT";
/** Anything, as of a file. */
const config = (choices: unknown) =>
  volatilityArbitrageConfig(choices as VolatilityArbitrageChoices);
const whole = config({ symbol });

Deno.test("a configuration without choices is the defaults", () => {
  const { symbol: given, ...others } = whole;
  assert.equal(given, symbol);
  assert.deepEqual(others, CONFIG_DEFAULTS);
});

Deno.test("a configuration goes through JSON and back", () => {
  const choices = {
    symbol,
    flow: null,
    stop: { pause: 0 },
    kelly: { jump: null },
    execution: { type: "limit", rest: 1e6 },
    position: { funding: { window: 3 } },
    risk: { limits: { maxLeverage: 1 } },
  };
  const made = config(choices);
  assert.deepEqual(config(JSON.parse(JSON.stringify(made))), made);
  assert.equal(made.flow, null);
  assert.equal(made.stop!.multiple, CONFIG_DEFAULTS.stop!.multiple);
  assert.deepEqual(made.position.funding, { interval: 480, window: 3 });
  assert.deepEqual(made.risk.limits, { maxLeverage: 1 });
  assert.deepEqual(made.execution, {
    ...EXECUTION_DEFAULTS.limit,
    rest: 1e6,
  });
});

Deno.test("a gate is closed with the factor that it reads, or refused", () => {
  const made = config({ symbol, flow: null, liquidity: null, regime: null });
  const { toxicity, spread, funding } = made.position;
  assert.deepEqual([toxicity, spread, funding], [null, null, null]);
  assert.throws(
    () =>
      config({ symbol, flow: null, position: { toxicity: { start: 0.9 } } }),
    {
      name: "RangeError",
      message:
        'Cannot configure a VolatilityArbitrage as position.toxicity must be null as flow is: current value is {"start":0.9}',
    },
  );
});

Deno.test("a key that is not known is refused, wherever it stands", () => {
  const sections: unknown[] = [
    { symbol, stopp: {} },
    { symbol, stop: { multipel: 2 } },
    { symbol, position: { toxicity: { begin: 0.5 } } },
    { symbol, kelly: { liquidation: { far: 1 } } },
    { symbol, execution: { type: "market", horizon: 5 } },
    { symbol, risk: { limits: { maxLevarage: 3 } } },
  ];
  const unknown = [
    "stopp",
    "multipel",
    "begin",
    "far",
    "horizon",
    "maxLevarage",
  ];
  sections.forEach((choices, k) => {
    assert.throws(() => config(choices), {
      name: "TypeError",
      message: new RegExp(`current value is ${unknown[k]}$`),
    });
  });
});

Deno.test("a value that breaks its rule is refused, and the rule is named", () => {
  const refused: [unknown, RegExp][] = [
    [{ symbol: "" }, /symbol must be a text that is not empty/],
    [{ symbol, id: 3 }, /id must be a text/],
    [
      { symbol, volatility: { estimator: "vol" } },
      /must be one of "yangZhang"/,
    ],
    [
      { symbol, volatility: { window: 1 } },
      /window must be an integer of at least 2/,
    ],
    [{ symbol, volatility: { returns: [1, 1] } }, /different integers/],
    [{ symbol, flow: { period: 7e6 } }, /divide an hour/],
    [
      { symbol, flow: { ranks: 10 } },
      /minimumRanks must be at most flow.ranks, 10/,
    ],
    [{ symbol, signal: { horizon: 0 } }, /signal.horizon must be an integer/],
    [{ symbol, position: { halfLife: NaN } }, /halfLife must be positive/],
    [
      { symbol, position: { maximumTrade: 0 } },
      /maximumTrade must be positive and finite, or null/,
    ],
    [{ symbol, kelly: { share: 1.5 } }, /kelly.share must be in \(0, 1\]/],
    [
      { symbol, kelly: { jump: { size: 0 } } },
      /kelly.jump.size must be positive/,
    ],
    [
      { symbol, stop: { multiple: -1 } },
      /stop.multiple must be positive and finite: current value is -1$/,
    ],
    [
      { symbol, stop: { trigger: "mid" } },
      /stop.trigger must be one of "bidAsk", "last", "mark": current value is "mid"/,
    ],
    [
      { symbol, execution: { type: "fast" } },
      /execution.type must be one of "market", "limit", "twap"/,
    ],
    [
      { symbol, execution: { type: "limit", offset: 0.5 } },
      /offset must be an integer/,
    ],
    [
      { symbol, execution: { interval: 1e9 } },
      /interval must be at most the horizon/,
    ],
    [
      { symbol, execution: { halfLife: 5 } },
      /execution.halfLife must be position.halfLife/,
    ],
    [
      { symbol, execution: { type: "limit", postOnly: 1 } },
      /postOnly must be true or false/,
    ],
    [
      { symbol, risk: { limits: { maxDrawdown: 2 } } },
      /maxDrawdown must be in \(0, 1\)/,
    ],
    [{ symbol, risk: { watch: 0.5 } }, /risk.watch must be whole microseconds/],
  ];
  for (const [choices, message] of refused) {
    assert.throws(() => config(choices), { name: "RangeError", message });
  }
});

Deno.test("what is no object is refused", () => {
  for (
    const choices of [null, 5, [], { symbol, stop: 3 }, { symbol, kelly: null }]
  ) {
    assert.throws(() => config(choices), {
      name: "TypeError",
      message: /must be an object/,
    });
  }
  assert.throws(() => config({}), {
    name: "TypeError",
    message: /symbol must be there/,
  });
});
