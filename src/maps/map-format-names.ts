/** The formats of a map that are one text and can be read back row by row. */
export type MapTextFormat = 'json' | 'ndjson' | 'csv'
/** The formats that a web server takes as they are. */
export type MapServerFormat = 'nginx' | 'apache' | 'caddy' | 'redirects'
/** How a map can be given out: as one text, for a server, or as a folder of pages. */
export type MapFormat = MapTextFormat | MapServerFormat | 'stubs'

/** Those for servers, in the order in which they are documented. */
export const MAP_SERVER_FORMATS: readonly MapServerFormat[] = ['nginx', 'apache', 'caddy', 'redirects']
/** Every format, in the order in which they are documented; the first is the default. */
export const MAP_FORMATS: readonly MapFormat[] = ['json', 'ndjson', 'csv', ...MAP_SERVER_FORMATS, 'stubs']
