// Passwords that are tried first, without what is put around them (account-rules.ts): words, names and rows of keys that every published
// list of stolen passwords begins with, in English and in pinyin. Folded to lower case.

/** See the head of the file. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `password passwort passwords passw mypassword newpassword password password letmein welcome welcometo iloveyou iloveyouso loveyou
  ilove sunshine princess princesses football footballs baseball basketball superman batman spiderman dragon dragonball monkey
  monkeys shadow shadows master masters mustang michael michelle jennifer jessica charlie jordan hunter thomas robert daniel
  matthew andrew joshua anthony nicholas samantha elizabeth alexander alexandra victoria christopher administrator administrators
  admin adminadmin root rootroot toor superuser superadmin sysadmin operator operators manager managers guest guests default
  changeme changemenow changeit secret secrets supersecret topsecret trustno trustnoi qwerty qwertyui qwertyuiop qwertyqwerty
  qwert qazwsx qazwsxedc qazxsw zaqxsw asdfgh asdfghjkl asdfasdf asdasd asdfghjk zxcvbn zxcvbnm zxczxc qweqwe qweasd qweasdzxc
  abcdef abcdefg abcdefgh abcabc abcd access accessdenied server servers database login loginlogin signin signup test testtest
  tester testing testuser user users username demo demodemo temp temporary computer computers internet google facebook microsoft
  apple android samsung huawei xiaomi oppo vivo alibaba tencent wechat weixin baidu taobao posthouse console push pushpush
  whatever freedom starwars pokemon minecraft fortnite chelsea arsenal liverpool barcelona realmadrid manchester manchesterunited
  chocolate cheese cookie cookies banana orange summer winter spring autumn january february march april june july august
  september october november december monday tuesday wednesday thursday friday saturday sunday birthday happybirthday
  woaini woaiwojia woaini woaizhongguo woaiziji wodemima mima mimamima nihao nihaoma zhongguo beijing shanghai guangzhou
  shenzhen hangzhou chengdu wangyi yizhan tiantian baobao laopo laogong caonima zhangwei wangwei liwei wangfang lina
  killer ninja samurai pepper ginger buster tigger soccer hockey ranger maggie merlin harley phoenix thunder diamond
  corvette ferrari porsche mercedes yamaha suzuki jaguar tiger lion eagle eagles falcon panther cowboy cowboys steelers yankees
  jesus jesuschrist godisgood blessed angel angels heaven lovely lover lovers babygirl babyboy sweetheart sweetie beautiful
  fuckyou fuckoff fuckme asshole bullshit bitch pussy
  correcthorsebatterystaple opensesame passphrase passcode security security secure secureme private
  company companyname business office manager support helpdesk service services account accounts production staging development
  hello hellohello helloworld hellokitty goodbye goodmorning goodnight hallo bonjour hola konnichiwa
  pass passpass passport passwd pwd pw abcdefghij abcdefghijk`
    .split(/\s+/)
    .filter(word => word !== ''),
)
