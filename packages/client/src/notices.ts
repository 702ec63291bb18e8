// Listeners of one kind of news, told in the order in which they came.

/** See the head of the file. */
export class Notices<T> {
  #listeners: readonly ((news: T) => void)[] = []

  /** Returns how to stop. */
  add(listener: (news: T) => void): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter(one => one !== listener)
    }
  }

  tell(news: T): void {
    for (const listener of this.#listeners) listener(news)
  }
}
