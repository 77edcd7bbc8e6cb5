import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { decode } from '../../codec/decode.ts'
import type { LocalSecret } from './secret.ts'

const KeptVersion = t.intersection([
  t.type({ id: t.string, labels: t.array(t.string), createdAt: DateTime }),
  t.partial({ secretString: t.string, secretBinary: t.string, accessedOn: DateTime }),
])

/** A secret of the local account as JSON keeps it. Shape: as `LocalSecret`, dates in ISO 8601. */
const KeptSecret = t.intersection([
  t.type({
    arn: t.string,
    name: t.string,
    tags: t.record(t.string, t.string),
    createdAt: DateTime,
    changedAt: DateTime,
    versions: t.array(KeptVersion),
  }),
  t.partial({
    description: t.string,
    kmsKeyId: t.string,
    type: t.string,
    owningService: t.string,
    primaryRegion: t.string,
    rotationEnabled: t.boolean,
    accessedOn: DateTime,
    deletedAt: DateTime,
  }),
])

/** Writes a secret as text. Shape: dates become ISO 8601 by JSON's own rule. */
export const writeSecret = (secret: LocalSecret): string => JSON.stringify(secret)

/** Reads a secret that was written. Errors: `undefined` for a text of another shape, which is nobody's secret. */
export const readSecret = (text: string): LocalSecret | undefined =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => undefined,
    ),
    E.flatMap((json) =>
      pipe(
        json,
        decode(KeptSecret),
        E.mapLeft(() => undefined),
      ),
    ),
    E.getOrElseW(() => undefined),
  )
