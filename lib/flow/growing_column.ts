/** A `Float64Array` of a length that is not known before it is full. */
export class GrowingColumn {
  #column = new Float64Array(1024);
  #length = 0;

  /** Appends an entry. */
  push(value: number): void {
    if (this.#length === this.#column.length) {
      const column = new Float64Array(2 * this.#length);
      column.set(this.#column);
      this.#column = column;
    }
    this.#column[this.#length++] = value;
  }

  /** What was appended, as a column of its own. */
  toColumn(): Float64Array {
    return this.#column.slice(0, this.#length);
  }
}
