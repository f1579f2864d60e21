/** `gid://shopify/Order/1` */
export function gid(type: string, id: number | string): string {
  return `gid://shopify/${type}/${id}`
}

/** The number in a gid of that type, null where it is none. A bare number is none: the API wants gids. */
export function numberOf(text: string, type: string): number | null {
  const prefix = `gid://shopify/${type}/`
  if (!text.startsWith(prefix)) return null
  const tail = text.slice(prefix.length).split('?')[0] ?? ''
  return /^\d{1,18}$/.test(tail) ? Number(tail) : null
}

/** The type that a gid names, null where it is no gid. */
export function typeOf(text: string): string | null {
  return /^gid:\/\/shopify\/(?<type>[A-Za-z]+)\/\d/.exec(text)?.groups?.['type'] ?? null
}

/** A level has no number of its own: it is named by location and item. */
export function levelGid(location: number, item: number): string {
  return `gid://shopify/InventoryLevel/${location}?inventory_item_id=${item}`
}

/** Location and item of a level's gid. */
export function levelOf(text: string): { readonly location: number; readonly item: number } | null {
  const found = /^gid:\/\/shopify\/InventoryLevel\/(?<location>\d+)\?inventory_item_id=(?<item>\d+)$/.exec(text)?.groups
  return found ? { location: Number(found['location']), item: Number(found['item']) } : null
}
