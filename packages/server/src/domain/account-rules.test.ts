import assert from 'node:assert/strict'
import { it } from 'node:test'
import { accountNameObjection, foldAccountName, passwordCharsMax, passwordObjection } from './account-rules.ts'
import { commonPasswords } from './common-passwords.ts'

it('names are folded, so that one person has one', () => {
  assert.deepEqual(['  Ada ', 'ＡＤＡ', '小李', 'bo.b@example.com'].map(foldAccountName), [
    ...['ada', 'ada', '小李', 'bo.b@example.com'],
  ])
  for (const name of ['ada', '小李', '1', 'bo.b+x@example.com', 'a'.repeat(64)])
    assert.equal(accountNameObjection(name), undefined, name)
  for (const name of ['', ' ', 'a b', '.a', '-a', 'a/b', 'a\u0000b', 'a:b', 'a'.repeat(65)])
    assert.notEqual(accountNameObjection(name), undefined, name)
})

it('S09: passwords of any kind of text are taken, from ten characters up to far beyond 64', () => {
  const good = [
    ...[
      'courier-changes-horses',
      'Xk3!vv9_qLm2',
      '驿站快马加鞭送信一二三',
      '🐎🐴🏇🎠🏁🐎🐴🏇🎠🏁',
      'pass phrase with blanks',
    ],
    'k7'.concat('abcdefghij'.repeat(7)),
  ]
  for (const password of good) assert.equal(passwordObjection(password, 'ada'), undefined, password)
  const long = 'courier-changes-horses '.repeat(20)
  assert.equal(passwordObjection(long.slice(0, passwordCharsMax), 'ada'), undefined)
  assert.match(passwordObjection(long.slice(0, passwordCharsMax + 1), 'ada') ?? '', /at most/)
  assert.match(passwordObjection('Xk3!vv9_q', 'ada') ?? '', /at least/)
})

it('S09: common passwords are refused, whatever is put around them or written as a digit', () => {
  const long = [...commonPasswords].filter(word => word.length >= 4)
  for (const word of long) {
    for (const dressed of [`${word}1234567890`, `123456!!${word}!!`, `${word.toUpperCase()}2024!!`])
      assert.match(passwordObjection(dressed, 'ada') ?? '', /guessed first|at least/, dressed)
  }
  const refused = [
    ...[
      '1234567890',
      '0987654321',
      'qwertyuiop',
      'abcdefghijk',
      'aaaaaaaaaaaa',
      'abababababab',
      'P@ssw0rd123',
      '1qwertyuiop',
    ],
    ...['Welcome2024!', 'iloveyou!!!', 'administrator', 'ada-lovelace'.slice(0, 3).concat('adaadaada')],
  ]
  for (const password of refused) assert.match(passwordObjection(password, 'ada') ?? '', /guessed first/, password)
  assert.match(passwordObjection('ada.lovelace1', 'ada.lovelace') ?? '', /mostly the name/)
})
