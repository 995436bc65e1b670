import { afterAll, inject } from 'vitest'
import { describeErasure } from './erase-steps.ts'
import { describeIntake } from './intake-steps.ts'
import { describeMessages, describeWebhooks } from './message-steps.ts'
import { describeOperations } from './operation-steps.ts'
import { describeReports } from './report-steps.ts'
import { describeRemoval, describeUpgrades } from './upgrade-steps.ts'
import { openWorld } from './world.ts'

const world = await openWorld(inject('cloud'))
afterAll(() => world.twin.close())

describeIntake(world)
describeReports(world)
describeMessages(world)
describeWebhooks(world)
describeOperations(world)
describeErasure(world)
describeUpgrades(world)
describeRemoval(world)
