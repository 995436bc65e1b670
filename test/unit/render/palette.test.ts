import { describe, expect, test } from 'vitest'
import { heatRoles, ink, palette, type Role, roleOf, roles } from '#render/palette.ts'

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const texts: readonly Role[] = ['ink', 'muted', 'accent', 'notice', 'better', 'worse']
const shapes = roles.filter((role) => role === 'bar' || role.startsWith('series'))

test('the measure itself: black on white is 21, equal colours are 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#3b78b5', '#3b78b5')).toBe(1)
})

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s', (_, shade) => {
  test.each(texts)('text in %s can be read on page and surface', (role) => {
    for (const ground of [palette.page, palette.surface]) {
      expect(contrast(palette[role][shade], ground[shade])).toBeGreaterThanOrEqual(4.5)
    }
  })

  test.each(shapes)('%s stands out from page and surface', (role) => {
    for (const ground of [palette.page, palette.surface]) {
      expect(contrast(palette[role][shade], ground[shade])).toBeGreaterThanOrEqual(3)
    }
  })

  test('numbers can be read on every shade of a heatmap, and the shades go one way', () => {
    const shades = heatRoles.map((role) => palette[role][shade])
    shades.forEach((colour, step) => {
      const number = step < 5 ? palette.ink[shade] : palette.onHeat[shade]
      expect(contrast(number, colour)).toBeGreaterThanOrEqual(4.5)
    })
    const distances = shades.map((colour) => contrast(colour, palette.page[shade]))
    expect(distances).toEqual([...distances].sort((a, b) => a - b))
  })

  test('intervals can be seen over bars', () => {
    expect(contrast(palette.whisker[shade], palette.bar[shade])).toBeGreaterThanOrEqual(2.4)
  })
})

test('every role comes back from its stand-in colour, and no other colour is a role', () => {
  for (const role of roles) expect(roleOf(ink(role))).toBe(role)
  expect(roleOf('#ffffff')).toBeUndefined()
})
