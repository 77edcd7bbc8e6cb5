import { BEGINNING, endOf, HOUR, type Incident } from './fleet-plan.ts'

/** What of the incidents a credential that expired at an hour suffered from: the last one before that could touch it. */
export const causeOf = (incidents: readonly Incident[], provider: string, hour: number): string => {
  const last = incidents
    .filter(
      (incident) =>
        isTrouble(incident) &&
        isAround(incident, hour) &&
        (!('provider' in incident) || incident.provider === provider),
    )
    .toSorted((a, b) => b.at - a.at)[0]
  return last === undefined ? QUIET : nameOf(last)
}

/** Tells of a time, in milliseconds, whether nothing was wrong then, nor had been for a day. */
export const quietOf = (incidents: readonly Incident[]): ((time: number) => boolean) => {
  const troubles = incidents.filter(isTrouble)
  return (time) => {
    const hour = (time - BEGINNING) / HOUR
    return !troubles.some((incident) => isAround(incident, hour))
  }
}

/** Whether an incident may keep tokens from being refreshed. A deployment must not. */
export const isTrouble = ({ tag }: Incident): boolean => tag !== 'Deployment'

const isAround = (incident: Incident, hour: number): boolean =>
  incident.at <= hour && hour < endOf(incident) + AFTERMATH_HOURS

/** When nothing was wrong. */
export const QUIET = 'nothing'

/** What an incident is called. */
export const nameOf = (incident: Incident): string => {
  switch (incident.tag) {
    case 'ProviderDown':
      return `${incident.provider} down for ${incident.hours} h`
    case 'RegionDown':
      return `region down for ${incident.hours} h`
    case 'Deployment':
      return 'a deployment'
    case 'ContainersEnd':
      return 'all containers end'
    case 'SweepLost':
      return 'a sweep lost'
  }
}

/** Tells whether a provider fails at a time, in milliseconds. */
export const downOf = (
  incidents: readonly Incident[],
): ((provider: string, time: number) => boolean) => {
  const outages = incidents.flatMap((incident) =>
    incident.tag === 'ProviderDown'
      ? [
          {
            provider: incident.provider,
            from: BEGINNING + incident.at * HOUR,
            to: BEGINNING + endOf(incident) * HOUR,
          },
        ]
      : [],
  )
  return (provider, time) =>
    outages.some((down) => down.provider === provider && down.from <= time && time < down.to)
}

/** For so long after its end an incident is taken to be the cause of what goes wrong. */
export const AFTERMATH_HOURS = 24
