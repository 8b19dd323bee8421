"""How people ask for each kind of data, whatever their words: the nouns that name it and the ways around them.

Patterns read the `lower` view: small letters, simplified characters. A kind named here is not yet asked for;
`context` judges the sentence around it.
"""

from __future__ import annotations

import re
from typing import Final

PATTERNS: Final[dict[str, str]] = {
    "OTP": (
        r"验证码|校验码|认证码|核验码|动态码|动态密码|动态口令|动态验证|随机码|短信码|短信密码|短信口令|确认码|"
        r"激活码|授权码|登录码|验证短信|口令卡|密保卡|矩阵卡|坐标卡|预约码|绑定码|配对码|验证字|图形码|(?:的|个|新|次|串|条|到|过)码|"
        r"(?:短信|手机|信息|讯息)[^，。？?！!]{0,8}(?:数字|几位|\d位|[四六八]位|那串|一串|(?<!号)码|那?个?数(?![据量额目]))|(?:短信|"
        r"信息)[^，。？?！!]{0,5}(?:内容|原文|发来|转来|贴|念|给我|收到)|"
        r"(?:一次性|临时验证|验证|核验|动态)(?:验证)?(?:密码|口令|数字|数)|one.?time|(?<![a-z])otp(?![a-z])|passcode|"
        r"(?<!swift )(?<!bic )(?<!sort )(?<!post )(?<!zip )(?<!bank )"
        r"(?<!qr )(?<!area )(?<![a-z])codes?(?![a-z])"
    ),
    "CVV": (
        r"(?<![a-z])cv[vcn]2?(?![a-z])|安全码|(?:背|后|反)(?:面|后|边)?[^，。？?！!]{0,12}(?:[三3]位|[三3]个)|"
        r"(?:末|后|尾)[三3](?:位|码|个)|[三3]位(?:数字?|码)|"
        r"(?:背|反|卡后)[面后边]?[^，。？?！!]{0,10}(?:斜体|小字|数字|那?几[个位])|斜体|(?:校验|验证|"
        r"安全)码[^，。？?！!]{0,3}[三3]位|[三3]位(?:校验|验证)|校验值|运通[^，。？?！!]{0,12}[四4][位个]|"
        r"签名[条栏处区]|背签|卡背|卡[^，。？?！!]{0,3}翻(?:过来|到背|到反|个面)|"
        r"security (?:code|number)|(?:three|3)[ -]?digits?|back of (?:the|your) card|"
        r"on the back|校验三位"
    ),
    "EXPIRY": (
        r"有效期|有效日期|有效至|到期[年月日]|到期时间|几月几年|月份?\s?[/和与及、跟]\s?年|年份?\s?[/和与及、跟]\s?月|月份年份|"
        r"年份月份|(?:卡|几时|什么时候|哪天|哪年|"
        r"何时)[^，。？?！!]{0,6}(?:到期|过期|失效)|卡[^，。？?！!]{0,6}(?:到|用到|至)(?:啥|什么|几|哪|咩)|"
        r"(?<![a-z])exp(?:iry|iration|ires?|\.|$)|expir|valid (?:thru|till|until)|good thru|mm ?/ ?yy"
    ),
    "PASSWORD": (
        r"(?<!动态)(?<!短信)(?<!一次性)(?<!验证)(?:密码|口令)(?![器锁卡])|暗语|暗号|(?:支付|取款|交易|登录)(?:时|"
        r"的时候)[^，。？?！!]{0,6}(?:[输填]|[六6]位)|查询密|交易密|支付密|取款密|登录密|"
        r"(?<![a-z])(?:password|"
        r"passwd|pwd|pin|pass ?phrase)(?![a-z])"
    ),
    "MOBILE": (
        r"手机|电话|联系方式|联络|(?<![证卡账户口照牌件票q信])号码|来电|回电|回拨|(?:怎么|咋|如何|方便)联系|打哪个|"
        r"打给您哪|打你哪|给您回个|拨(?:打|哪)|预留|转数快|"
        r"(?<![a-z])(?:mobile|phone|cell|cellphone|telephone|tel|contact (?:number|no|details)|call you|reach you|"
        r"ring you|whatsapp)(?![a-z])"
    ),
    "LANDLINE": (
        r"座机|固话|固定电话|(?:单位|办公室?|公司|家里|家庭|家中|住宅|宅)(?:的)?(?:固定)?电话|区号|分机|landline|"
        r"office (?:phone|number)|home phone"
    ),
    "CN_ID": r"身份证|身分证|(?:居民|公民)身份|(?<![a-z])id ?(?:card|number|no|doc|#)|identity|(?<![a-z])id(?: is)?\??$",
    "PASSPORT": r"护照|旅行证件|外籍[^，。]{0,8}证件|passport",
    "PERMIT": r"通行证|回乡证|台胞证|返乡证|入台证|大通证|往来(?:港澳|台湾|内地|那)|通行的|港澳证|permit|entry card",
    "HKTW_ID": r"身份证|身分证|居留证|居住证|香港id|hkid|(?<![a-z])id ?(?:card|number|no)|identity",
    "MILITARY_ID": r"军官|士兵证|士官|军人|现役|军队|部队|文职|警官证",
    "BANK_CARD": (
        r"卡号|哪[张一]?张?卡|(?:银行|储蓄|借记|信用|收款|还款|工资|付款|绑定?的?|扣款|新|旧|社保|您的?|贵)卡|"
        r"什么卡|[张个]卡|卡面|卡片|卡上|报个?卡|"
        r"(?<![a-z])(?:card|debit|credit card|pan)(?![a-z])(?! (?:type|limit|fee))"
    ),
    "ACCOUNT": (
        r"[账帐](?:号|户)|户号|户口号|存[折单]|(?:合同|保单|协议)(?:编?号|[上末尾右左首][^，。？?！!]{0,6}(?:号|的|那|印))|借据|"
        r"[水电气]表[^，。？?！!]{0,4}号|公积金|社保[号账]|(?:客户|用户|会员|社保|医保|公积金|缴费|个人)编?号|一本通|股东|证券账|"
        r"登录名|登陆名|用户名|用户号|用户id|学号|工号|"
        r"缴费号|会员号|登[录陆]号|(?:煤气|燃气|水费|电费|水电|宽带)[^，。？?！!]{0,6}号|"
        r"(?<![a-z])(?:account|acct|a/c|user ?name|login|user ?id|customer (?:no|number|id))(?![a-z])"
    ),
    "IBAN": r"(?<![a-z])iban|国际[账帐]号|国际银行[账帐]",
    "SWIFT": (
        r"swift|(?<![a-z])bic(?![a-z])|国际代码|电汇代码|(?:银行|[汇收付转]款行|开户行|中转行|对方行|"
        r"分行)(?:的)?(?:国际|识别|汇款)*代?[码号]|行(?:识别)?[代码]码?(?!头)|行号|bank code|routing"
    ),
    "PERSON": (
        r"姓名|名字|贵姓|尊姓|大名|称呼|户名|叫什么|叫啥|叫做?什么|全名|是哪位|哪一?位|经办人|收款人|受益人|"
        r"联系人|持卡人|收件人|授权人|代办人|您叫|你叫|"
        r"怎么叫|谁的名|本名|实名|真名|(?:同埋|报个?|和|跟)名|边位|(?<![a-z])names?(?![a-z])|who am i (?:speaking|"
        r"talking|chatting)|who is this|call you\?|"
        r"(?:是|给|替|向|跟|找|由|被|问|叫)谁|谁(?:的|办|给|代|介绍|推荐|在|去|来|开|转|收|付|签|领|接待|联系|跟)|边个|邊個|"
        r"哪个(?:在用|办|人|经理|柜员|同事|接)|(?:法人|担保人|户主|房东|房主|车主|机主|股东|经理|推荐人|介绍人|共同借款人|配偶|"
        r"老板|付款人|汇款人|收货人|对方|客户经理|导师|监护人|经营者)(?:是|叫|呢|的名|\?|？|$)|"
        r"您本人是|who (?:is|are|was|referred|told|sent|gave|helped)|whose"
    ),
    "ADDRESS": (
        r"地址|住址|地点|住(?:在)?(?:哪|边|什么|几|何处)|(?:寄|送|发|邮|投)(?:到|去|往|给)?(?:哪|边|何处|"
        r"什么地方)|收件|收货|边度|几栋几号|哪个?小区|门牌|几楼|"
        r"(?:搬|家)(?:到|在)?哪|通讯处|户籍|您在哪|屋头|address|where (?:do|are|should|can|shall) (?:you|we|i)|"
        r"postcode|post code"
    ),
    "DOB": (
        r"出生|生日|(?:哪天|哪年|哪一年|几时|几号|几月|什么时候|何时)[^，。？?！!]{0,4}(?<![发产])生|生辰|"
        r"多大(?:了|年|岁|$)|年龄|岁数|"
        r"属什么|出世|(?:哪|几几)年的|(?:哪|几)[年月][^，。？?！!]{0,4}生|(?<![a-z])d\.?o\.?b\.?(?![a-z])|birth|(?<![a-z])born|how old|"
        r"yyyy-?mm-?dd"
    ),
    "WECHAT": (
        r"微信|薇信|威信|微讯|v信|绿泡|卫星号|薇号|(?<![a-z])(?:vx|wx|we ?chat|weixin|line)(?![a-z])|加您|加你|加(?:的是)?(?:什么|"
        r"谁|哪个)|"
        r"加个?好友|好友|头像|昵称|(?:搜|查找|加|添加)不(?:到|上|了)(?:您|你|这个|该|$)|扫码(?:添?加|不|方便)|(?:方便|给您|"
        r"您来)扫(?:码|一扫|下码)|加(?:个|下|您|你|一下)?的?v(?![a-z])"
    ),
    "QQ": r"群号|群主|(?<![a-z])q ?q?(?![a-z&])|扣扣|企鹅|秋秋|球球",
    "EMAIL": r"邮箱|邮件|电邮|信箱|电子信|伊妹儿|(?<![a-z])e?-?mail",
    "PLATE": r"车牌|牌照|车号|牌子|什么牌|号牌|plate|registration number|license number",
    "USCC": (
        r"信用代码|税号|纳税人|识别号|统一代码|统一码|公司代码|机构代码|信用编码|执照|credit code|tax (?:id|no|"
        r"number)|uscc"
    ),
    "IP": r"网络地址|(?<![a-z])ip(?![a-z])|ip ?地址",
    "MAC": r"物理地址|(?<![a-z])mac(?![a-z])|硬件地址|(?:设备|机器|网卡|终端)(?:标识|识别|编码|地址|信息|码)|(?:十六|16)进制",
}
"""Kind -> pattern. Several kinds may share a word: 证件 is an identity card, a passport or a permit."""

