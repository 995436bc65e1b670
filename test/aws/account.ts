import { createHmac } from 'node:crypto'
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2'
import { webhookSecretName } from '#core/names.ts'
import type { Deployed } from './deployed.ts'
import { sender, slackSecret } from './settings.ts'

const webhookKey = 'a key that the relay has too'

/**
 * What a deployer does beside deploying: verifies the address that mails come from, and stores where
 * Slack takes messages and what signs webhooks.
 */
export async function prepareAccount({ cloud, clients, name }: Deployed): Promise<void> {
  await clients.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: sender }))
  const secretsManager = clients.call('secretsmanager', 'secretsmanager')
  const secrets = {
    [slackSecret]: `${cloud.chat}T000/B000/key`,
    [webhookSecretName('generic')]: webhookKey,
  }
  for (const [secret, SecretString] of Object.entries(secrets)) {
    await secretsManager('CreateSecret', { Name: `${name}/${secret}`, SecretString })
  }
}

/** Posts events to the generic webhook, signed with a key. */
export async function postWebhook(
  deployed: Deployed,
  events: readonly unknown[],
  key = webhookKey,
) {
  const body = JSON.stringify({ events })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
  return fetch(deployed.address('/v1/webhooks/generic'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-timestamp': timestamp,
      'x-signature': signature,
    },
    body,
  })
}
