import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Random } from "volarb/random";
import {
  evaluateRun,
  positionValues,
  runCapacity,
  type RunReport,
  totalReturn,
} from "volarb/performance";
import { evaluationText } from "./print_evaluation.ts";
import { NO_FILLS, syntheticRun } from "./synthetic_run.ts";

const run = syntheticRun({ days: 3, seconds: 30 });
const options = () => ({ random: new Random(1), step: 60e6, draws: 100 });
const evaluation = evaluateRun(run, options());
const statistic = (name: string) =>
  [...evaluation.headline.statistics, ...evaluation.trading].find((s) =>
    s.name === name
  )!;

Deno.test("evaluateRun() gives the same bytes for the same run and seed", () => {
  assert.deepEqual(evaluateRun(run, options()), evaluation);
});

/** The run with everything that is money, and every quantity, times a power of two, and all times moved. */
function moved(factor: number, shift: number): RunReport {
  const times = (column: Float64Array) => column.map((x) => factor * x);
  const later = (column: Float64Array) => column.map((t) => t + shift);
  const { equity, fills, components } = run;
  return {
    ...run,
    span: { from: run.span.from + shift, to: run.span.to + shift },
    initialEquity: factor * run.initialEquity,
    equity: { time: later(equity.time), equity: times(equity.equity) },
    positions: run.positions.map((of) => ({
      ...of,
      time: later(of.time),
      quantity: times(of.quantity),
    })),
    fills: {
      ...fills,
      time: later(fills.time),
      quantity: times(fills.quantity),
      fee: times(fills.fee),
    },
    components: {
      time: later(components!.time),
      columns: Object.fromEntries(
        Object.entries(components!.columns).map(([name, column]) => [
          name,
          times(column),
        ]),
      ),
    },
    prices: run.prices.map((of) => ({ ...of, time: later(of.time) })),
    regimes: run.regimes!.map((of) => ({ ...of, time: later(of.time) })),
  };
}

Deno.test("a size of 64 times, some hours later, changes nothing but money and the calendar", () => {
  const hour = 3600e6;
  const other = evaluateRun(moved(64, 5 * hour), options());
  const money = new Set(["fees", "meanProfit"]);
  const both = [
    [evaluation.headline.statistics, other.headline.statistics],
    [evaluation.trading, other.trading],
  ] as const;
  for (const [here, there] of both) {
    here.forEach((of, i) => {
      const factor = money.has(of.name) ? 64 : 1;
      assert.equal(of.unit === "money", money.has(of.name), of.name);
      assert.deepEqual(there[i], {
        ...of,
        value: factor * of.value,
        low: factor * of.low,
        high: factor * of.high,
      });
    });
  }
  assert.deepEqual(other.returns.value, evaluation.returns.value);
  assert.deepEqual(other.significance, evaluation.significance);
  assert.deepEqual(other.regimes, evaluation.regimes);
  assert.deepEqual(
    other.drawdowns.map(({ depth, length }) => [depth, length]),
    evaluation.drawdowns.map(({ depth, length }) => [depth, length]),
  );
  // Hour 5 of the one is hour 0 of the other, day by day, but for the two ends.
  assert.deepEqual(other.calendar.day.length, 4);
  assert.deepEqual(
    { ...other.calendar.hourOfDay[5], group: "00" },
    evaluation.calendar.hourOfDay[0],
  );
  // A whole week later every group is the same but for the dates.
  const week = evaluateRun(moved(1, 7 * 24 * hour), options());
  assert.deepEqual(week.calendar.hourOfDay, evaluation.calendar.hourOfDay);
  assert.deepEqual(week.calendar.weekday, evaluation.calendar.weekday);
});

Deno.test("another process in another time zone and language evaluates the same bytes", async () => {
  const script = fileURLToPath(
    new URL("print_evaluation.ts", import.meta.url),
  );
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P", script],
    env: {
      TZ: "Asia/Kathmandu",
      LANG: "tr_TR.UTF-8",
      LC_ALL: "tr_TR.UTF-8",
      NO_COLOR: "1",
    },
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  assert.equal(new TextDecoder().decode(stdout).trim(), evaluationText());
});

Deno.test("the total return is that of the equity, and days and regimes multiply to it", () => {
  const expected = run.equity.equity.at(-1)! / run.initialEquity - 1;
  assert.ok(Math.abs(statistic("totalReturn").value - expected) < 1e-12);
  assert.equal(
    totalReturn(evaluation.returns.value),
    statistic("totalReturn").value,
  );
  const { calendar, regimes } = evaluation;
  assert.equal(calendar.day.length, 3);
  assert.equal(calendar.hourOfDay.length, 24);
  assert.deepEqual(calendar.weekday.map((g) => g.group), [
    "Friday",
    "Saturday",
    "Sunday",
  ]);
  for (
    const groups of [
      calendar.day,
      calendar.hourOfDay,
      ...regimes.map((r) => r.groups),
    ]
  ) {
    const whole = groups.reduce((growth, g) =>
      growth * (1 + g.totalReturn), 1) - 1;
    assert.ok(Math.abs(whole - expected) < 1e-10);
  }
  assert.deepEqual(regimes.map((r) => r.name), [
    "volatility",
    "toxicity",
    "funding",
  ]);
});

