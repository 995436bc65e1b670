import { expect, test } from 'vitest'
import { amountText, moneyNumber, sumOfMoney, tenThousandths } from '#core/money.ts'

test('a sum of amounts is exact where binary fractions are not', () => {
  expect(sumOfMoney(['0.1', '0.2', null, '-0.0001'])).toBe('0.2999')
  expect(sumOfMoney([])).toBe('0.0000')
})

test('amounts keep their sign and four places both ways', () => {
  expect(tenThousandths('-12.5')).toBe(-125_000n)
  expect(amountText(-5n)).toBe('-0.0005')
  expect(amountText(tenThousandths('99999999999999.9999'))).toBe('99999999999999.9999')
})

test('a text that is no amount is refused', () => {
  for (const text of ['', '1e3', '1.23456', 'NaN', '1,5']) {
    expect(() => tenThousandths(text)).toThrow(`not an amount of money: ${text}`)
  }
})

test('an amount as a number', () => {
  expect(moneyNumber('1234.5600')).toBe(1234.56)
  expect(moneyNumber(null)).toBe(0)
})
