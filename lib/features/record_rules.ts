import type { AnyRecords, Family, RecordFamilies } from "./records.ts";

/** Looks at rows `from .. to-1` and gives the first that breaks a rule; -1 where none does. */
type FindBroken<F extends Family> = (
  records: RecordFamilies[F],
  from: number,
  to: number,
) => number;

/** What a number has to be, and how an error says it. */
type Rule = readonly [holds: (x: number) => boolean, words: string];

const POSITIVE: Rule = [(x) => x > 0 && x < Infinity, "positive and finite"];
const NOT_NEGATIVE: Rule = [
  (x) => x >= 0 && x < Infinity,
  "at least 0 and finite",
];
const FLAG: Rule = [(x) => x === 0 || x === 1, "0 or 1"];
/** The same for numbers that may be missing, which NaN is: it is not `<` or `>` anything. */
const POSITIVE_IF_THERE: Rule = [
  (x) => !(x <= 0 || x === Infinity),
  POSITIVE[1],
];
const NOT_NEGATIVE_IF_THERE: Rule = [
  (x) => !(x < 0 || x === Infinity),
  NOT_NEGATIVE[1],
];
const FINITE_IF_THERE: Rule = [
  (x) => x !== Infinity && x !== -Infinity,
  "finite",
];

/** What each column has to be. Times are looked at elsewhere. */
const RULES: { readonly [F in Family]: { readonly [name: string]: Rule } } = {
  bars: {
    open: POSITIVE_IF_THERE,
    high: POSITIVE_IF_THERE,
    low: POSITIVE_IF_THERE,
    close: POSITIVE_IF_THERE,
    volume: NOT_NEGATIVE_IF_THERE,
    quoteVolume: NOT_NEGATIVE_IF_THERE,
    count: NOT_NEGATIVE_IF_THERE,
    takerBuyVolume: NOT_NEGATIVE_IF_THERE,
  },
  trades: { price: POSITIVE, quantity: NOT_NEGATIVE, isBuyerMaker: FLAG },
  quotes: {
    bidPrice: POSITIVE_IF_THERE,
    bidQuantity: NOT_NEGATIVE_IF_THERE,
    askPrice: POSITIVE_IF_THERE,
    askQuantity: NOT_NEGATIVE_IF_THERE,
  },
  funding: { intervalHours: POSITIVE_IF_THERE, rate: FINITE_IF_THERE },
  metrics: {
    openInterest: NOT_NEGATIVE_IF_THERE,
    openInterestValue: NOT_NEGATIVE_IF_THERE,
    topTraderAccountRatio: NOT_NEGATIVE_IF_THERE,
    topTraderPositionRatio: NOT_NEGATIVE_IF_THERE,
    accountRatio: NOT_NEGATIVE_IF_THERE,
    takerVolumeRatio: NOT_NEGATIVE_IF_THERE,
  },
  premium: { close: FINITE_IF_THERE },
};

