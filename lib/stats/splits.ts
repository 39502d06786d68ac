import { assertInteger } from "./arguments.ts";
import type { RowRange } from "./walk_forward.ts";

/** One way to part rows in those that are learnt on and those that are tested. */
export type Split = {
  /** Rows that may be learnt on, in ranges in order of time. */
  readonly train: readonly RowRange[];
  /** Rows that are tested, in ranges in order of time. */
  readonly test: readonly RowRange[];
};

/** What keeps training rows away from test rows. */
export type PurgeOptions = {
  /**
   * Rows `h` that a target takes: the target of row `t` is known at row `t + h`; 1 by default. A column where targets end at
   * times of their own, as those of a trade that is closed by a stop do. Rows whose target shares a row with one
   * that is tested are purged.
   */
  readonly horizon?: number | ArrayLike<number>;
  /**
   * Rows left out after each test beyond the purge, for features that look back; 0 by default.
   * López de Prado takes a hundredth of all rows.
   */
  readonly embargo?: number;
};

/** Choices of {@linkcode purgedKFold}. */
export type KFoldOptions = PurgeOptions & {
  /** Number of folds `k`, from 2 to the number of rows. */
  readonly folds: number;
};

/** Choices of {@linkcode combinatorialPurged}. */
export type CombinatorialOptions = PurgeOptions & {
  /** Number of groups `N`, from 2 to the number of rows. */
  readonly groups: number;
  /** Groups `k` that are tested at once, from 1 to `N - 1`. */
  readonly tested: number;
};

/** Splits of {@linkcode combinatorialPurged} and how their tests join to whole paths. */
export type CombinatorialSplits = {
  /** Rows of each group, in order of time. */
  readonly groups: readonly RowRange[];
  /** `C(N, k)` splits, in lexical order of the groups they test. */
  readonly splits: readonly (Split & {
    /** Groups that are tested, ascending. */
    readonly tested: readonly number[];
  })[];
  /**
   * `C(N - 1, k - 1)` paths. Entry `g` of a path is the split whose forecasts of group `g` it takes;
   * together the paths take every forecast once.
   */
  readonly paths: readonly (readonly number[])[];
};

/**
 * Purged and embargoed k-fold: every row is tested once, on what was learnt from rows that share
 * nothing with it.
 *
 * The rows are cut in `k` ranges as equal as can be. Around a test of rows `[a, b)`, whose targets are known at row
 * `e = max(s + h_s)` at the latest, the rows `t` with `t + h_t > a` and `t < e + embargo` are not learnt on: before `a`
 * their targets reach into the test, and after `b` the targets of the test reach into theirs.
 *
 * @param rows Number of rows, at least `folds`.
 * @param options Folds, horizon, embargo.
 * @returns `folds` splits in order of time; a split may have nothing to learn on.
 * @throws {RangeError} If a number of rows is not a whole number in its range.
 * @see López de Prado, M. (2018), Advances in financial machine learning, Wiley, section 7.4.
 *
 * @example Targets of two rows, one row of embargo
 * ```ts
 * import assert from "node:assert/strict";
 * import { purgedKFold } from "volarb/stats";
 *
 * const splits = purgedKFold(9, { folds: 3, horizon: 2, embargo: 1 });
 * assert.deepEqual(splits[1], {
 *   train: [{ from: 0, to: 2 }, { from: 8, to: 9 }],
 *   test: [{ from: 3, to: 6 }],
 * });
 * ```
 *
 * @example The first target takes four rows, the others one
 * ```ts
 * import assert from "node:assert/strict";
 * import { purgedKFold } from "volarb/stats";
 *
 * const [, second] = purgedKFold(6, { folds: 2, horizon: [4, 1, 1, 1, 1, 1] });
 * assert.deepEqual(second!.train, [{ from: 1, to: 3 }]);
 * ```
 */
export function purgedKFold(
  rows: number,
  { folds, ...purge }: KFoldOptions,
): Split[] {
  const action = "split rows into folds";
  const groups = equalRanges(action, rows, "folds", folds);
  return groups.map((group) => ({
    train: trainingRows(action, rows, [group], purge),
    test: [group],
  }));
}

/**
 * Combinatorial purged cross-validation: every `k` of `N` groups are tested, so that each row is
 * tested `C(N - 1, k - 1)` times and there are as many whole paths.
 *
 * The rows are cut in `N` ranges as equal as can be. Tests are purged and embargoed as those of
 * {@linkcode purgedKFold}. Path `j` takes group `g` from the `j`-th of the splits that test it.
 *
 * @param rows Number of rows, at least `groups`.
 * @param options Groups, how many are tested at once, horizon, embargo.
 * @returns Groups, splits and paths.
 * @throws {RangeError} If a number is not a whole number in its range.
 * @see López de Prado, M. (2018), Advances in financial machine learning, Wiley, chapter 12.
 *
 * @example Six groups, two tested: fifteen splits, five paths
 * ```ts
 * import assert from "node:assert/strict";
 * import { combinatorialPurged } from "volarb/stats";
 *
 * const { splits, paths } = combinatorialPurged(60, { groups: 6, tested: 2 });
 * assert.equal(splits.length, 15);
 * assert.equal(paths.length, 5);
 * assert.deepEqual(paths[0], [0, 0, 1, 2, 3, 4]);
 * ```
 */
