import type { Moment } from '../page-data.ts'

/** A moment, told from now; the date itself is its title. */
export const MomentText = ({ moment }: { readonly moment: Moment | undefined }) =>
  moment === undefined ? (
    <span class="unknown">–</span>
  ) : (
    <time dateTime={moment.at} title={moment.at}>
      {moment.fromNow}
    </time>
  )
