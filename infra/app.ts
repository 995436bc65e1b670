import { App } from 'aws-cdk-lib'
import { parseSettings } from '#core/settings.ts'
import { addStacks } from './aws/stacks.ts'
import { settings } from './settings.ts'

const { name, zone, schedules, sender } = parseSettings(settings)

addStacks(new App(), {
  deployment: name,
  zone,
  sets: schedules,
  ...(sender === undefined ? {} : { sender }),
})
