import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { awsRefused, type Failure } from '../../../lib/cli/operator/fail.ts'
import { watch } from '../../../lib/cli/operator/status-watch.ts'

const refused = E.left(
  awsRefused('*')({ tag: 'AwsFailure', operation: 'ListSecrets', code: 'InternalServiceError' }),
)

/** Watches these pictures, until the last one was shown. */
const watched = async (pictures: readonly E.Either<Failure, string>[]) => {
  const shown: string[] = []
  const waiting = [...pictures]
  const over = new Error('the last picture was shown')
  const ended = await watch({
    picture: async () => waiting.shift() ?? E.right('one picture too many'),
    show: (text) => shown.push(text),
    wait: async () => {
      if (waiting.length === 0) throw over
    },
  }).catch((thrown: unknown) => thrown)
  return { shown, ended: ended === over ? 'went on' : ended }
}

describe('when a fleet is watched', () => {
  it('draws it anew each time', async () => {
    expect(await watched([E.right('one'), E.right('two')])).toStrictEqual({
      shown: ['one', 'two'],
      ended: 'went on',
    })
  })

  it('ends with the failure of the first picture', async () => {
    expect(await watched([refused])).toStrictEqual({ shown: [], ended: refused })
  })

  it('shows later failures below the last good picture, and goes on', async () => {
    expect(await watched([E.right('one'), refused, E.right('two')])).toStrictEqual({
      shown: ['one', 'one\nsecretsmanager:ListSecrets on * failed (InternalServiceError)', 'two'],
      ended: 'went on',
    })
  })
})
