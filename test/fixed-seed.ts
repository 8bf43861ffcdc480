import * as fc from 'fast-check'

// The same cases on every run, so that a red run means a change of ours. HOLDFAST_SEED looks at others.
fc.configureGlobal({ seed: Number(process.env['HOLDFAST_SEED'] ?? 20_260_101) })
