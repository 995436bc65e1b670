import { Match } from 'aws-cdk-lib/assertions'
import { describe, test } from 'vitest'
import { functionNames } from '#core/names.ts'
import { deployment, templates } from './templates.ts'

const { app } = templates()

describe('delivery', () => {
  const { sender: _, ...silent } = deployment
  const sets = { monthly: { ...deployment.sets.monthly, recipients: [] } }

  test('links are signed by a secret that is made with the deployment', () => {
    app.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: Match.absent(),
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    })
  })

  test('without recipients there is nothing to deliver with, and no set is handed over', () => {
    const quiet = templates({ ...silent, sets } as typeof deployment).app
    quiet.resourceCountIs('AWS::SecretsManager::Secret', 0)
    quiet.resourceCountIs('AWS::Lambda::Function', functionNames.length - 2)
    quiet.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'my-funnel-build-monthly',
      Target: { Input: Match.not(Match.stringLikeRegexp('"set"')) },
    })
  })
})
