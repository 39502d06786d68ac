/**
 * Log prices from log returns, the first at 0.
 *
 * @param returns Length `n`.
 * @returns Length `n + 1`.
 */
export function pathOf(returns: Float64Array): Float64Array {
  const path = new Float64Array(returns.length + 1);
  for (let i = 0; i < returns.length; i++) path[i + 1] = path[i]! + returns[i]!;
  return path;
}

/**
 * Sum of squared changes over `lag` steps, one for every place to begin.
 *
 * @param path Log prices.
 * @param lag Steps of a change, at least 1.
 * @returns The sum; 0 where the path is not longer than the lag.
 */
export function squaredChanges(path: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < path.length; i++) {
    const change = path[i]! - path[i - lag]!;
    sum += change * change;
  }
  return sum;
}
