const MASK = 0xffff_ffff_ffff_ffffn;
const GOLDEN = 0x9e37_79b9_7f4a_7c15n;

/**
 * Four 32-bit words from any number of 64-bit keys, by the SplitMix64
 * generator (Steele, Lea and Flood 2014), absorbing one key a round.
 *
 * With one key this is what the authors of xoroshiro128+ recommend for its
 * seeding: the first two outputs of SplitMix64 started at the key. Keys that
 * differ in one bit give states that share nothing.
 */
export function stateFromKeys(
  keys: readonly bigint[],
): [number, number, number, number] {
  let counter = 0n;
  let chain = 0n;
  for (const key of keys) {
    counter = (chain ^ key) & MASK;
    chain = splitMix(counter + GOLDEN & MASK);
  }
  const first = splitMix(counter + GOLDEN & MASK);
  const second = splitMix(counter + 2n * GOLDEN & MASK);
  const low = (word: bigint) => Number(word & 0xffff_ffffn) | 0;
  const high = (word: bigint) => Number(word >> 32n) | 0;
  return [high(first), low(first), high(second), low(second)];
}

/** The output function of SplitMix64. */
export function splitMix(counter: bigint): bigint {
  let word = counter;
  word = (word ^ word >> 30n) * 0xbf58_476d_1ce4_e5b9n & MASK;
  word = (word ^ word >> 27n) * 0x94d0_49bb_1331_11ebn & MASK;
  return word ^ word >> 31n;
}

/** A label as 64-bit keys: its length and its UTF-16 code units, four a key. */
export function keysOfLabel(label: string): bigint[] {
  const keys = [BigInt(label.length) | 1n << 63n];
  for (let i = 0; i < label.length; i += 4) {
    let key = 0n;
    for (let j = 0; j < 4; j++) {
      key = key << 16n | BigInt(label.charCodeAt(i + j) || 0);
    }
    keys.push(key);
  }
  return keys;
}
