import type * as t from 'io-ts'
import type { RotateEnvironment } from '../../aws/rotate-environment.ts'
import type { SweepEnvironment } from '../../aws/sweep-environment.ts'

/** What the functions' variables are made of. */
export type FunctionSurroundings = {
  readonly queueUrl: string
  readonly ledgerTable: string
  readonly tagPrefix: string
  readonly keyId: string
  readonly sweepMinutes: number
  readonly loopbackTokenUrls: boolean
}

/** What the stack tells the functions. The bus has the name that the tags begin with. */
export const functionEnvironment = ({
  queueUrl,
  ledgerTable,
  tagPrefix,
  keyId,
  sweepMinutes,
  loopbackTokenUrls,
}: FunctionSurroundings): t.OutputOf<typeof SweepEnvironment> &
  t.OutputOf<typeof RotateEnvironment> => ({
  QUEUE_URL: queueUrl,
  LEDGER_TABLE: ledgerTable,
  BUS_NAME: tagPrefix,
  TAG_PREFIX: tagPrefix,
  KEY_ID: keyId,
  SWEEP_MINUTES: String(sweepMinutes),
  LOOPBACK_TOKEN_URLS: String(loopbackTokenUrls),
})
