import { beforeEach, describe, expect, test } from 'vitest'
import { readLink } from '#core/link.ts'
import { logTo } from '#core/log.ts'
import type { ChatMessage, Notification } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import { createDeliver } from '#handlers/deliver.ts'
import { settingsKey } from '#handlers/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { memoryObjects } from '../memory.ts'
import { conversionReport } from '../render/fixture.ts'

const path = 'reports/conversion/2026-02/20260301T060000000Z-1a2b3c4d'
const start = Date.parse('2026-03-02T06:00:00Z')
const minutes = (count: number) => count * 60_000

let logged: { code: string }[] = []

function setup(recipients: readonly string[] = ['ada@example.org', 'bob@example.org']) {
  const objects = memoryObjects()
  const schedules = {
    monthly: {
      cron: 'cron(0 6 2 * ? *)',
      reports: ['conversion'],
      recipients: [...recipients],
      slackSecret: 'slack/leadership',
    },
  }
  const settings = parseSettings({ ...shipped, sender: 'reports@example.org', schedules })
  objects.bodies.set(settingsKey, Buffer.from(JSON.stringify(settings)))
  objects.bodies.set(`${path}/report.json`, Buffer.from(JSON.stringify(conversionReport)))
  objects.bodies.set(`${path}/index.html`, Buffer.from('<h1>page</h1>'))
  const world = {
    objects,
    now: start,
    mails: [] as Notification[],
    posts: [] as ChatMessage[],
    refused: new Set<string>(),
    /** Called in the middle of sending. */
    during: async () => {},
  }
  const refuse = (to: string) => {
    if (world.refused.has(to)) throw new Error(`${to} was refused`)
  }
  const deliver = createDeliver({
    objects,
    clock: { now: () => new Date(world.now) },
    notifier: {
      send: async (message) => {
        await world.during()
        refuse(message.recipients.join())
        world.mails.push(message)
      },
    },
    chat: {
      post: async (message) => {
        refuse(message.secret)
        world.posts.push(message)
      },
    },
    secrets: { get: async () => ['new', 'old'] },
    baseUrl: () => 'https://api.example.com/',
  })
  const to = () => world.mails.map(({ recipients: all }) => all.join())
  return { world, deliver, to }
}

const request = { path, set: 'monthly' }

beforeEach(() => {
  logged = []
  logTo((line) => logged.push(JSON.parse(line)))
})

const codes = () => logged.map(({ code }) => code)

describe('a report of a set', () => {
  test('goes to each recipient alone, with the page attached, and to the channel', async () => {
    const { world, deliver, to } = setup()
    expect(await deliver(request)).toEqual({ sent: 3, known: 0, busy: 0 })
    expect(to()).toEqual(['ada@example.org', 'bob@example.org'])
    expect(world.mails[0]).toMatchObject({
      subject: expect.stringContaining(conversionReport.title),
      attachments: [{ name: expect.stringMatching(/^conversion-.*\.html$/) }],
    })
    expect(String(world.mails[0]?.attachments?.[0]?.body)).toBe('<h1>page</h1>')
    expect(world.posts).toMatchObject([{ secret: 'slack/leadership' }])
  })

  test('comes with a link that is signed by the newest secret', async () => {
    const { world, deliver } = setup()
    await deliver(request)
    const [, token = ''] =
      /https:\/\/api\.example\.com\/r\/([\w.-]+)/.exec(world.mails[0]?.html ?? '') ?? []
    expect(readLink(token, ['new'], new Date(start))).toBe(path)
    expect(world.mails[0]?.text).toContain(token)
    expect(JSON.stringify(world.posts[0]?.blocks)).toContain(token)
  })

  test('comes once, however often it is asked for', async () => {
    const { world, deliver } = setup()
    await deliver(request)
    world.now += minutes(600)
    expect(await deliver(request)).toEqual({ sent: 0, known: 3, busy: 0 })
    expect(await deliver({})).toEqual({ sent: 0, known: 0, busy: 0 })
    expect(world.mails).toHaveLength(2)
  })

  test('a new revision is another message', async () => {
    const { world, deliver } = setup(['ada@example.org'])
    await deliver(request)
    const other = path.replace('1a2b3c4d', '99999999')
    for (const file of ['report.json', 'index.html']) {
      world.objects.bodies.set(
        `${other}/${file}`,
        world.objects.bodies.get(`${path}/${file}`) ?? Buffer.from(''),
      )
    }
    await deliver({ ...request, path: other })
    expect(world.mails).toHaveLength(2)
    expect(new Set(world.mails.map(({ key }) => key)).size).toBe(2)
  })

  test('no key shows an address', async () => {
    const { world, deliver } = setup()
    await deliver(request)
    expect([...world.objects.bodies.keys()].join()).not.toContain('@')
  })
})

describe('two runs at once', () => {
  test('send one message', async () => {
    const { world, deliver } = setup(['ada@example.org'])
    let second: unknown
    world.during = async () => {
      world.during = async () => {}
      second = await deliver({ path, set: 'monthly' })
    }
    expect(await deliver(request)).toMatchObject({ sent: 1, known: 1 })
    expect(second).toMatchObject({ sent: 1, busy: 1 })
    expect([world.mails.length, world.posts.length]).toEqual([1, 1])
  })
})

describe('a run that died after its claim', () => {
  async function died() {
    const made = setup(['ada@example.org'])
    const { world, deliver } = made
    world.objects.broken = /\.sent\.json$/
    await expect(deliver(request)).rejects.toThrow('no space')
    world.objects.broken = undefined
    expect(world.mails).toHaveLength(1)
    return made
  }

  test('is left alone for 15 minutes, then repeated once and logged', async () => {
    const { world, deliver } = await died()
    world.now += minutes(14.9)
    expect(await deliver({})).toEqual({ sent: 0, known: 0, busy: 0 })
    expect(world.mails).toHaveLength(1)
    world.now += minutes(0.1)
    expect(await deliver({})).toEqual({ sent: 1, known: 0, busy: 0 })
    expect(codes()).toContain('delivery_repeated')
    world.now += minutes(60)
    expect(await deliver({})).toEqual({ sent: 0, known: 0, busy: 0 })
    expect(world.mails).toHaveLength(2)
  })
})

describe('a message that is refused', () => {
  test('keeps none of the others, fails the run, and is tried again at once', async () => {
    const { world, deliver, to } = setup()
    world.refused.add('ada@example.org')
    await expect(deliver(request)).rejects.toThrow('ada@example.org was refused')
    expect(to()).toEqual(['bob@example.org'])
    expect(world.posts).toHaveLength(1)
    expect(codes()).toContain('delivery_failed')
    world.refused.clear()
    expect(await deliver(request)).toEqual({ sent: 1, known: 2, busy: 0 })
    expect(to()).toEqual(['bob@example.org', 'ada@example.org'])
  })

  test('ten times is left to a person', async () => {
    const { world, deliver } = setup(['ada@example.org'])
    world.refused.add('ada@example.org')
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      await expect(deliver(request)).rejects.toThrow()
    }
    expect(await deliver({})).toEqual({ sent: 0, known: 0, busy: 0 })
  })
})

test('a set that the settings do not have is refused', async () => {
  const { deliver } = setup()
  await expect(deliver({ path, set: 'daily' })).rejects.toThrow('no report set daily')
})
