/** The formats of a map that are one text and can be read back. */
export type MapTextFormat = 'json' | 'ndjson' | 'csv'
/** How a map can be given out: as one text, or as a folder of pages. */
export type MapFormat = MapTextFormat | 'stubs'

/** Every format, in the order in which they are documented; the first is the default. */
export const MAP_FORMATS: readonly MapFormat[] = ['json', 'ndjson', 'csv', 'stubs']
