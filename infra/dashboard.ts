import { Duration } from 'aws-cdk-lib'
import { Dashboard as CloudWatchDashboard } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { fleetWidgets } from './dashboard-fleet.ts'
import { type WorkProps, workWidgets } from './dashboard-work.ts'

/** Shape: `tagPrefix` is the dashboard's name too; what a name of CloudWatch cannot hold becomes `-`. */
export type DashboardProps = WorkProps

/** Shows how the fleet is, and what the functions do: what somebody looks at who was told that something is wrong. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id)
    new CloudWatchDashboard(this, 'Resource', {
      dashboardName: props.tagPrefix.replaceAll(/[^A-Za-z0-9_-]/g, '-'),
      defaultInterval: Duration.days(1),
      widgets: [...fleetWidgets(props.tagPrefix), ...workWidgets(props)],
    })
  }
}
