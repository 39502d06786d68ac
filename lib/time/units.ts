/** Microseconds in a millisecond. */
export const MILLISECOND = 1_000;
/** Microseconds in a second. */
export const SECOND = 1_000_000;
/** Microseconds in a minute. */
export const MINUTE = 60_000_000;
/** Microseconds in an hour. */
export const HOUR = 3_600_000_000;
/** Microseconds in a day of UTC; the venue knows no leap seconds. */
export const DAY = 86_400_000_000;
/** Days of a year of a market that never closes; used to annualize. */
export const DAYS_PER_YEAR = 365;