NAMED: Final = tuple((kind, re.compile(pattern)) for kind, pattern in PATTERNS.items())

ANY_PAPER: Final = frozenset({"CN_ID", "PASSPORT", "PERMIT", "HKTW_ID", "MILITARY_ID"})
"""What 证件 may mean."""

ASKING: Final = re.compile(
    r"[?？:：]|错误|不对|不符|失败|不通过|无效|查无|搜不到|对不上|[少多]了?[一几]位|是空的|不完整|有误|请|"
    r"麻烦|劳烦|烦请|提供|发|报|给|留|填|说|念|讲|唠|喊|输|告诉|告知|核对|核实|确认|校对|补|写|填|"
    r"选|拍|贴|转|瞅|看|"
    r"多少|几|什么|啥|咩|哪|边|谁|呢|吗|么|嘛|咋|点|未$|晓得|记得|需要|要|有没有|有吗|方便|才能|"
    r"need|could|may i|can (?:i|you|we)|please|pls|what|which|when|where|who|how|provide|confirm|verify|tell|"
    r"enter|type|send|give|share|"
    r"let me|have your|spell|read (?:me|out)|reply|repeat|again"
)
"""Something in a sentence that turns a noun into a question."""

WARNING: Final = re.compile(
    r"请勿|切勿|勿(?:向|将|把|在|透|泄|告|发)|不要|不用|无需|不必|不需要|不得|别(?:发|告诉|把|说|给|泄)|"
    r"不会(?:向|索|要|问)|不能(?:告|发|透|给)|谨防|警惕|泄露|"
    r"never|do not|don't|no need|must not|should not|shouldn't|won't ask|not share",
)
"""请勿发送验证码 names a secret without asking for it."""

