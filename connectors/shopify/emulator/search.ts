// Shopify's search syntax (shopify.dev/api/usage/search-syntax): terms, AND (also by mere space), OR, NOT and -, parentheses,
// comparators after the colon, quotes. A term whose field is not known filters nothing, as at Shopify (it only warns).

/** A term: a field with comparator and value, or a bare word (field null). */
export interface Term { readonly field: string | null; readonly comparator: Comparator; readonly value: string }
export type Comparator = '=' | '>=' | '<=' | '>' | '<'
export type Query =
  | { readonly is: 'term'; readonly term: Term }
  | { readonly is: 'and' | 'or'; readonly of: readonly Query[] }
  | { readonly is: 'not'; readonly of: Query }

const TOKEN = /\(|\)|-?[\w.]+:(?:>=|<=|>|<)?(?:'[^']*'|"[^"]*"|[^\s()]*)|-?(?:'[^']*'|"[^"]*"|[^\s()]+)/g

/** Reads a query. Never fails: what makes no sense is read as words. */
export function parseQuery(text: string | null | undefined): Query {
  const tokens = text?.match(TOKEN) ?? []
  let at = 0
  const either = (): Query => {
    const parts = [both()]
    while (tokens[at] === 'OR') {
      at += 1
      parts.push(both())
    }
    return parts.length === 1 && parts[0] ? parts[0] : { is: 'or', of: parts }
  }
  const both = (): Query => {
    const parts: Query[] = []
    while (at < tokens.length && tokens[at] !== 'OR' && tokens[at] !== ')') {
      if (tokens[at] === 'AND') at += 1
      else parts.push(single())
    }
    return parts.length === 1 && parts[0] ? parts[0] : { is: 'and', of: parts }
  }
  const single = (): Query => {
    const token = tokens[at] ?? ''
    at += 1
    if (token === 'NOT') return { is: 'not', of: single() }
    if (token !== '(') return termOf(token)
    const inner = either()
    if (tokens[at] === ')') at += 1
    return inner
  }
  const parts = [either()]
  // A closing parenthesis too many ends nothing.
  while (at < tokens.length) {
    at += 1
    parts.push(either())
  }
  return parts.length === 1 && parts[0] ? parts[0] : { is: 'and', of: parts }
}

function termOf(token: string): Query {
  const isNot = token.startsWith('-') && token.length > 1
  const text = isNot ? token.slice(1) : token
  const found = /^(?<field>[\w.]+):(?<comparator>>=|<=|>|<)?(?<value>.*)$/s.exec(text)?.groups
  const term: Term = found
    ? { field: (found['field'] ?? '').toLowerCase(), comparator: (found['comparator'] as Comparator | undefined) ?? '=', value: bare(found['value'] ?? '') }
    : { field: null, comparator: '=', value: bare(text) }
  return isNot ? { is: 'not', of: { is: 'term', term } } : { is: 'term', term }
}

function bare(text: string): string {
  const quote = text[0]
  return (quote === "'" || quote === '"') && text.endsWith(quote) && text.length > 1 ? text.slice(1, -1) : text
}

/** Whether a thing matches. `test` answers null for a field that it does not know: such a term filters nothing. */
export function matches(query: Query, test: (term: Term) => boolean | null): boolean {
  return judge(query, test) ?? true
}

function judge(query: Query, test: (term: Term) => boolean | null): boolean | null {
  if (query.is === 'term') return test(query.term)
  if (query.is === 'not') {
    const inner = judge(query.of, test)
    return inner === null ? null : !inner
  }
  const known = query.of.map((part) => judge(part, test)).filter((verdict) => verdict !== null)
  if (known.length === 0) return null
  return query.is === 'and' ? known.every(Boolean) : known.some(Boolean)
}

/** What a field must at least be, where the whole query says so: the place to begin reading. */
export function lowerBound(query: Query, field: string, read: (value: string) => number): number | null {
  const terms = query.is === 'and' ? query.of : [query]
  const bounds = terms.flatMap((part) => (part.is === 'term' && part.term.field === field && /^[=>]/.test(part.term.comparator) ? [read(part.term.value)] : []))
  const found = Math.max(...bounds)
  return Number.isFinite(found) ? found : null
}

/** Compares as the comparator says. */
export function compares(actual: number, comparator: Comparator, wanted: number): boolean {
  switch (comparator) {
    case '=': return actual === wanted
    case '>=': return actual >= wanted
    case '<=': return actual <= wanted
    case '>': return actual > wanted
    case '<': return actual < wanted
  }
}
