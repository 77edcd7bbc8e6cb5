import type { Fault } from '../../lib/local/gateway/gateway-call.ts'
import type { Mishap } from './mishap.ts'
import type { Run } from './run.ts'
import { REFRESH_STEPS, type StepName, SWEEP_STEPS } from './step.ts'

const group = 'refused calls'

const refusal = (status: number, code: string): Fault => ({
  kind: 'error',
  status,
  code,
  message: 'as the fault suite wants it',
})

/** What AWS says when it does not do what it is asked for. */
export const REFUSALS: readonly [Fault, ...Fault[]] = [
  refusal(400, 'ThrottlingException'),
  refusal(500, 'InternalServiceError'),
  refusal(400, 'AccessDeniedException'),
]

const isAws = (name: StepName): boolean => name !== 'asking the provider'

const STEPS = [...SWEEP_STEPS, ...REFRESH_STEPS].filter(isAws)

const refusedSomeTimes = (name: StepName): Mishap => ({
  title: `a call is throttled, fails or is denied, up to seven times: ${name}`,
  group,
  course: (random) => {
    const fault = random.oneOf(REFUSALS)
    const times = random.oneOf([1, 2, 4, 7])
    return {
      ...(name === 'reading the client' ? { provider: 'acme-crm' } : {}),
      onStep: (run, step) => {
        if (step.round !== 0 || step.name !== name || step.occurrence > times) return undefined
        run.strike()
        return fault
      },
    }
  },
})

const WAITED_SECONDS = 45

/** The SDK has tried three times, and the function sees it and waits: time moves in place of it. */
export const letTimePass = (run: Run, occurrence: number, seconds = WAITED_SECONDS): void => {
  if (occurrence % 3 === 0) run.passWithinLife(seconds)
}

/** Answers every call of a kind in the first sweep with trouble. */
const refusedForGood = (name: StepName): Mishap => ({
  title: `a call is refused for longer than a function lives: ${name}`,
  group,
  course: (random) => {
    const fault = random.oneOf(REFUSALS)
    return {
      ...(name === 'reading the client' ? { provider: 'acme-crm' } : {}),
      onStep: (run, step) => {
        if (step.round !== 0 || step.name !== name) return undefined
        run.strike()
        letTimePass(run, step.occurrence)
        return fault
      },
    }
  },
})

const providerRefusal = (title: string, fault: Fault): Mishap => ({
  title,
  group,
  course: (random) => {
    const times = 1 + random.below(3)
    return {
      onStep: (run, step) => {
        if (step.round >= times || isAws(step.name)) return undefined
        run.strike()
        return fault
      },
    }
  },
})

/** AWS, or the provider, answers that it will not: for a while, or for longer than a function lives. */
export const refusedCallMishaps: readonly Mishap[] = [
  ...STEPS.map(refusedSomeTimes),
  ...STEPS.filter((name) => name !== 'putting the successor').map(refusedForGood),
  providerRefusal('the provider is down', refusal(503, 'temporarily_unavailable')),
  providerRefusal('the provider asks for patience', refusal(429, 'slow_down')),
  providerRefusal('the provider refuses the client', refusal(401, 'invalid_client')),
]
