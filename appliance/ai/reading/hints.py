"""Forms of words of grave matters and of moods: hints, which the weights judge by all else. Patterns read the plain writing of `script`."""

from __future__ import annotations

import re
from typing import Final

HINTS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern)
    for pattern in (
        # danger to life, said plainly
        r"不想(?:再|要)?活|唔想(?:再)?(?:活|捱|做人)|勿想(?:再)?(?:活|做人)|活[不勿]?落去|活(?:着|起)?都不|活不(?:下去|到(?:明|后|三|下|年|月|天))|活够|活腻|活着[没好真也嘎还干就净]|活起|[没有]脸(?:活|见)|面[孔子]活|想死|去死|寻死|寻短|一死|死给|死(?:了|咗)?算|"
        r"自[杀焚尽残]|轻生|厌世|绝路|生无可恋|生不如死|遗书|遗言|跳[楼桥河江海井轨]|往下跳|跳下去|天台(?!县)|楼上(?:跳|下[来去])|割(?:腕|手|自己)|手腕|安眠药|[吃吞握攥喝食]了?[^,。]{0,5}药|药[^,。]{0,4}(?:买好|备好|攒|数好|倒)|农药|敌敌畏|百草枯|"
        r"(?:烧|揽)(?:紧)?炭|炭[^,。]{0,4}(?:买|点)|(?:开|拧|打开)[^,。]{0,4}(?:煤气|液化气)|煤气[^,。]{0,3}(?:开|拧)|绳子|上吊|吊死|一了百了|想不开|解脱|了断|"
        r"buxiang ?huo|bu xiang ?huo|xiang si|suicid|unalive|\bkms\b|kill(?:ing)? (?:myself|himself|herself|themsel)|hang (?:myself|himself|herself)|end(?:ing)? (?:it|my life|things)|want to die|don'?t want to (?:live|exist|wake)|better off dead|"
        r"(?:swallow|took|take)[^.?!]{0,16}(?:pills?|tablets|box)|the (?:pills|rope|ledge)|overdos|wrists?|(?:take|took|takes) (?:their|my|his|her) own life|on the (?:bridge|roof|ledge)|the bridge",
        # … and quietly
        r"撑不(?:住|下|过)|顶(?:唔|不)住|熬不(?:下去|过)|走不下去|(?:不|唔)想(?:再)?(?:撑|捱)|没意思|没[啥什]么?念想|走之前|我(?:就|也)?走了以?后|(?:不在|冇|没)了以后|没有(?:明天|以后|下个月)|(?:我|到时候我)[^,。]{0,4}不在(?:了|人世)|用不着了|用不上了|睡过去|不(?:再|想|打算)?醒|不会再(?:来|用|登|动)|"
        r"交代(?:好|后事)|都安排好|告别|道别|永别|保重|来世|下(?:辈子|世)再|最后(?:一(?:次|晚|句|条|眼))|最后的?(?:事|心愿)|没牵挂|拖累|对不起(?:家|爸|妈|孩|你们)|替我(?:照顾|说)|去(?:陪|找)(?:他|她|我[爸妈娘爹]|老伴)|字条|纸条|没路(?:了|走)|走投无路|"
        r"少我一个|没我这个人|结束(?:这一切|自己|算了)|都结束了?|命(?:抵|赔|给|都不要|不要)|刀|血|伤口|i won'?t (?:need|be (?:here|there|around|alive))|when i'?m gone|before i go|goodbye|a note|can'?t (?:go on|do this any)|nobody would miss|better off without|made my peace|ends tonight|be dead|last thing on the list",
        # … where it is done
        r"(?:江|河|海|湖|水库|井|悬崖|崖)边|[江河]水|桥(?:上|边|栏)|[楼屋]顶|顶楼|楼上|阳台|窗(?:台|口|户|外)|护栏|栏杆|女儿墙|铁[轨道路]|悬崖|水库|海堤|反锁|锁(?:在|咗|了|住)[^,。]{0,6}(?:里|屋|房|门|间)|关机|找不到人|人(?:不见|找不)|\b(?:roof|ledge|balcony|cliffs?|river|bridge|tracks|window|rope|pills?)\b",
        # cheated
        r"骗|诈|盗刷|盗用|冒充|冒用|假的|假冒|钓鱼|杀猪盘|刷单|安全账户|共享屏幕|屏幕共享|远程|验证码|陌生(?:链接|号码|人)|不是我(?:本人)?(?:操作|刷|转|花|消费|办|做|买|的)|没(?:有)?(?:授权|申请|办过|买过|操作)|不认识(?:这|的)|提现不了|解冻费|保证金|"
        r"中奖|公安|警官|洗钱案|涉嫌|拉黑|呃咗|呃钱|俾人(?:呃|碌|转)|bei pian|hack|dao shua|scam|fraud|phish|hacked|unauthori|not mine|didn'?t (?:make|authori|buy)|don'?t recogni|never (?:made|authori)|otp|safe account|warrant|impersonat",
        # money going
        r"钱(?:正?在|都|全|一笔)?[^,。]{0,6}(?:被转|转走|没了|少了|在走|往外)|少了[^,。]{0,4}[0一二三四五六七八九十百千万]|余额(?:变|少|没)|在转我|一笔(?:接着?|一)一?笔|money is (?:gone|leaving)|logged in(?:to)?|used (?:in|at)|someone (?:used|opened|took)",
        # lost
        r"(?:卡|折|盾|钱包|包|手机)[^,。]{0,8}(?:丢|掉了|不见|冇咗|唔见|被偷|偷了|遗失|落在?|吞|被抢|顺走|没影)|(?:丢|掉|偷|吞|落|遗失|抢)了?[^,。]{0,5}(?:卡|折|盾|钱包)|挂失|补卡|(?:lost|stole|stolen|missing|swallow|ate|kept)[^.?!]{0,16}(?:card|wallet|purse)|card[^.?!]{0,16}(?:lost|stolen|missing|gone|swallow)",
        # dead
        r"去世|过世|离世|病逝|过身|身故|不在了|断气|走得(?:急|突然)|(?:爸|妈|父|母|爷|奶|公|婆|老伴|先生|太太|老公|老婆|爱人|儿子|女儿|哥|姐|弟|妹|爹|娘|豆|汉儿)[^,。]{0,6}(?:走了|没了|死|走咗|不在)|遗产|继承|丧|后事|死亡证明|qushi|passed away|died|deceased|funeral|estate|executor|probate|widow|late (?:father|mother|husband|wife)",
        # court
        r"起诉|法院|法庭|律师|官司|仲裁|诉状|传票|立案|告(?:你|上|到)|法律(?:途径|程序)|lawyer|sue|court|attorney|solicitor|legal action|summons|proceedings|tribunal",
        # regulator
        r"银保监|监管|金管局|金融监督|人民银行|人行|消协|消委|举报|regulator|ombudsman|consumer council|people'?s bank|pboc|banking commission",
        # press
        r"曝光|记者|媒体|电视台|报社|抖音|微博|小红书|热搜|朋友圈|网上|直播|头条|论坛|粉丝|视频发|发(?:出去|视频|帖)|journalist|reporter|press|twitter|tiktok|weibo|social media|post(?:ed|ing)? (?:this|it)|followers|thread|viral|newspaper",
        # children and the old
        r"未成年|(?:^|[^0-9])0岁|[一二三四五六七八九十]岁|[七八九]岁|十[一二三四五六七]岁|初[一二三中]|高[一二三中]|小学|六年级|五年级|孩子|小孩|娃|儿子|女儿|弟弟|妹妹|打赏|充(?:了|值)?游戏|years old|year-old|under 00|my (?:son|daughter|kid|little)|minor|school",
        r"七十|八十|九十|六十|[七八九]旬|老太|老头|老人|老年|奶奶|爷爷|外婆|外公|姥|养老金|退休金|老花|眼睛(?:看不|花)|看不清|智能手机|elderly|pension|grandm|grandp|in (?:her|his) eight",
        # money of doubtful origin
        r"借(?:我|我的|给)?[^,。]{0,4}卡|租[^,。]{0,4}(?:卡|户)|卖卡|收卡|走账|过账|跑分|洗(?:钱|白|干净)|拆(?:成|分|开)|分(?:几|多)次存|分开存|不被?(?:查|上报|登记|盯)|来源|提成|佣金|四件套|对敲|地下钱庄|转给(?:别人|他)|lend|rent|launder|without (?:it )?being (?:reported|flagged)|split|commission|move money",
        # money back
        r"退(?:钱|款|费|还|回|给|我)|多扣|扣(?:错|重|了两)|重复扣|乱扣|乱收|年费|手续费|短信费|返还|refund|charged twice|money back|reverse|overcharg|duplicate",
        # a complaint
        r"投诉|态度|骂|吼|翻白眼|爱答不理|服务(?:太|真|很)?差|白跑|忽悠|complain|complaint|rude|insult|service was|attitude",
        # moods: irony, worry, relief, rage
        r"呵呵|可真|真行|真会|服了|无语|醉了|鼓掌|厉害了|佩服|又是|还是(?:这|那)|每次都|都[^,。]{0,4}(?:天|周|月|次|遍|回)了|第[二三四五六七八九十0]+(?:次|遍|回|天)|great[,. ]|wonderful|lovely|bravo|third time|again\b|still (?:no|waiting|not)",
        r"急|慌|怕|担心|怎么办|咋[整办弄]|点算|睡不着|手(?:都)?(?:在)?抖|心里没底|来得及|会不会|求|救|worried|scared|afraid|panick|shaking|anxious|urgent|what do i do|please help",
        r"谢|感谢|多亏|放心|踏实|太好|真好|真棒|点赞|好评|夸|表扬|满意|厉害|给力|巴适|thank|cheers|grateful|relief|lovely lady|well done|brilliant|appreciate",
        r"[！!]{2,}|滚|他妈|妈的|操|狗|猪|畜生|混蛋|混账|强盗|骗子银行|废物|垃圾|黑心|傻|死哪|他娘|老子|老娘|fuck|shit|damn|bloody|thie|crook|idiot|garbage|useless|how dare",
        # … praise of somebody, curiosity, patience at its end, irony without the words above
        r"耐心|贴心|周到|细心|态度(?:真|特别|很|可)?好|秒[回办到]|没毛病|一次就|专业|讲得|帮了?大忙|泪目|暖心|爱你|鸡腿|么么|给力|nice|saved (?:me|my)|kind|patient|fixed|respect|legend|sweet|lifesaver",
        r"请问|想问|问下|问一下|咨询|了解一下|是否|能否|对吧|怎么(?:操作|办理|提|开|关|填|写|弄|查|取|转|设)|(?:哪里|在哪|哪儿)(?:查|看|办|开|点|关|打)|要多久|多久能|几天|how (?:do|can|to|long|much)|is it (?:ok|possible|normal)|can i|what is|which",
        r"(?:说|问|打|等|跑|填|交|发|传|排|催|拖|答)了?[^,。.!?]{0,3}(?:[两三四五六七八九十几多0]|半)(?:遍|次|回|天|趟|个|年|周|月|小时|钟头|分钟)|从头|又[让叫要来]|还要我|到底|凭什么|凭啥|至于吗|合着|敢情|是[吧吗][?,。!]?$|摆设|念稿|套话|复读|废话|敷衍|推来推去|踢皮球|"
        r"\b(?:times|hours|weeks|months)\b|over and over|seriously|\bjoke\b|apparently|how many",
        r"恭喜|了不起|真(?:有|是)?(?:意思|牛|能耐|本事)|贵行|素材|精彩|长见识|开眼|领教|高明|绝了|笑死|不愧|谢谢你们[^,。.]{0,6}(?:让|教|不)|截图|congratulat|impressive|thrilled|amazing|prompt|how (?:nice|kind|thoughtful)|thanks for nothing",
        # cheated without a word of it: somebody says what to do,
        r"(?:警官|民警|公安|专员|客服|老师|导师|师傅|经理|老板|领导|对方|[他她]们?|人家|那边|中介|平台|群里|管理员|网友|对象|[男女]朋?友|业务员|卖家|买家|房东|officer|agent|guy|lady|teacher|seller|they|he|she)"
        r"[^,。.!?]{0,10}(?:让|叫|喊|要我|要求|教我|带我|说[要先得是我把]|told|asked|tells|asks|wants|said|says|needs)",
        # … money goes first so that money comes,
        r"先(?:交|打|转|付|充|存|垫|汇)|再(?:交|充|存|打|补)[^,。]{0,6}才|才能?(?:提现|到账|放款|返|取出|解|激活)|解冻|解锁|验资|流水|清关|激活|返[佣利现本]|佣金|补单|任务|[抢刷]单|垫付|联合单|充值|征信[^,。]{0,8}(?:消|修|影响)|"
        r"unlock|withdraw|top ?up|customs|clearance|gift ?card|processing fee|verification fee|upfront",
        # … a secret, the face or the screen was given away,
        r"(?:给|报|发|念|告诉|填|输)[^,。.]{0,8}(?:验证码|密码|卡号|有效期|背面|身份证|代码|人脸|码)|[刷扫眨拍扫][^,。]{0,6}[脸眼码]|人脸|共享|控制|会议软件|免密|亲密付|陌生|点了[^,。]{0,8}链接|短信里|anydesk|teamviewer|screen|remote|\bpin\b|cvv|six digits|the code|"
        r"gave (?:him|her|them)|clicked|link|installed?",
        # … somebody never met, gains that cannot be,
        r"没见过面|没视频|网恋|网上认识|投资|平台|带单|内幕|稳赚|保本|月息|本金|收益|虚拟币|usdt|数字(?:货币|黄金)|原始股|博彩|原油|fianc|never met|video call|crypto|invest|bitcoin|trading|usd|online (?:boy|girl)friend",
        # … a charge or a login nobody knows of, a telephone gone dead,
        r"没(?:开通|买|用|办|刷|点|开|绑)过|听都没听|认不出|莫名|无缘无故|什么都没(?:点|买|做)|谁(?:扣|转|刷|登)|[在从][^,。]{1,5}(?:登录|登陆|消费|刷)|卡(?:在|就在)|没信号|补办了|wasn'?t me|never heard|no signal|no sim|recogni[sz]e|can'?t place",
        # … or all is well again
        r"虚惊|原来(?:是|就是)|想起来|认出来|是我自己|自己(?:设|买|开|订|办)的|没损失|误会|破案|不用查|不用(?:处理|管)|差点|幸好|幸亏|好险|false alarm|turns? out|no need to|sorted|remember(?:ed)? now|never ?mind|it was (?:me|my)|almost fell",
    )
)


def hints(plain: str) -> list[float]:
    """1.0 for each hint that a plain text has, else 0.0."""
    return [float(bool(hint.search(plain))) for hint in HINTS]
