import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { call } from '../../../aws/call.ts'
import { duration } from '../../duration.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused } from '../fail.ts'
import { type Check, type Finding, unanswered } from './finding.ts'

/** Whether AWS answers these credentials in this region, and what its clock says. */
export const accountCheck = (deployment: Deployment): Check => ({
  name: 'account',
  look: async () => {
    const { region, now, secretsManager } = deployment
    const command = new ListSecretsCommand({ MaxResults: 1 })
    let heard: string | undefined
    // the answer's head is heard before anything of it is understood, so that a refusal tells the time too
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        if (WithHead.is(result.response)) heard = result.response.headers.date
        return result
      },
      { step: 'deserialize', priority: 'low', name: 'hearDate' },
    )
    const answer = await call('ListSecrets', () => secretsManager.send(command))()
    const clock = clockFinding(heard, now())
    return [
      // who may not list is known all the same
      E.isLeft(answer) && answer.left.code !== 'AccessDeniedException'
        ? unanswered('region', awsRefused('*')(answer.left), 'mend this first, then run it again')
        : { level: 'ok', about: 'region', text: `${region}, and AWS accepts the credentials` },
      ...(clock === undefined ? [] : [clock]),
    ]
  },
})

const WithHead = t.type({ headers: t.partial({ date: t.string }) })

/** A second is what the head of an answer is exact to; a minute hides in no date that a command tells. */
const clockFinding = (heard: string | undefined, now: Date): Finding | undefined => {
  const theirs = heard === undefined ? Number.NaN : Date.parse(heard)
  if (Number.isNaN(theirs)) return undefined
  const skew = now.getTime() - theirs
  const distance = duration(Math.abs(skew))
  return Math.abs(skew) < MOST_SKEW
    ? { level: 'ok', about: 'clock', text: "this machine's clock agrees with that of AWS" }
    : {
        level: 'warning',
        about: 'clock',
        text: `this machine's clock is ${distance} ${skew > 0 ? 'ahead of' : 'behind'} that of AWS: dates told from now are wrong by that, and AWS refuses signatures that are 5 min off`,
        remedy: 'let the machine set its clock by NTP',
      }
}

const MOST_SKEW = 60_000
