import { asOf } from "../features/as_of.ts";
import {
  drawdown,
  type EquityCurve,
  fillsBySymbol,
  type RunEvaluation,
  type RunReport,
} from "../performance/mod.ts";
import { equityFigure } from "./equity_figure.ts";
import { inventoryFigure } from "./inventory_figure.ts";
import { PALETTE } from "./palette.ts";
import { priceFigure } from "./price_figure.ts";
import type {
  PackedColumn,
  PageChart,
  PageData,
  PageFills,
  PageSeries,
} from "./tearsheet_data.ts";
import { thin } from "./thin.ts";

/** Pixels of a figure on the page. */
export const WIDTH = 960;
/** Where the horizontal axis of the figures with time begins and ends. */
const LEFT = 72;
const RIGHT = WIDTH - 20;
/** Rows of the data that the script is given, for each column that is drawn. */
const ROWS = 8_000;
/** Fills that the script is given at most; of more, every k-th is. */
const MOST_FILLS = 40_000;

/** Figures with time on their axis and what their script needs. */
export type TimeCharts = {
  /** SVGs by what they show. */
  readonly equity: string;
  /** Price and inventory of each instrument. */
  readonly instruments: readonly {
    readonly symbol: string;
    readonly price: string;
    readonly inventory: string;
  }[];
  /** What the script is given. */
  readonly data: PageData;
};

/**
 * Figures of a run with time on their axis, and the data that a reader's pointer reads from.
 *
 * The data hold the rows of the evaluation's grid that any of the drawn lines keeps, so that each line has its extremes and a row
 * has the numbers of all lines.
 *
 * @param run The run.
 * @param evaluation What was computed of it.
 * @returns Figures and data.
 */
export function timeCharts(
  run: RunReport,
  { equity }: RunEvaluation,
): TimeCharts {
  const { currency } = run;
  const account = accountChart(equity, currency);
  const fills = fillsBySymbol(run.fills);
  const instruments = run.prices.map((prices) =>
    instrumentCharts(run, prices, {
      time: equity.time,
      own: fills.find((of) => of.symbol === prices.symbol),
    })
  );
  const lines = [...account.lines, ...instruments.flatMap((of) => of.lines)];
  const rows = keptRows(lines.map(({ values }) => values));
  const pageFills = instruments.flatMap(({ fills }) => fills ?? []);
  return {
    equity: equityFigure(equity, { width: WIDTH, currency }),
    instruments,
    data: {
      time: packed(
        pick(equity.time, rows).map((t) => Math.floor(t / 1000)),
        1,
      ),
      series: lines.map((line) => pagedSeries(line, rows)),
      charts: [
        account.chart,
        ...instruments.flatMap(({ charts: [price, inventory], fills }) => [
          fills === undefined
            ? price
            : { ...price, fills: pageFills.indexOf(fills) },
          inventory,
        ]),
      ],
      fills: pageFills,
    },
  };
}

/** A line of a chart before its rows are thinned. */
type Line = Pick<PageSeries, "name" | "unit" | "colour" | "kind"> & {
  readonly values: Float64Array;
  /** What the numbers are whole multiples of. */
  readonly step: number;
};

/** Equity and drawdown. */
function accountChart(
  { equity }: EquityCurve,
  currency: string,
): { lines: Line[]; chart: PageChart } {
  return {
    lines: [{
      name: "equity",
      values: equity,
      unit: currency,
      step: 0.01,
      colour: PALETTE[0]!,
      kind: "line",
    }, {
      name: "drawdown",
      values: drawdown(equity).map((d) => -100 * d),
      unit: "%",
      step: 0.001,
      colour: PALETTE[1]!,
      kind: "area",
    }],
    chart: {
      figure: "fig-equity",
      left: LEFT,
      right: RIGHT,
      height: 340,
      panels: [
        { series: "equity", top: 20, bottom: 202 },
        { series: "drawdown", top: 230, bottom: 300 },
      ],
    },
  };
}

/** What an instrument has on the page. */
type InstrumentCharts = TimeCharts["instruments"][number] & {
  readonly lines: readonly Line[];
  readonly charts: readonly [price: PageChart, inventory: PageChart];
  readonly fills: PageFills | undefined;
};

