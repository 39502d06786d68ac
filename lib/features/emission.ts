import type { EmitValue } from "./feature.ts";

/** Where the time of a value is, in the column that it is handed on in. */
export const TIME = 0;
/** Where the value itself is. */
export const VALUE = 1;

/** Takes a time and a value in a column of two, which it may change. */
export type TakeEntry = (entry: Float64Array) => void;

/**
 * An empty column for a value and its time, to be used again for each.
 *
 * @returns Both missing.
 */
export function emptyEntry(): Float64Array {
  return Float64Array.of(NaN, NaN);
}

/**
 * What takes values in columns, as those do that numbers alone are handed to as well.
 *
 * @param emit Where the values go.
 * @returns Its own form for columns, or one that reads them for it.
 */
export function takerOf(emit: EmitValue): TakeEntry {
  return emit.take ?? ((entry) => emit(entry[TIME]!, entry[VALUE]!));
}

/**
 * What takes values in either form.
 *
 * @param take Takes them in columns.
 * @returns The function for numbers, with the one for columns.
 */
export function emitInto(take: TakeEntry): EmitValue {
  const entry = emptyEntry();
  const emit = (time: number, value: number) => {
    entry[TIME] = time;
    entry[VALUE] = value;
    take(entry);
  };
  return Object.assign(emit, { take });
}
