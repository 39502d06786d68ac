import type { PlotOptions } from "./plot_options.ts";

const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

/**
 * A horizontal axis of time in UTC: hours by the clock of 24, midnight by its day, New Year by its year.
 *
 * @param label What stands below it; nothing where it has the axis of a panel below.
 * @returns Plot's options of `x`.
 */
export function timeAxis(label?: string): NonNullable<PlotOptions["x"]> {
  return {
    label: label ?? null,
    type: "utc",
    tickFormat: label === undefined ? () => "" : tickText,
  };
}

function tickText(time: Date): string {
  const text = time.toISOString();
  if (text.slice(11, 23) !== "00:00:00.000") {
    return text.slice(11, text.slice(17, 23) === "00.000" ? 16 : 19);
  }
  const [month, day] = [time.getUTCMonth(), time.getUTCDate()];
  return month === 0 && day === 1
    ? text.slice(0, 4)
    : `${MONTHS[month]} ${day}`;
}
