import { emitInto, takerOf, VALUE } from "./emission.ts";
import type {
  EmitValue,
  Feature,
  FeatureState,
  Lineage,
  WantedValues,
} from "./feature.ts";

/** What turns values into others, one at a time. */
export type ValueMap = {
  /** Takes the next value, an entry of a column, and puts there what stands for it. */
  take(column: Float64Array, index: number): void;
  /** The state as plain data. */
  toJSON(): unknown;
};

/** State of a transformed feature. */
type TransformedSnapshot = {
  readonly of: unknown;
  readonly map: unknown;
};

/**
 * A feature whose values are made from those of another, one for one and in order.
 *
 * @param feature The other.
 * @param lineage What differs.
 * @param start Starts the map, where it stopped if it did.
 * @param reads `"alone"` where a value is made of one value, `"in order"` (default) where
 *   the map remembers those before.
 * @returns The feature, with a streaming form if the other has one.
 */
export function transformed(
  feature: Feature,
  lineage: Pick<Lineage, "name"> & Partial<Lineage>,
  start: (saved: unknown) => ValueMap,
  reads: "alone" | "in order" = "in order",
): Feature {
  // What is out of range is told when the feature is made, not when it runs.
  start(undefined);
  const from = feature.start?.bind(feature);
  return {
    ...lineageOf(feature),
    ...lineage,
    ...(feature.join && { join: feature.join }),
    compute(market) {
      const map = start(undefined);
      const { time, values } = feature.compute(market);
      const mapped = values.slice();
      for (let i = 0; i < mapped.length; i++) {
        map.take(mapped, i);
        mapped[i] = mapped[i]! + 0;
      }
      return { time, values: mapped };
    },
    ...(from && {
      start(
        emit: EmitValue,
        saved?: unknown,
        wanted?: WantedValues,
      ): FeatureState {
        const snapshot = saved as TransformedSnapshot | undefined;
        const map = start(snapshot?.map);
        const give = takerOf(emit);
        const state = from(
          emitInto((entry) => {
            entry[VALUE] = entry[VALUE]! + 0;
            map.take(entry, VALUE);
            give(entry);
          }),
          snapshot?.of ?? undefined,
          reads === "alone" ? wanted : "every",
        );
        return forwarded(state, {
          toJSON: (): TransformedSnapshot => ({
            of: state.toJSON(),
            map: map.toJSON(),
          }),
        });
      },
    }),
  };
}

/**
 * A state that hands everything on to another but what it does itself.
 *
 * @param state The other.
 * @param own What it does itself.
 * @returns The state.
 */
export function forwarded(
  state: FeatureState,
  own: Partial<FeatureState> & Pick<FeatureState, "toJSON">,
): FeatureState {
  const { families, advance, decide } = state;
  return {
    families,
    ...(advance && { advance: (time: number) => advance.call(state, time) }),
    ...(decide && { decide: (time: number) => decide.call(state, time) }),
    ...own,
  };
}

/**
 * What a feature says of itself, without what it does.
 *
 * @param feature The feature.
 * @returns Its lineage.
 */
export function lineageOf(feature: Feature): Lineage {
  const { compute: _, start: __, join: ___, ...lineage } = feature;
  return lineage;
}

/**
 * How many values of a feature a transformation takes, in words.
 *
 * @param count How many.
 * @param feature The feature.
 * @returns The count, what there is a value for, and the window of each.
 */
export function windowOf(
  count: number,
  { entry = "value", window }: Lineage,
): string {
  return `${count} values, one per ${entry}, each of ${window}`;
}
