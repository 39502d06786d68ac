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

/**
 * What stands at a tick: the hour by the clock of 24, at midnight the day.
 *
 * @param time The time of the tick.
 * @returns Its text in UTC, such as `06:30` or `Jan 6`.
 */
export function hourText(time: Date): string {
  const text = time.toISOString();
  if (text.slice(11, 23) !== "00:00:00.000") {
    return text.slice(11, text.slice(17, 23) === "00.000" ? 16 : 19);
  }
  return `${MONTHS[time.getUTCMonth()]} ${time.getUTCDate()}`;
}

function tickText(time: Date): string {
  const newYear = /-01-01T00:00:00.000Z$/.test(time.toISOString());
  return newYear ? String(time.getUTCFullYear()) : hourText(time);
}
