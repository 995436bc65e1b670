/** Colours by role, light and dark. Text roles keep 4.5:1 and shapes 3:1 against page and surface. */
export const palette = {
  page: ['#ffffff', '#14171b'],
  surface: ['#f6f7f9', '#1c2026'],
  ink: ['#171b21', '#e9ecef'],
  muted: ['#565f6b', '#a7b0bb'],
  line: ['#dde1e7', '#313842'],
  accent: ['#1b5e9b', '#7ab8f0'],
  notice: ['#7a4a00', '#f0c27a'],
  better: ['#0b62a8', '#6cb2f0'],
  worse: ['#a8400a', '#f0a35e'],
  bar: ['#3b78b5', '#5b9bd8'],
  ghost: ['#d8e4f0', '#2a3948'],
  whisker: ['#171b21', '#e9ecef'],
  series1: ['#0b62a8', '#6cb2f0'],
  series2: ['#b8500a', '#f0a35e'],
  series3: ['#0a7a5a', '#4fc9a0'],
  series4: ['#8344a3', '#cf9ceb'],
  series5: ['#7d6500', '#d9c24a'],
  series6: ['#5b6570', '#a6b0ba'],
  heat1: ['#eaf2fa', '#1b2733'],
  heat2: ['#cfe2f4', '#1c3349'],
  heat3: ['#a9cbea', '#1d4263'],
  heat4: ['#7eb0dd', '#1f537f'],
  heat5: ['#5797d0', '#24669d'],
  heat6: ['#2a6fb0', '#66a8e2'],
  heat7: ['#11508b', '#a9d0f5'],
  onHeat: ['#ffffff', '#10151b'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>

export type Role = keyof typeof palette

export const roles = Object.keys(palette) as Role[]

/** Roles of the lines of a chart, in order; told apart without colour vision by their symbols too. */
export const seriesRoles: readonly Role[] = roles.filter((role) => role.startsWith('series'))

/** Shades of a heatmap, from little to much; text on the last two takes the role `onHeat`. */
export const heatRoles: readonly Role[] = roles.filter((role) => role.startsWith('heat'))

/** The colour that stands for a role in chart options, until `toSvg` makes it a class. */
export function ink(role: Role): string {
  return `#fe0d${roles.indexOf(role).toString(16).padStart(2, '0')}`
}

/** The role that a colour made by `ink` stands for. */
export function roleOf(colour: string): Role | undefined {
  return colour.startsWith('#fe0d') ? roles[Number.parseInt(colour.slice(5), 16)] : undefined
}
