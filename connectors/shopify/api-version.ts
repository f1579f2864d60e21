/** Pinned: versions come quarterly and live at least 12 months (shopify.dev/docs/api/usage/versioning). */
export const API_VERSION = '2026-10'
