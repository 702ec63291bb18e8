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
    'courier-changes-horses '.repeat(3),
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

it('S09: far more than ten thousand of the forms that such lists are made of are refused', () => {
  const words = [...commonPasswords].filter(word => word.length >= 3)
  const years = Array.from({ length: 80 }, (_, at) => String(1950 + at))
  const tails = ['1', '12', '123', '1234', '12345', '123456', '!', '1!', '123!', '@123', '520', '1314', ...years]
  const forms = words.flatMap(word => [
    ...tails.flatMap(tail => [word + tail, tail + word, `${word[0]?.toUpperCase()}${word.slice(1)}${tail}`]),
    ...[word + word, `${word}_${word}1`, word.replace('o', '0').replace('a', '@').concat('123456')],
  ])
  const long = new Set(forms.filter(form => form.length >= 10))
  assert.ok(long.size > 10_000, String(long.size))
  for (const form of long) assert.match(passwordObjection(form, 'ada') ?? '', /guessed first/, form)
})

it('S09: so are walks over the keyboard, series, repetitions, numbers, and two common words', () => {
  const refused = [
    ...[
      '1q2w3e4r5t',
      '1qaz2wsx3edc',
      'zaq12wsxcde3',
      'qwe123asd456',
      '!QAZ2wsx#EDC',
      '123qweasdzxc',
      'poiuytrewq',
      'asdfghjkl;',
    ],
    ...[
      'a1b2c3d4e5',
      '1a2b3c4d5e',
      'abc123456789',
      'aa1234567890',
      'zhang123456789',
      '12345qwert',
      '1234567890abc',
      'abcd1234!@#$',
    ],
    ...[
      'abcabcabcabc',
      'pass-pass-pass-'.slice(0, 14),
      '13800138000',
      '1990-01-01 1990',
      '5201314520',
      '+49 170 1234567',
    ],
    ...['helloworld', 'admin-password', 'SummerLove2024', 'ilovemichelle', 'dragon_4_monkey', 'P@ssw0rd-Adm1n'],
  ]
  for (const password of refused) assert.match(passwordObjection(password, 'ada') ?? '', /guessed first/, password)
  const taken = [
    'tr0ub4dor-lamp',
    'three blind mice ran',
    'Kf82mz!qpd',
    'mein-Kaffee-war-kalt',
    '4916203857261947',
    '我家的猫叫小黑今天五岁',
  ]
  for (const password of taken) assert.equal(passwordObjection(password, 'ada'), undefined, password)
})
