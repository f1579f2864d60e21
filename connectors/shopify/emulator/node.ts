/** A thing behind the interface Node, with the type that its gid named (an item of ours is two of theirs). */
export interface Noded { readonly __typename: string; readonly thing: object }

export function asNode(type: string, thing: object): Noded {
  return { __typename: type, thing }
}

/** The thing itself, whether or not it came through Node. */
export function unwrapped(source: unknown): unknown {
  return typeof source === 'object' && source !== null && '__typename' in source && 'thing' in source ? source.thing : source
}
