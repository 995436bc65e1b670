import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import type { EventStore } from './event-store.ts'
import { Handler } from './handler.ts'
import type { BackgroundProps } from './refresh.ts'

export interface ReplayProps extends BackgroundProps {
  readonly store: EventStore
}

/** Sends again what got stuck or lost; people start it. */
export class Replay extends Construct {
  constructor(scope: Construct, id: string, props: ReplayProps) {
    super(scope, id)
    const { function: fn } = new Handler(this, 'Handler', {
      ...props,
      name: 'replay',
      description: 'Sends again what is in quarantine, given up, landed or stored',
      memoryMb: 2048,
      timeout: Duration.minutes(15),
      slices: true,
    })
    props.store.bindTo(fn)
    props.store.bindReadsTo(fn)
    props.workgroups.bindTo(fn, 'pipeline')
    props.warehouse.bindTo(fn, ['lake'])
    const { quarantine, failures, landing, state } = prefixes
    props.lake.bindTo(fn, {
      read: [quarantine, failures, state],
      write: [quarantine, landing, state],
      delete: [quarantine, failures],
    })
  }
}
