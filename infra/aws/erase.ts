import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import { Handler } from './handler.ts'
import type { ReplayProps } from './replay.ts'

/** Erases a person or company everywhere; people start it. */
export class Erase extends Construct {
  constructor(scope: Construct, id: string, props: ReplayProps) {
    super(scope, id)
    const { function: fn } = new Handler(this, 'Handler', {
      ...props,
      name: 'erase',
      description: 'Erases a subject from events, tables and reports',
      memoryMb: 2048,
      timeout: Duration.minutes(15),
      queries: true,
      slices: true,
    })
    props.store.bindErasureTo(fn)
    props.workgroups.bindTo(fn, 'pipeline')
    props.warehouse.bindTo(fn, ['lake', 'slots', 'scratch'])
    const { erasures, failures, landing, quarantine, reports, state } = prefixes
    props.lake.bindTo(fn, {
      read: [erasures, failures, quarantine, reports, state],
      write: [erasures, landing, quarantine, reports, state],
      delete: [failures, landing, quarantine, reports],
    })
  }
}
