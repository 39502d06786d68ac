import type { BacktestResult } from "../engine/mod.ts";
import {
  asRunReport,
  calendarGroups,
  evaluateRun,
  type EvaluationOptions,
  groupedReturns,
  rollingSharpe,
  runCapacity,
  type RunEvaluation,
  type RunReport,
  TRUSTED_MULTIPLE,
} from "../performance/mod.ts";
import { DAY, parseUtcDate } from "../time/mod.ts";
import { capacityFigure } from "./capacity_figure.ts";
import { componentsFigure } from "./components_figure.ts";
import { escapeHtml } from "./escape_html.ts";
import { formatStatistic } from "./format_statistic.ts";
import { hourlyHeatmapFigure } from "./hourly_heatmap_figure.ts";
import { returnsFigure } from "./returns_figure.ts";
import { rollingSharpeFigure } from "./rolling_sharpe_figure.ts";
import { timeCharts, WIDTH } from "./tearsheet_charts.ts";
import { tearsheetScript } from "./tearsheet_script.ts";
import { TEARSHEET_STYLE } from "./tearsheet_style.ts";
import {
  componentsHtml,
  drawdownsHtml,
  groupDefinitionsHtml,
  groupsHtml,
  minute,
  returnsHtml,
  settingsHtml,
  significanceHtml,
  statisticsHtml,
} from "./tearsheet_tables.ts";

/** A figure that the caller adds, such as one of its signal. */
export type ExtraFigure = {
  /** The SVG, as a function of this folder gives it. */
  readonly svg: string;
  /** What is to be seen; the SVG's own description where absent. */
  readonly caption?: string;
};

/** Choices of {@linkcode tearsheet}. */
export type TearsheetOptions = EvaluationOptions & {
  /** Figures that are added at the end. */
  readonly figures?: readonly ExtraFigure[];
};

/**
 * The tearsheet of a run: one HTML page that needs nothing from anywhere.
 *
 * Every number stands with its definition and a bootstrap interval, every figure is in the page as SVG, and without scripts nothing is missing.
 * With them, a pointer reads the numbers at a time, dragging zooms all time axes at once, and the fills in view are drawn and listed on demand. The same run and
 * seed give the same bytes.
 *
 * @param result What the run left: a report, or the result of a backtest.
 * @param options Random numbers, period, resamples, level, name and prices of a result, figures to add.
 * @returns The page.
 * @throws {RangeError} If the report is none or an option is out of range.
 *
 * @example A page of a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { tearsheet } from "volarb/figure";
 * import type { RunReport } from "volarb/performance";
 * import { Random } from "volarb/random";
 *
 * const none = new Float64Array(0);
 * const time = Float64Array.from({ length: 25 }, (_, hour) => hour * 3600e6);
 * const run: RunReport = {
 *   name: "A day",
 *   hash: "",
 *   span: { from: 0, to: 86_400e6 },
 *   initialEquity: 1000,
 *   currency: "USDT",
 *   parameters: {},
 *   fillTiming: "next",
 *   equity: { time, equity: time.map((_, hour) => 1000 + hour % 5) },
 *   positions: [],
 *   fills: {
 *     time: none,
 *     symbol: [],
 *     quantity: none,
 *     price: none,
 *     fee: none,
 *     maker: none,
 *   },
 *   prices: [],
 * };
 * const page = tearsheet(run, {
 *   random: new Random(1),
 *   step: 3600e6,
 *   draws: 100,
 * });
 * assert.match(page, /<title>A day: tearsheet<\/title>/);
 * ```
 */