/** The rules once more, written out: a number that goes to a function is allocated. */
const FIND_BROKEN: { readonly [F in Family]: FindBroken<F> } = {
  bars(bars, from, to) {
    const { open, high, low, close, volume, quoteVolume, count } = bars;
    const { takerBuyVolume } = bars;
    for (let row = from; row < to; row++) {
      const badPrice = open[row]! <= 0 || open[row] === Infinity ||
        high[row]! <= 0 || high[row] === Infinity ||
        low[row]! <= 0 || low[row] === Infinity ||
        close[row]! <= 0 || close[row] === Infinity;
      const badVolume = volume[row]! < 0 || volume[row] === Infinity ||
        quoteVolume[row]! < 0 || quoteVolume[row] === Infinity ||
        takerBuyVolume[row]! < 0 || takerBuyVolume[row] === Infinity ||
        count[row]! < 0 || count[row] === Infinity;
      if (badPrice || badVolume || high[row]! < low[row]!) return row;
    }
    return -1;
  },
  trades({ price, quantity, isBuyerMaker }, from, to) {
    for (let row = from; row < to; row++) {
      const good = price[row]! > 0 && price[row]! < Infinity &&
        quantity[row]! >= 0 && quantity[row]! < Infinity &&
        isBuyerMaker[row]! <= 1;
      if (!good) return row;
    }
    return -1;
  },
  quotes({ bidPrice, bidQuantity, askPrice, askQuantity }, from, to) {
    for (let row = from; row < to; row++) {
      const bid = bidPrice[row]!;
      const ask = askPrice[row]!;
      const bidSize = bidQuantity[row]!;
      const askSize = askQuantity[row]!;
      const whole = bid > 0 && ask > 0 && bidSize >= 0 && askSize >= 0 &&
        bid + ask + bidSize + askSize < Infinity;
      if (whole) continue;
      const bad = bid <= 0 || ask <= 0 || bidSize < 0 || askSize < 0 ||
        bid === Infinity || ask === Infinity || bidSize === Infinity ||
        askSize === Infinity;
      if (bad) return row;
    }
    return -1;
  },
  funding({ intervalHours, rate }, from, to) {
    for (let row = from; row < to; row++) {
      const bad = intervalHours[row]! <= 0 || intervalHours[row] === Infinity ||
        rate[row] === Infinity || rate[row] === -Infinity;
      if (bad) return row;
    }
    return -1;
  },
  metrics(metrics, from, to) {
    const { openInterest, openInterestValue, takerVolumeRatio } = metrics;
    const { accountRatio, topTraderAccountRatio: accounts } = metrics;
    const { topTraderPositionRatio: positions } = metrics;
    for (let row = from; row < to; row++) {
      const badInterest = openInterest[row]! < 0 ||
        openInterest[row] === Infinity || openInterestValue[row]! < 0 ||
        openInterestValue[row] === Infinity;
      const badRatio = takerVolumeRatio[row]! < 0 ||
        takerVolumeRatio[row] === Infinity ||
        accountRatio[row]! < 0 || accountRatio[row] === Infinity ||
        accounts[row]! < 0 || accounts[row] === Infinity ||
        positions[row]! < 0 || positions[row] === Infinity;
      if (badInterest || badRatio) return row;
    }
    return -1;
  },
  premium({ close }, from, to) {
    for (let row = from; row < to; row++) {
      if (close[row] === Infinity || close[row] === -Infinity) return row;
    }
    return -1;
  },
};

/**
 * Checks that records can be what they say: prices above 0, quantities and ratios not below,
 * a bar's high not below its low, sides 0 or 1, nothing infinite.
 *
 * `NaN` is missing and allowed but in a trade, which without price or quantity is none. A
 * catalog holds no record that breaks a rule, as its making leaves them out; records in
 * memory and of a feed may.
 *
 * @param family The family.
 * @param records Its columns.
 * @param from First row.
 * @param to The row after the last.
 * @throws {RangeError} If a number breaks a rule; column, rule and value are named.
 */
export function assertRecordRules<F extends Family>(
  family: F,
  records: RecordFamilies[F],
  from: number,
  to: number,
): void {
  const find: FindBroken<F> = FIND_BROKEN[family];
  const row = find(records, from, to);
  if (row >= 0) throw brokenRule(family, records, row);
}

/** The error of a row that breaks a rule. */
function brokenRule(
  family: Family,
  records: RecordFamilies[Family],
  row: number,
): RangeError {
  const columns = records as unknown as AnyRecords;
  const at = ` in row ${row}`;
  for (const [name, [holds, words]] of Object.entries(RULES[family])) {
    const value = columns[name]![row]!;
    if (holds(value)) continue;
    return new RangeError(
      `Cannot read ${family} as ${name} must be ${words}: current value is ${value}${at}`,
    );
  }
  const { high, low } = columns;
  return new RangeError(
    `Cannot read ${family} as high must be at least low: current value is ${
      high![row]
    } < ${low![row]}${at}`,
  );
}
