/**
 * Checks that every flag of a column is 0 or 1.
 *
 * @param action What could not be done.
 * @param isBuyerMaker The flags.
 * @throws {RangeError} If one is neither.
 */
export function assertFlags(action: string, isBuyerMaker: Uint8Array): void {
  const n = isBuyerMaker.length;
  let flags = 0;
  let i = 0;
  // Four flags to a word where the column starts on one.
  if (isBuyerMaker.byteOffset % 4 === 0) {
    const { buffer, byteOffset } = isBuyerMaker;
    const words = new Uint32Array(buffer, byteOffset, n >> 2);
    for (let j = 0; j < words.length; j++) flags |= words[j]!;
    i = 4 * words.length;
  }
  for (; i < n; i++) flags |= isBuyerMaker[i]!;
  if ((flags & ~0x01010101) === 0) return;
  const row = isBuyerMaker.findIndex((flag) => flag > 1);
  throw new RangeError(
    `Cannot ${action} as isBuyerMaker must be 0 or 1: current value is ${
      isBuyerMaker[row]
    } in row ${row}`,
  );
}

/**
 * What of a bar's volume was sold, as a fraction.
 *
 * @param action What could not be done.
 * @param volume Traded quantity.
 * @param buyVolume What of it was bought; `NaN` where missing.
 * @returns In [0, 1]; 0 for a bar without volume, `NaN` where missing.
 * @throws {RangeError} If the bought volume is not within the volume.
 */
export function soldShare(
  action: string,
  volume: number,
  buyVolume: number,
): number {
  if (buyVolume < 0 || buyVolume > volume) {
    throw new RangeError(
      `Cannot ${action} as bought volume must be within [0, ${volume}]: current value is ${buyVolume}`,
    );
  }
  return volume > 0 ? (volume - buyVolume) / volume : 0;
}
