/**
 * Microseconds in a millisecond.
 *
 * @example The stamp of a venue's row
 * ```ts
 * import assert from "node:assert/strict";
 * import { MILLISECOND, parseUtcDate } from "volarb/time";
 *
 * assert.equal(1_704_067_200_000 * MILLISECOND, parseUtcDate("2024-01-01"));
 * ```
 */
export const MILLISECOND = 1_000;
/**
 * Microseconds in a second.
 *
 * @example A minute and a half after the epoch
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatUtc, SECOND } from "volarb/time";
 *
 * assert.equal(formatUtc(90 * SECOND), "1970-01-01T00:01:30Z");
 * ```
 */
export const SECOND = 1_000_000;
/**
 * Microseconds in a minute.
 *
 * @example The minute that a time lies in
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatUtc, MINUTE, parseUtcDate } from "volarb/time";
 *
 * const time = parseUtcDate("2024-01-01") + 90_000_000;
 * const start = Math.floor(time / MINUTE) * MINUTE;
 * assert.equal(formatUtc(start), "2024-01-01T00:01:00Z");
 * ```
 */
export const MINUTE = 60_000_000;
/**
 * Microseconds in an hour.
 *
 * @example Three settlements of funding a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatUtc, HOUR, parseUtcDate } from "volarb/time";
 *
 * const day = parseUtcDate("2024-01-01");
 * assert.deepEqual([0, 1, 2].map((k) => formatUtc(day + 8 * k * HOUR)), [
 *   "2024-01-01T00:00:00Z",
 *   "2024-01-01T08:00:00Z",
 *   "2024-01-01T16:00:00Z",
 * ]);
 * ```
 */
export const HOUR = 3_600_000_000;
/**
 * Microseconds in a day of UTC; the venue knows no leap seconds.
 *
 * @example Over the end of a leap year's February
 * ```ts
 * import assert from "node:assert/strict";
 * import { DAY, parseUtcDate } from "volarb/time";
 *
 * const days = parseUtcDate("2024-03-01") - parseUtcDate("2024-02-28");
 * assert.equal(days / DAY, 2);
 * ```
 */
export const DAY = 86_400_000_000;
/**
 * Days of a year of a market that never closes; used to annualize.
 *
 * @example One percent a day is 19.1 percent a year
 * ```ts
 * import assert from "node:assert/strict";
 * import { DAYS_PER_YEAR } from "volarb/time";
 *
 * const volatility = 0.01 * Math.sqrt(DAYS_PER_YEAR);
 * assert.ok(Math.abs(volatility - 0.19105) < 1e-5);
 * ```
 */
export const DAYS_PER_YEAR = 365;