OTHER_PAPERS: Final = re.compile(
    r"护照|身份证|证件|通行证|合同|签证|优惠|活动|保单|执照|驾照|passport|permit|visa|contract"
)
"""Papers whose expiry is no secret of a card."""

EXPLAINED: Final = re.compile(
    r"订单|单号|工单|流水|发票|快递|运单|(?<!客户)(?<!用户)(?<!社保)(?<!会员)(?<!个人)(?<!合同)(?<!保单)编号|取件|提货|兑换|券码|"
    r"序列号|工号|座位|房号|终端号|凭证|交易号|参考号|order|tracking|invoice|reference|ticket"
)
"""A long number that answers this is no account."""

SENT: Final = re.compile(
    r"短信|信息|消息|讯息|简讯|手机(?:上|收|里|接)|收到|发送|下发|重发|再发|发(?:了|到|过去|给您|出)|推送|text|sms|"
    r"message|(?<![a-z])sent(?![a-z])"
)
"""Something was sent to the visitor's phone …"""

READ_OUT: Final = re.compile(
    r"(?:[四五六八4-8]|几|多少)\s?(?:位|个)(?:的|数|号|码)?|位数|数字|那串|一串|那组|一组|"
    r"那个?数(?![据量额目])|(?:念|报|读|发|回复?|告诉|告知|提供|输入?)(?:一下|给|我|下)|"
    r"digits|read it|read (?:me|out|back)|what does it say|number (?:you|in|on)|reply with"
)
"""… and its digits are asked for, in these words or the next."""

