/** A list kept in order of (key, id): found by halving, read from any place in either direction. */
export interface Ordered<T> {
  readonly size: number
  add(key: number, id: number, value: T): void
  remove(key: number, id: number): void
  /** From the first entry at or past (key, id), ascending; or from the last one before it, descending. */
  from(key: number, id: number): Iterable<Entry<T>>
  before(key: number, id: number): Iterable<Entry<T>>
  clear(): void
}

export interface Entry<T> { readonly key: number; readonly id: number; readonly value: T }

export function ordered<T>(): Ordered<T> {
  const entries: Entry<T>[] = []
  const place = (key: number, id: number): number => {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = entries[middle]
      if (entry && (entry.key < key || (entry.key === key && entry.id < id))) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    get size() {
      return entries.length
    },
    add: (key, id, value) => void entries.splice(place(key, id), 0, { key, id, value }),
    remove: (key, id) => {
      const at = place(key, id)
      const found = entries[at]
      if (found?.key === key && found.id === id) entries.splice(at, 1)
    },
    * from(key, id) {
      for (let at = place(key, id); at < entries.length; at += 1) yield entries[at] as Entry<T>
    },
    * before(key, id) {
      for (let at = place(key, id) - 1; at >= 0; at -= 1) yield entries[at] as Entry<T>
    },
    clear: () => {
      entries.length = 0
    },
  }
}
