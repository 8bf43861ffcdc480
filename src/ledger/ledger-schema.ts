import { digest128 } from './record-field.ts'
import { fieldsOf, LEDGER_FORMAT, LEDGER_VERSION, RECORD_TYPES } from './records.ts'

const SUM = digest128('Chains the line to the line before it: see docs/ledger-format.md.')

/**
 * The JSON Schema (2020-12) of one line of a ledger, as `schema/ledger.schema.json` holds it.
 *
 * It follows from the table of records, like the validator. What no schema can say, such as that an ID
 * has one owner, is in `docs/ledger-format.md`.
 */
export function ledgerSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${LEDGER_FORMAT} version ${LEDGER_VERSION}: one line`,
    oneOf: RECORD_TYPES.map((type) => {
      const fields = fieldsOf(type)!
      return {
        title: type,
        type: 'object',
        properties: {
          type: { const: type },
          ...Object.fromEntries(
            fields.map(([name, { schema, about }]) => [name, { description: about, ...schema }]),
          ),
          sum: { description: SUM.about, ...SUM.schema },
        },
        required: ['type', ...fields.filter(([, field]) => !field.optional).map(([name]) => name), 'sum'],
        additionalProperties: false,
      }
    }),
  }
}
