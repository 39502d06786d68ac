import { DAY, formatUtc } from "../time/mod.ts";

/** Microseconds of a minute. */
const MINUTE = 60_000_000;

/**
 * Times of one column in UTC, all to the unit that the finest of them needs: the
 * day, the minute, the second or its fraction.
 *
 * @param times Microseconds since the epoch; `NaN` stays `NaN`.
 * @returns Texts as `2025-05-05`, `2025-05-05 00:01`, `2025-05-05 00:01:30` or
 * `2025-05-05 00:01:30.250000`.
 */
export function formatTimes(times: readonly number[]): string[] {
  const known = times.filter((time) => !Number.isNaN(time));
  const length = known.every((time) => time % DAY === 0)
    ? 10
    : known.every((time) => time % MINUTE === 0)
    ? 16
    : known.every((time) => time % 1_000_000 === 0)
    ? 19
    : 26;
  return times.map((time) => {
    if (Number.isNaN(time)) return "NaN";
    const text = formatUtc(time).replace("T", " ").replace("Z", "");
    return text.length < length
      ? `${text}${text.length === 19 ? "." : ""}`.padEnd(length, "0")
      : text.slice(0, length);
  });
}