export function tearsheet(
  result: RunReport | BacktestResult,
  { figures = [], report, ...options }: TearsheetOptions,
): string {
  const run = asRunReport(result, report);
  const evaluation = evaluateRun(run, options);
  const charts = timeCharts(run, evaluation);
  const { level, definition: common } = evaluation.headline;
  const data = JSON.stringify(charts.data).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${
    escapeHtml(run.name)
  }: tearsheet</title><style>${TEARSHEET_STYLE}</style></head><body>
${headHtml(run, evaluation)}
<h2>Equity</h2>${figureHtml(charts.equity)}
<h2>Returns</h2><p class="quiet">All of ${escapeHtml(common)}.</p>${
    returnsHtml(evaluation.headline)
  }
<h2>Is it more than luck?</h2>${significanceHtml(evaluation)}
<h2>Trades and positions</h2>${statisticsHtml(evaluation.trading, level)}
${
    charts.instruments.map(({ symbol, price, inventory }) =>
      `<h3>${escapeHtml(symbol)}</h3>${figureHtml(price)}${
        figureHtml(inventory)
      }`
    ).join("")
  }
${profitHtml(run)}
<h2>When</h2>${groupDefinitionsHtml(evaluation)}${
    returnFigures(evaluation).map((svg) => figureHtml(svg)).join("")
  }
<div class="two"><div>${
    groupsHtml("hour (UTC)", evaluation.calendar.hourOfDay)
  }</div><div>${groupsHtml("weekday", evaluation.calendar.weekday)}</div></div>
<h2>Drawdowns</h2><p class="quiet">Depth: 1 − equity / highest equity so far, at the trough. Length: from peak to recovery, or to the end. Recovery: from trough to the first time that the peak is reached again.</p>${
    drawdownsHtml(evaluation.drawdowns)
  }
${regimesHtml(evaluation)}
${
    figures.length === 0
      ? ""
      : `<h2>More</h2>${
        figures.map(({ svg, caption }) => figureHtml(svg, caption)).join("")
      }`
  }
<h2>Settings</h2>${settingsHtml(run)}
<script type="application/json" id="data">${data}</script>
<script>${tearsheetScript()}</script>
</body></html>
`;
}

function headHtml(run: RunReport, { headline, equity }: RunEvaluation): string {
  const { from, to } = run.span;
  const last = equity.equity.at(-1) ?? NaN;
  const money = (x: number) =>
    `${formatStatistic(x, "money")} ${escapeHtml(run.currency)}`;
  const blocks = Number.isNaN(headline.blockLength)
    ? "none, too few periods"
    : `${
      headline.draws.toLocaleString("en-US")
    } stationary bootstrap draws, blocks of ${
      formatStatistic(headline.blockLength, "ratio")
    } periods on average`;
  return `<h1>${escapeHtml(run.name)}</h1>
<p>${minute(from)} to ${minute(to)} (${
    formatStatistic((to - from) / DAY, "ratio")
  } ${to - from === DAY ? "day" : "days"}) · ${money(run.initialEquity)} to ${
    money(last)
  }</p>
<p class="quiet">${
    escapeHtml(headline.definition)
  } · intervals: ${blocks} · run <code>${escapeHtml(run.hash)}</code></p>`;
}

/** A figure with its description as caption. */
function figureHtml(svg: string, caption?: string): string {
  const own = /<desc[^>]*>([^]*?)<\/desc>/.exec(svg)?.[1] ?? "";
  const text = caption === undefined ? own : escapeHtml(caption);
  return `<figure>${svg.trim()}<figcaption>${text}</figcaption></figure>`;
}

function returnFigures({ returns }: RunEvaluation): string[] {
  const span = returns.value.length * returns.step;
  // A tenth of the span, in whole days where it has ten.
  const window = span >= 10 * DAY
    ? Math.round(span / 10 / DAY) * DAY
    : span / 10;
  const rows = Math.max(2, Math.round(window / returns.step));
  const hours = returns.step <= 3_600e6
    ? groupedReturns(returns, calendarGroups(returns, "hour"))
    : [];
  return [
    returnsFigure(returns.value, { width: WIDTH }),
    rollingSharpeFigure(rollingSharpe(returns, rows), {
      window: formatStatistic(rows * returns.step, "microseconds"),
      width: WIDTH,
    }),
    hourlyHeatmapFigure({
      time: Float64Array.from(
        hours,
        ({ group }) =>
          parseUtcDate(group.slice(0, 10)) + Number(group.slice(11)) * 3_600e6,
      ),
      value: Float64Array.from(hours, (hour) => hour.totalReturn),
    }, { width: WIDTH }),
  ];
}

/** Components of profit, and the capacity that slippage leaves. */
function profitHtml(run: RunReport): string {
  if (run.components === undefined) return "";
  const figure = componentsFigure(run.components, {
    width: WIDTH,
    currency: run.currency,
  });
  return `<h2>Where profit came from</h2>${figureHtml(figure)}${
    componentsHtml(run)
  }${capacityHtml(run)}`;
}

function capacityHtml(run: RunReport): string {
  const scaled = runCapacity(run);
  if (scaled === undefined || scaled.best === 0) return "";
  const { gross, impactCost: cost } = scaled;
  const head = "<h3>Capacity</h3>";
  if (Number.isNaN(scaled.best)) {
    return `${head}<p class="quiet">Slippage took ${
      formatStatistic(cost / gross, "share")
    } of what was earned before it: too little to tell how profit falls with size. Runs at larger sizes do.</p>`;
  }
  const end = Math.min(1.05 * (gross / cost) ** 2, TRUSTED_MULTIPLE);
  const multiple = Float64Array.from(
    { length: 60 },
    (_, i) => end * 200 ** (i / 59 - 1),
  );
  return `${head}${
    figureHtml(capacityFigure({
      multiple,
      profit: multiple.map((m) => m * gross - m ** 1.5 * cost),
    }, {
      width: WIDTH,
      currency: run.currency,
      caption:
        "Profit at multiples of the size run, if slippage grows with the root of the size; the dot is where profit is largest.",
    }))
  }`;
}

function regimesHtml({ regimes }: RunEvaluation): string {
  if (regimes.length === 0) return "";
  const tables = regimes.map(({ name, groups }) =>
    `<div>${groupsHtml(name, groups)}</div>`
  );
  return `<h2>Regimes</h2><p class="quiet">Thirds of the periods by the state of the market at their start; statistics as above.</p><div class="two">${
    tables.join("")
  }</div>`;
}
