/** Names of the separator rules: which From_ lines open an entry. */
export type SeparatorRule = 'any' | 'dated' | 'rfc4155' | 'plausible' | 'content-length'