Deno.test("the components of the synthetic run add up to its change of equity", () => {
  const columns = Object.values(run.components!.columns);
  run.equity.equity.forEach((e, i) => {
    const sum = columns.reduce((total, column) => total + column[i]!, 0);
    assert.ok(Math.abs(e - run.initialEquity - sum) < 1e-9);
  });
});

Deno.test("trading statistics are those of fills and positions", () => {
  assert.equal(statistic("fills").value, run.fills.time.length);
  const { net, gross, equity } = positionValues(run, 60e6);
  assert.ok(net.every((v, i) => Math.abs(v) === gross[i]));
  let total = 0;
  for (let i = 0; i < equity.length; i++) total += gross[i]! / equity[i]!;
  assert.ok(
    Math.abs(statistic("grossExposure").value - total / equity.length) < 1e-12,
  );
  const traded = run.fills.quantity.reduce(
    (sum, q, i) => sum + Math.abs(q) * run.fills.price[i]!,
    0,
  );
  const meanEquity = equity.reduce((a, b) => a + b) / equity.length;
  assert.ok(
    Math.abs(statistic("turnover").value - traded / meanEquity / 3) < 1e-9,
  );
  assert.ok(
    Math.abs(statistic("fees").value - run.fills.fee.reduce((a, b) => a + b)) <
      1e-9,
  );
  for (
    const name of [
      "hitRateOfTrades",
      "profitFactor",
      "grossExposure",
      "turnover",
      "timeInMarket",
    ]
  ) {
    const { low, value, high } = statistic(name);
    assert.ok(
      low <= value && value <= high,
      `${name}: ${low} ${value} ${high}`,
    );
  }
  const { best, breakEven } = runCapacity(run)!;
  assert.deepEqual(
    [statistic("capacity").value, statistic("breakEven").value],
    [best, breakEven],
  );
});

Deno.test("every number carries a definition", () => {
  for (
    const { name, definition } of [
      ...evaluation.headline.statistics,
      ...evaluation.trading,
    ]
  ) {
    assert.ok(definition.length > 10, name);
  }
});

Deno.test("the search is deflated, and a run without one is not", () => {
  const { deflated, minimumBacktestLength } = evaluation.significance;
  assert.equal(deflated!.trials, 24);
  assert.ok(
    deflated!.probability <= evaluation.significance.probabilisticSharpe,
  );
  assert.ok(minimumBacktestLength === undefined || minimumBacktestLength > 0);
  const { search: _, ...alone } = run;
  assert.equal(evaluateRun(alone, options()).significance.deflated, undefined);
});

function quiet(change: Partial<RunReport> = {}): RunReport {
  const none = new Float64Array(0);
  return {
    ...run,
    equity: { time: none, equity: none },
    positions: [],
    fills: NO_FILLS,
    components: { time: none, columns: {} },
    prices: [],
    regimes: [],
    ...change,
  };
}

Deno.test("a run that never traded has constant equity and no ratios", () => {
  const idle = evaluateRun(quiet(), { ...options(), step: 3600e6 });
  assert.equal(idle.returns.value.length, 72);
  assert.ok(idle.returns.value.every((r) => r === 0));
  assert.ok(Number.isNaN(idle.significance.sharpe.value));
  assert.equal(idle.drawdowns.length, 0);
  const trading = Object.fromEntries(
    idle.trading.map((s) => [s.name, s.value]),
  );
  assert.equal(trading.trades, 0);
  assert.equal(trading.turnover, 0);
  assert.equal(trading.grossExposure, 0);
  assert.ok(
    Number.isNaN(trading.hitRateOfTrades) && Number.isNaN(trading.holdingTime),
  );
});

Deno.test("a position without a price is worth nothing that is known", () => {
  const { gross } = positionValues(
    quiet({
      positions: [{
        symbol: "X",
        time: Float64Array.of(run.span.from + 1),
        quantity: Float64Array.of(2),
      }],
    }),
    86_400e6,
  );
  assert.deepEqual(gross, Float64Array.of(0, NaN, NaN, NaN));
});

Deno.test("reports that are none are refused with the table", () => {
  const refused = (change: Partial<RunReport>, message: RegExp) =>
    assert.throws(() => evaluateRun(quiet(change), options()), {
      name: "RangeError",
      message,
    });
  const two = Float64Array.of(2, 1);
  refused(
    { span: { from: 1, to: 1 } },
    /span must end after it begins: current value is 1 to 1/,
  );
  refused({ initialEquity: 0 }, /initialEquity/);
  refused(
    { equity: { time: two, equity: two } },
    /run: equity as times .* row 1 is 1 after 2/,
  );
  refused(
    { positions: [{ symbol: "X", time: two, quantity: two }] },
    /positions of X/,
  );
  refused({ prices: [{ symbol: "Y", time: two, price: two }] }, /prices of Y/);
  refused({ regimes: [{ name: "z", time: two, values: two }] }, /regime z/);
  refused(
    { components: { time: two, columns: { fee: Float64Array.of(1) } } },
    /components .* fee has 1/,
  );
  refused(
    { fills: { ...quiet().fills, symbol: ["X"] } },
    /one symbol each, 0: current value is 1/,
  );
});