/** Price with fills and stops, and what was held, at the times of the grid. */
function instrumentCharts(
  run: RunReport,
  prices: RunReport["prices"][number],
  { time, own }: {
    time: Float64Array;
    own: ReturnType<typeof fillsBySymbol>[number] | undefined;
  },
): InstrumentCharts {
  const { symbol } = prices;
  const { currency } = run;
  const price = asOf(time, { time: prices.time, values: prices.price });
  const stop = prices.stop &&
    asOf(time, { time: prices.time, values: prices.stop });
  const held = heldAt(time, run.positions.find((of) => of.symbol === symbol));
  const id = idOf(symbol);
  return {
    symbol,
    price: priceFigure({
      time,
      price,
      ...(stop === undefined ? {} : { stop }),
      ...(own === undefined ? {} : { fills: own }),
    }, { id: `fig-price-${id}`, width: WIDTH, currency }),
    inventory: inventoryFigure({ time, quantity: held }, {
      id: `fig-inventory-${id}`,
      width: WIDTH,
      unit: "base units",
    }),
    lines: [{
      name: `price ${symbol}`,
      values: price,
      unit: currency,
      step: unitOf(prices.price),
      colour: "#666666",
      kind: "line",
    }, {
      name: `position ${symbol}`,
      values: held,
      unit: "units",
      step: unitOf(held),
      colour: PALETTE[2]!,
      kind: "step",
    }],
    charts: [{
      figure: `fig-price-${id}`,
      left: LEFT,
      right: RIGHT,
      height: 300,
      panels: [{ series: `price ${symbol}`, top: 38, bottom: 260 }],
    }, {
      figure: `fig-inventory-${id}`,
      left: LEFT,
      right: RIGHT,
      height: 200,
      panels: [{ series: `position ${symbol}`, top: 20, bottom: 160 }],
    }],
    fills: own && pagedFills(own),
  };
}

/** What was held at each time; nothing before the first change. */
function heldAt(
  time: Float64Array,
  position: RunReport["positions"][number] | undefined,
): Float64Array {
  if (position === undefined) return time.map(() => 0);
  return asOf(time, { time: position.time, values: position.quantity })
    .map((q) => q || 0);
}

/** A symbol as an id may have it. */
function idOf(symbol: string): string {
  return symbol.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "") || "instrument";
}

/** The rows of a line that the page gets. */
function pagedSeries(
  { values, step, ...told }: Line,
  rows: Uint32Array,
): PageSeries {
  return {
    ...told,
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
    column: packed(pick(values, rows), step),
  };
}

function pagedFills(
  { symbol, time, price, quantity }: {
    symbol: string;
    time: Float64Array;
    price: Float64Array;
    quantity: Float64Array;
  },
): PageFills {
  const every = Math.max(1, Math.ceil(time.length / MOST_FILLS));
  const some = (column: Float64Array) =>
    column.filter((_, i) => i % every === 0);
  return {
    symbol,
    time: packed(some(time).map((t) => Math.floor(t / 1000)), 1),
    price: packed(some(price), unitOf(price)),
    quantity: packed(some(quantity), unitOf(quantity)),
  };
}

/** Rows that at least one of the lines keeps when it is thinned, ascending. */
function keptRows(lines: readonly Float64Array[]): Uint32Array {
  const points = Math.max(500, Math.floor(4 * ROWS / lines.length));
  const kept = new Set<number>();
  for (const line of lines) {
    const row = line.map((_, i) => i);
    for (const i of thin({ row, line }, { y: "line", points }).row) kept.add(i);
  }
  return Uint32Array.from(kept).sort();
}

function pick(column: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!);
}

/** The largest power of ten that a sample of the numbers are multiples of, from 1 to 1e-8. */
function unitOf(column: Float64Array): number {
  const stride = Math.max(1, Math.floor(column.length / 2000));
  for (let digits = 0; digits < 8; digits++) {
    const scale = 10 ** digits;
    let whole = true;
    for (let i = 0; i < column.length && whole; i += stride) {
      const x = column[i]! * scale;
      whole = Number.isNaN(x) || Math.abs(x - Math.round(x)) < 1e-6;
    }
    if (whole) return 1 / scale;
  }
  return 1e-8;
}

/** A column as whole multiples of a unit, each as its distance from the one before. */
export function packed(column: Float64Array, unit: number): PackedColumn {
  let before = 0;
  const steps = Array.from(column, (x) => {
    if (!Number.isFinite(x)) return null;
    const now = Math.round(x / unit);
    const step = now - before;
    before = now;
    return step;
  });
  return { unit, steps };
}