PLAIN: Final = re.compile(
    r"额度|金额|数量|限额|基数|[年月]薪|收入|比例|人数|身高|体重|面积|余额|多少钱|几期|多少期|期数|利率|评分|打分|"
    r"[后末尾]四位|[后末尾]4位|尾号|邮编|版本|排队|"
    r"第几|几次|几张|几年|多久|年限|(?<!出生)(?<!出世)(?<!有效)(?<!到期)日期|笔数|积分|几天|"
    r"多少天|基金|股票|代码是|错误[代码]|提示[代码]码?|返回码|状态码|报错|编码|贷多少|借多少|转多少|取多少|存多少|"
    r"(?:(?<!扣)扣(?!扣)|花|付|转|还|取|存|借|贷|"
    r"充|欠|收|消费)了?您?多少|多少元|价格|价钱|哪个网点|"
    r"last (?:four|4)|how (?:much|many|long|often)|amount|"
    r"limit|balance|post ?code|zip|rating|version|error"
)
"""A plain number is asked for; a kind named in the same clause is not."""

STATING: Final = re.compile(
    r"已|将|成功|预计|默认|免费|利率|手续费|工作日|支持|即可|可以|办理|通过后|完成|暂|正在"
)
"""Something that makes a sentence a statement: a noun in it is named, not asked for."""
