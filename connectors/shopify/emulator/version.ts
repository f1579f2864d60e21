/** The version that this stand-in speaks, and the only one that it answers. */
export const API_VERSION = '2026-10'
