import { describe, expect, it } from 'vitest'
import { meteredStaging } from '../../lib/rotation/metered.ts'
import { nativeRotation } from '../../lib/rotation/native-rotation.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, secretArn } from '../fixed-data.ts'
import { nativeWorld, STEPS } from './native-world.ts'

const TOKEN = 'native-token'

describe('when Secrets Manager rotates a secret', () => {
  it('notes the writes of the refresh, and those of each step beside it', async () => {
    const { env: plain, meter, announce } = nativeWorld()
    const env = { ...plain, ...meteredStaging(plain, meter.meter) }
    announce(TOKEN)
    for (const Step of STEPS)
      await nativeRotation(
        env,
        later(NOW, 90),
      )({ Step, SecretId: secretArn, ClientRequestToken: TOKEN })()

    expect(meter.told).toMatchObject([
      { result: 'refreshed', secretWrites: 2 },
      // the copy under AWSPENDING
      { result: undefined, secretWrites: 1 },
      { secretWrites: 0 },
      { secretWrites: 0 },
      // its promotion, and AWSPENDING off it
      { secretWrites: 2 },
    ])
  })
})
