/** One output in several forms by media type; a reader takes the richest. */
export type MediaBundle = {
  readonly [mediaType: string]: unknown;
  /** The form that every reader understands. */
  readonly "text/plain": string;
};

/** The name under which the kernel looks for the forms of a value. */
const FORMS: symbol = Symbol.for("Jupyter.display");

/**
 * A value that a notebook shows as more than text.
 *
 * @example What a front end gets
 * ```ts
 * import assert from "node:assert/strict";
 * import { Displayable } from "volarb/notebook";
 *
 * const greeting = new Displayable({ "text/plain": "hello" });
 * assert.equal(String(greeting), "hello");
 * ```
 */
export class Displayable {
  readonly #forms: () => MediaBundle;

  /**
   * Keeps the forms and offers them to the kernel.
   *
   * @param forms The forms by media type, or what makes them when they are asked
   * for.
   */
  constructor(forms: MediaBundle | (() => MediaBundle)) {
    this.#forms = typeof forms === "function" ? forms : () => forms;
    Object.defineProperty(this, FORMS, { value: () => this.forms });
  }

  /** The forms by media type. */
  get forms(): MediaBundle {
    return this.#forms();
  }

  /** The form as plain text. */
  toString(): string {
    return this.forms["text/plain"];
  }
}
