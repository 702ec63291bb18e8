// Passwords that are tried first, without what is put around them (account-rules.ts): words and names that people make
// passwords of, in English and in pinyin. Folded to lower case. Rows of keys, series and numbers are rules: password-patterns.ts.

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
  pass passpass passport passwd pwd pw abcdefghij abcdefghijk abc xyz love loves loving life live happy lucky good nice cool sweet baby
  girl boy girls boys king queen prince lord devil hell heart star stars moon sky blue red green black white silver golden gold
  rose lily daisy flower flowers butterfly dolphin horse horses bear bears wolf wolves cat cats kitty kitten dog dogs puppy doggy
  bunny rabbit snoopy mickey minnie pooh garfield simpsons potter gandalf frodo merlin matrix naruto sasuke goku pikachu zelda mario
  sonic xbox playstation nintendo gamer games game player winner champion rockstar rock guitar music metal metallica nirvana
  slipknot eminem beatles linkinpark greenday money dollar rich boss family mother father mom dad mama papa sister brother friend
  friends forever always never nothing everything something anything please sorry thanks thankyou iamgod god lord allah trust faith
  hope peace grace angela amanda ashley anna andrea barbara brandon brian benjamin caroline catherine charles chris christian
  christine claudia cristina daniela danielle david debbie diana dennis dominic donald edward emily eric erica felix fernando
  frank gabriel george gloria gregory hannah harry heather helen henry isabella jack jackson jacob james jason jasmine jeffrey
  jessie joanna john johnny jonathan joseph juan julia justin karen katherine kathleen kelly kenneth kevin kimberly larry laura
  lauren leonardo linda lisa louis louise lucas madison marcus margaret maria marie mark martin mary megan melissa michele mohamed
  muhammad ahmed natalie natasha nathan nicole oliver olivia oscar pamela patricia patrick paul peter philip rachel raymond
  rebecca richard ricardo roberto ronald russell ryan sabrina sandra sara sarah scott sebastian sergey sharon simon sophia sophie
  stephanie stephen steven susan suzanne taylor teresa tiffany timothy tony tyler vanessa veronica vincent walter wendy william
  williams xavier zachary zhang wang li liu chen yang zhao huang zhou wu xu sun ma zhu hu guo he gao lin luo zheng liang xie
  song tang deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren shen yao zhong
  xiaoming xiaohong xiaolong xiaoxiao xiaoyu tianya feifei lele meimei niuniu doudou dandan lingling yangyang taotao jingjing
  woaiwojia woaibaobao wobuzhidao haohao kuaile xingfu meiyou china zhonghua taiwan hongkong macau wuhan nanjing tianjin chongqing
  suzhou qingdao japan tokyo korea seoul london paris berlin moscow america canada australia england france germany italy russia
  newyork california texas florida chicago boston dallas houston lakers celtics bulls giants packers juventus milan bayern
  corolla honda toyota bmw audi benz nissan chevy camaro mazda jeep harleydavidson iphone ipad nokia sony lenovo dell intel linux
  ubuntu windows oracle mysql postgres redis docker github cisco juniper netgear router switch wireless wifi network internetaccess
  system systems sys dev developer staff student teacher school college university office work job mail email gmail hotmail yahoo
  web website webmaster site page blog forum shop store bank card pin code key keys token tokens lock open close start begin enter
  exit zero one two three four five six seven eight nine ten eleven twelve hundred thousand million first second third last new old
  my the your our this that me you we us it is am are be do go get see let can may will`
    .split(/\s+/)
    .filter(word => word !== ''),
)
