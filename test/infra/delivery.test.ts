import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { settings, templates } from './templates.ts'

const { app } = templates()

describe('delivery', () => {
  const { sender: _, ...silent } = settings
  const schedules = { monthly: { ...settings.schedules.monthly, recipients: [] } }

  test('links are signed by a secret that is made with the deployment', () => {
    app.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: Match.absent(),
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    })
  })

  test('without recipients there is nothing to deliver with, and no set is handed over', () => {
    const quiet = templates({ ...silent, schedules } as typeof settings).app
    quiet.resourceCountIs('AWS::SecretsManager::Secret', 0)
    const functions = Object.values(quiet.findResources('AWS::Lambda::Function'))
    const names = functions.map(({ Properties }) => Properties.FunctionName.slice(10))
    expect(names.filter((name) => ['deliver', 'link'].includes(name))).toEqual([])
    quiet.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'my-funnel-build-monthly',
      Target: { Input: Match.not(Match.stringLikeRegexp('"set"')) },
    })
  })
})
