/** Things to do at a time, the earliest first, equals in the order in which they came: a binary heap. */
export class DueQueue<T> {
  readonly #heap: { dueMs: number; sequence: number; item: T }[] = [];
  #sequence = 0;

  get size(): number {
    return this.#heap.length;
  }

  add(item: T, dueMs: number): void {
    this.#sequence += 1;
    this.#heap.push({ dueMs, sequence: this.#sequence, item });
    this.#rise(this.#heap.length - 1);
  }

  /** When the earliest is due, or null when there is none. */
  nextDueMs(): number | null {
    return this.#heap[0]?.dueMs ?? null;
  }

  take(): T | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first.item;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #before(one: number, other: number): boolean {
    const left = this.#heap[one];
    const right = this.#heap[other];
    if (left === undefined || right === undefined) return false;
    return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.sequence < right.sequence);
  }

  #swap(one: number, other: number): void {
    const left = this.#heap[one];
    const right = this.#heap[other];
    if (left === undefined || right === undefined) return;
    this.#heap[one] = right;
    this.#heap[other] = left;
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      const smaller = this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(smaller, index)) return;
      this.#swap(index, smaller);
      index = smaller;
    }
  }
}