export function combinatorialPurged(
  rows: number,
  { groups: count, tested, ...purge }: CombinatorialOptions,
): CombinatorialSplits {
  const action = "split rows into combinations of groups";
  const groups = equalRanges(action, rows, "groups", count);
  assertInteger(action, "tested", tested, 1);
  if (tested >= count) {
    throw new RangeError(
      `Cannot ${action} as tested must be below groups, ${count}: current value is ${tested}`,
    );
  }
  const splits = combinations(count, tested).map((chosen) => {
    const test = chosen.map((group) => groups[group]!);
    return {
      tested: chosen,
      train: trainingRows(action, rows, test, purge),
      test,
    };
  });
  const testing = groups.map((_, group) =>
    splits.flatMap((split, i) => split.tested.includes(group) ? [i] : [])
  );
  const paths = testing[0]!.map((_, j) => testing.map((of) => of[j]!));
  return { groups, splits, paths };
}

/**
 * Every choice of `k` of the numbers `0 .. n-1`.
 *
 * @param n How many there are, at least 0.
 * @param k How many are chosen, at least 0.
 * @returns `C(n, k)` choices in lexical order, each ascending; none if `k > n`.
 * @throws {RangeError} If one is not a whole number of at least 0.
 *
 * @example Two of three
 * ```ts
 * import assert from "node:assert/strict";
 * import { combinations } from "volarb/stats";
 *
 * assert.deepEqual(combinations(3, 2), [[0, 1], [0, 2], [1, 2]]);
 * ```
 */
export function combinations(n: number, k: number): number[][] {
  const action = "choose numbers";
  assertInteger(action, "n", n, 0);
  assertInteger(action, "k", k, 0);
  if (k > n) return [];
  const all: number[][] = [];
  const choice = Array.from({ length: k }, (_, i) => i);
  for (;;) {
    all.push([...choice]);
    let i = k - 1;
    while (i >= 0 && choice[i] === n - k + i) i--;
    if (i < 0) return all;
    choice[i]!++;
    for (let j = i + 1; j < k; j++) choice[j] = choice[j - 1]! + 1;
  }
}

/** Rows cut in ranges whose lengths differ by one at most, the longer ones first. */
function equalRanges(
  action: string,
  rows: number,
  name: string,
  count: number,
): RowRange[] {
  assertInteger(action, "rows", rows, 0);
  assertInteger(action, name, count, 2);
  if (count > rows) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be at most the number of rows, ${rows}: current value is ${count}`,
    );
  }
  const short = Math.floor(rows / count);
  const longer = rows % count;
  const start = (i: number) => i * short + Math.min(i, longer);
  return Array.from(
    { length: count },
    (_, i) => ({ from: start(i), to: start(i + 1) }),
  );
}

/** Rows outside of the tests and of what is purged and embargoed around them. */
function trainingRows(
  action: string,
  rows: number,
  test: readonly RowRange[],
  { horizon = 1, embargo = 0 }: PurgeOptions,
): RowRange[] {
  assertInteger(action, "embargo", embargo, 0);
  const horizons = horizonOfRows(action, rows, horizon);
  const kept = new Uint8Array(rows).fill(1);
  for (const { from, to } of test) {
    let end = to;
    for (let s = from; s < to; s++) end = Math.max(end, s + horizons[s]!);
    kept.fill(0, from, end + embargo);
    for (let t = 0; t < from; t++) if (t + horizons[t]! > from) kept[t] = 0;
  }
  const train: RowRange[] = [];
  for (let from = 0; from < rows; from++) {
    if (kept[from] === 0) continue;
    let to = from + 1;
    while (kept[to] === 1) to++;
    train.push({ from, to });
    from = to;
  }
  return train;
}

/** Rows that the target of each row takes. */
function horizonOfRows(
  action: string,
  rows: number,
  horizon: number | ArrayLike<number>,
): Float64Array {
  if (typeof horizon === "number") {
    assertInteger(action, "horizon", horizon, 1);
    return new Float64Array(rows).fill(horizon);
  }
  if (horizon.length !== rows) {
    throw new RangeError(
      `Cannot ${action} as horizon must have an entry for each of ${rows} rows: current value is ${horizon.length}`,
    );
  }
  const column = Float64Array.from(horizon);
  column.forEach((rows, t) => assertInteger(action, `horizon[${t}]`, rows, 1));
  return column;
}
