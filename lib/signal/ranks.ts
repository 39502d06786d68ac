/**
 * Ranks of entries from 1, equal ones sharing the mean of theirs.
 *
 * @param column Length `n`, no entry missing.
 * @returns Length `n`.
 */
export function ranks(
  column: Float64Array,
): Float64Array<ArrayBuffer> {
  const n = column.length;
  const order = Uint32Array.from(column, (_, i) => i)
    .sort((i, j) => column[i]! - column[j]!);
  const rank = new Float64Array(n);
  for (let from = 0; from < n;) {
    let to = from + 1;
    while (to < n && column[order[to]!] === column[order[from]!]) to++;
    for (let i = from; i < to; i++) rank[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return rank;
}
