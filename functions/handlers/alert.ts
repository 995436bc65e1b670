import { type AlertState, judge } from '#core/alerts.ts'
import type { Notifier } from '#core/ports.ts'
import type { PublishedReport } from '#core/tasks.ts'
import { alertSubject, renderAlert } from '#render/alert.ts'
import { readSettings } from './settings.ts'
import { type LeasePorts, withLease } from './state.ts'

interface AlertPorts extends LeasePorts {
  readonly notifier: Notifier
}

const alertState = 'state/alerts.json'

/**
 * Judges a published review by the rules of the settings and sends what is to be said. A message has
 * one key for its rule, kind and period, so that a run that died after sending does not repeat it.
 */
export function createAlert(ports: AlertPorts): (review: PublishedReport) => Promise<void> {
  const { objects, notifier } = ports
  return async ({ data }) => {
    const { alerts: rules } = await readSettings(objects)
    if (rules.length === 0) return
    await withLease<AlertState>(ports, alertState, async (last = {}) => {
      const { alerts, state } = judge(rules, data, last)
      for (const alert of alerts) {
        await notifier.send({
          key: `alerts/${alert.key}/${data.period.label}/${alert.kind}`,
          recipients: alert.rule.recipients,
          subject: alertSubject(alert, data),
          text: alertSubject(alert, data),
          html: renderAlert(alert, data),
        })
      }
      return state
    })
  }
}
