import type {
  DrawdownEpisode,
  GroupStatistics,
  Headline,
  RunEvaluation,
  RunReport,
  Statistic,
} from "../performance/mod.ts";
import { formatUtc } from "../time/mod.ts";
import { escapeHtml } from "./escape_html.ts";
import { formatStatistic } from "./format_statistic.ts";

/** Rows of text as a table; what is in `what` columns is told small. */
export function tableHtml(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  what: number = -1,
): string {
  const cell = (tag: "th" | "td") => (text: string, i: number) =>
    `<${tag}${i === what ? ' class="what"' : ""}>${escapeHtml(text)}</${tag}>`;
  return `<div class="wide"><table${
    what < 0 ? "" : ' class="told"'
  }><thead><tr>${head.map(cell("th")).join("")}</tr></thead><tbody>${
    rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`).join("")
  }</tbody></table></div>`;
}

/** Statistics with their intervals and definitions, without what all of these have in common. */
export function statisticsHtml(
  statistics: readonly Statistic[],
  level: number,
  common = "",
): string {
  return tableHtml(
    ["", "value", `${100 * level} % interval`, "definition"],
    statistics.map(({ label, value, low, high, unit, definition }) => [
      label,
      formatStatistic(value, unit),
      Number.isNaN(low) || Number.isNaN(high)
        ? "–"
        : `${formatStatistic(low, unit)} to ${formatStatistic(high, unit)}`,
      definition.replace(common, ""),
    ]),
    3,
  );
}

/**
 * Statistics of returns: of a run shorter than a year what it did comes first, and what is told per year after it, as an extrapolation.
 *
 * What grows with the root of time is scaled. A return, and a ratio to it, compounds the luck of a few days over a year: it is printed with
 * how many times it does, and that it is not to be presented.
 *
 * @see CFA Institute (2020), Global Investment Performance Standards for firms, section 4: returns of less than a year are not annualized.
 */
export function returnsHtml(headline: Headline): string {
  const { statistics, definition, level, days, daysPerYear } = headline;
  const common = `; ${definition}`;
  if (!isShort(headline)) return statisticsHtml(statistics, level, common);
  const times = formatStatistic(daysPerYear / days, "ratio");
  const told = statistics.filter(({ annualized }) => annualized === undefined);
  const perYear = statistics.filter(({ annualized }) =>
    annualized !== undefined
  )
    .map((of): Statistic =>
      of.annualized === "scaled" ? of : {
        ...of,
        definition:
          `compounds these days ${times} times, no forecast: ${of.definition}`,
      }
    );
  return `${statisticsHtml(told, level, common)}<h3>Per year, ${
    extrapolatedFrom(headline)
  }</h3><p class="quiet">The run is shorter than a year of ${
    formatStatistic(daysPerYear, "ratio")
  } days; each number is what a year would give whose other days are like these. GIPS does not present the annualized return of less than a year, nor should a report of this one.</p>${
    statisticsHtml(perYear, level, common)
  }`;
}

/** Whether a run is shorter than a year, but for a day at its ends. */
function isShort({ days, daysPerYear }: Headline): boolean {
  return days < daysPerYear - 1;
}

/** How long a run was whose numbers are told per year. */
function extrapolatedFrom({ days }: Headline): string {
  const count = Number(days.toPrecision(3));
  return `extrapolated from ${count} ${count === 1 ? "day" : "days"}`;
}

/** The same to be added to a definition; nothing after a year. */
function ifExtrapolated(headline: Headline): string {
  return isShort(headline) ? `, ${extrapolatedFrom(headline)}` : "";
}

/** Whether it is more than luck. */
export function significanceHtml(
  { significance, headline }: RunEvaluation,
): string {
  const { sharpe, meanTest, deflated } = significance;
  const ratio = (x: number) => formatStatistic(x, "ratio");
  const rows = [
    [
      "Annualized Sharpe ratio and standard error",
      `${ratio(sharpe.value)} ± ${ratio(sharpe.standardError)}`,
      `${sharpe.definition}; error by the delta method with a HAC long-run variance${
        ifExtrapolated(headline)
      }`,
    ],
    [
      "The same without correction",
      ratio(sharpe.uncorrected),
      "√Y · mean / deviation",
    ],
    [
      "Probabilistic Sharpe ratio",
      formatStatistic(significance.probabilisticSharpe, "share"),
      "probability that the true ratio is above 0; independent periods, raw kurtosis",
    ],
    [
      "Minimum track record",
      days(significance.minimumTrackRecord),
      "until that probability would be 95 %, if the ratio stays",
    ],
    [
      "Mean return over its error",
      `${ratio(meanTest.statistic)}, p = ${ratio(meanTest.pValue)}`,
      `Newey-West with ${meanTest.lags} lags, two-sided`,
    ],
  ];
  if (deflated !== undefined) {
    rows.push(
      [
        "Deflated Sharpe ratio",
        formatStatistic(deflated.probability, "share"),
        `probability that the true ratio is above what the best of ${
          ratio(deflated.trials)
        } trials without skill is expected to show, ${
          ratio(deflated.threshold)
        } per √period`,
      ],
      [
        "Šidák's p-value",
        ratio(deflated.pValue),
        "probability that the best of as many independent trials without skill looks as good",
      ],
    );
  }
  if (significance.minimumBacktestLength !== undefined) {
    rows.push([
      "Minimum backtest length",
      days(365 * significance.minimumBacktestLength),
      "until the best of the trials is not expected to show this ratio by luck",
    ]);
  }
  return tableHtml(["", "value", "definition"], rows, 2);
}

function days(count: number): string {
  return Number.isFinite(count)
    ? `${formatStatistic(count, "ratio")} days`
    : formatStatistic(count, "ratio");
}

/** What the statistics of groups are. */
export function groupDefinitionsHtml(
  { headline, returns }: RunEvaluation,
): string {
  const year = `Y = ${returns.periodsPerYear}${ifExtrapolated(headline)}`;
  return `<p class="quiet">${
    escapeHtml(
      `Of the periods of a group: return Π(1 + r) − 1; volatility √Y · deviation (n − 1); Sharpe √Y · mean / deviation, without correction; hit rate gains / (gains + losses), idle periods left out; ${year}; ${headline.definition}.`,
    )
  }</p>`;
}

/** Groups of returns. */
export function groupsHtml(
  name: string,
  groups: readonly GroupStatistics[],
): string {
  return tableHtml(
    [name, "periods", "return", "volatility", "Sharpe", "hit rate"],
    groups.map((of) => [
      of.group,
      formatStatistic(of.periods, "count"),
      formatStatistic(of.totalReturn, "share"),
      formatStatistic(of.volatility, "share"),
      formatStatistic(of.sharpe, "ratio"),
      formatStatistic(of.hitRate, "share"),
    ]),
  );
}

/** The deepest drawdowns. */
export function drawdownsHtml(
  drawdowns: readonly DrawdownEpisode[],
): string {
  return tableHtml(
    ["depth", "peak", "trough", "recovered", "length", "recovery"],
    drawdowns.slice(0, 5).map((of) => [
      formatStatistic(of.depth, "share"),
      minute(of.peakTime),
      minute(of.troughTime),
      Number.isNaN(of.recoveryTime) ? "not yet" : minute(of.recoveryTime),
      formatStatistic(of.length, "microseconds"),
      formatStatistic(of.recovery, "microseconds"),
    ]),
  );
}

/** A time to the minute. */
export function minute(time: number): string {
  return `${formatUtc(time).slice(0, 16).replace("T", " ")} UTC`;
}

/** Where the profit of the whole run came from. */
export function componentsHtml(run: RunReport): string {
  const columns = Object.entries(run.components?.columns ?? {});
  const last = columns.map(([name, column]) =>
    [name, column.at(-1) ?? 0] as const
  );
  const sum = last.reduce((total, [, value]) => total + value, 0);
  const change = (run.equity.equity.at(-1) ?? run.initialEquity) -
    run.initialEquity;
  const money = (x: number) => formatStatistic(x, "money");
  return tableHtml(["component", run.currency], [
    ...last.map(([name, value]) => [name, money(value)]),
    ["sum", money(sum)],
    ["change of equity", money(change)],
    ["difference", money(Math.abs(change - sum) < 5e-9 ? 0 : change - sum)],
  ]);
}

/** What the run was given, and what the simulation assumes. */
export function settingsHtml(run: RunReport): string {
  const parameters = tableHtml(
    ["parameter", "value"],
    Object.entries(run.parameters).map((
      [name, value],
    ) => [name, String(value)]),
  );
  const choices = tableHtml(
    ["assumption", "value", "why"],
    [
      [
        "fill timing",
        run.fillTiming,
        "which quotes and trades an order may meet",
      ],
      ...(run.choices ?? []).map(({ name, value, why }) => [name, value, why]),
    ],
    2,
  );
  return `<div class="words">${parameters}${choices}</div>`;
}
