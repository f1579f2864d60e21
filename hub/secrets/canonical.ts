/** JSON with the keys of every object in order: equal values have equal text, whatever store they came from. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).filter(([, one]) => one !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part)
}
