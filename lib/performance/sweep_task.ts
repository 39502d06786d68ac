import {
  fromRecordText,
  type RecordValue,
  toRecordText,
} from "./record_text.ts";

/** What a worker is asked to run. */
export type SweepTask = {
  /** URL of the module. */
  readonly module: string;
  /** Name of the function. */
  readonly export: string;
  /** What it is called with, as text. */
  readonly parameters: string;
};

/** What a worker answers: the result as text, or why there is none. */
export type SweepAnswer = { readonly result: string } | {
  readonly error: string;
};

/**
 * Runs one task.
 *
 * @param task Module, function, parameters.
 * @returns The result as text, or the error's message.
 */
export async function runTrial(task: SweepTask): Promise<SweepAnswer> {
  try {
    const module = await import(task.module) as Record<string, unknown>;
    const run = module[task.export];
    if (typeof run !== "function") {
      throw new TypeError(
        `Cannot run a trial as ${task.module} must export a function ${task.export}: current value is ${typeof run}`,
      );
    }
    const result = await run(fromRecordText(task.parameters)) as RecordValue;
    return { result: toRecordText(result) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
