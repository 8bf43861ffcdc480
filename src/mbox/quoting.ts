/** Names of the quoting variants: how body lines that begin `From ` are stored. */
export type QuotingVariant = 'mboxo' | 'mboxrd' | 'mboxcl' | 'mboxcl2'
