"""Forms of words of grave matters and of moods: hints, which the weights judge by all else. Patterns read the plain writing of `script`."""

from __future__ import annotations

import re
from typing import Final

HINTS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern)
    for pattern in (
        # danger to life, said plainly
        r"不想(?:再)?活|活不下去|活够|活腻|活着[没好真也]|想死|去死|寻死|一死|自杀|轻生|遗书|遗言|跳[楼桥河江]|天台|楼上(?:跳|下来)|割腕|安眠药|[吃吞握攥喝]了?[^，。]{0,5}药|农药|烧炭|上吊|一了百了|想不开|解脱|"
        r"buxiang huo|bu xiang huo|xiang si|suicid|kill (?:myself|himself|herself)|end (?:it|my life|things)|want to die|better off dead|the pills|(?:take|took|takes) (?:their|my|his|her) own life|on the bridge|the bridge",
        # … and quietly
        r"撑不住|熬不下去|不想撑|没意思|走之前|我走了以?后|不在了以后|(?:我|到时候我)[^，。]{0,4}不在(?:了|人世)|用不着了|睡过去|不(?:再)?醒|不会再(?:来|用)|交代(?:好|后事)|都安排好|告别|道别|最后一次|最后的?(?:事|心愿)|没牵挂|"
        r"少我一个|没我这个人|结束(?:这一切|自己|算了)|刀|血|伤口|i won'?t (?:need|be (?:here|there|around))|when i'?m gone|goodbye|can'?t go on|nobody would miss|better off without|be dead|last thing on the list",
        # cheated
        r"骗|诈|盗刷|盗用|冒充|冒用|假的|假冒|钓鱼|杀猪盘|刷单|安全账户|共享屏幕|屏幕共享|远程|验证码|陌生(?:链接|号码|人)|不是我(?:本人)?(?:操作|刷|转|花|消费|办|做|买|的)|没(?:有)?(?:授权|申请|办过|买过|操作)|不认识(?:这|的)|提现不了|解冻费|保证金|"
        r"中奖|公安|警官|洗钱案|涉嫌|拉黑|呃咗|呃钱|俾人(?:呃|碌|转)|bei pian|hack|dao shua|scam|fraud|phish|hacked|unauthori|not mine|didn'?t (?:make|authori|buy)|don'?t recogni|never (?:made|authori)|otp|safe account|warrant|impersonat",
        # money going
        r"钱(?:正?在|都|全|一笔)?[^，。]{0,6}(?:被转|转走|没了|少了|在走|往外)|少了[^，。]{0,4}[0一二三四五六七八九十百千万]|余额(?:变|少|没)|在转我|一笔(?:接着?|一)一?笔|money is (?:gone|leaving)|logged in(?:to)?|used (?:in|at)|someone (?:used|opened|took)",
        # lost
        r"(?:卡|折|盾|钱包|包|手机)[^，。]{0,8}(?:丢|掉了|不见|冇咗|唔见|被偷|偷了|遗失|落在?|吞|被抢|顺走|没影)|(?:丢|掉|偷|吞|落|遗失|抢)了?[^，。]{0,5}(?:卡|折|盾|钱包)|挂失|补卡|(?:lost|stole|stolen|missing|swallow|ate|kept)[^.?!]{0,16}(?:card|wallet|purse)|card[^.?!]{0,16}(?:lost|stolen|missing|gone|swallow)",
        # dead
        r"去世|过世|离世|病逝|过身|身故|不在了|断气|走得(?:急|突然)|(?:爸|妈|父|母|爷|奶|公|婆|老伴|先生|太太|老公|老婆|爱人|儿子|女儿|哥|姐|弟|妹|爹|娘|豆|汉儿)[^，。]{0,6}(?:走了|没了|死|走咗|不在)|遗产|继承|丧|后事|死亡证明|qushi|passed away|died|deceased|funeral|estate|executor|probate|widow|late (?:father|mother|husband|wife)",
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
        r"借(?:我|我的|给)?[^，。]{0,4}卡|租[^，。]{0,4}(?:卡|户)|卖卡|收卡|走账|过账|跑分|洗(?:钱|白|干净)|拆(?:成|分|开)|分(?:几|多)次存|分开存|不被?(?:查|上报|登记|盯)|来源|提成|佣金|四件套|对敲|地下钱庄|转给(?:别人|他)|lend|rent|launder|without (?:it )?being (?:reported|flagged)|split|commission|move money",
        # money back
        r"退(?:钱|款|费|还|回|给|我)|多扣|扣(?:错|重|了两)|重复扣|乱扣|乱收|年费|手续费|短信费|返还|refund|charged twice|money back|reverse|overcharg|duplicate",
        # a complaint
        r"投诉|态度|骂|吼|翻白眼|爱答不理|服务(?:太|真|很)?差|白跑|忽悠|complain|complaint|rude|insult|service was|attitude",
        # moods: irony, worry, relief, rage
        r"呵呵|可真|真行|真会|服了|无语|醉了|鼓掌|厉害了|佩服|又是|还是(?:这|那)|每次都|都[^，。]{0,4}(?:天|周|月|次|遍|回)了|第[二三四五六七八九十0]+(?:次|遍|回|天)|great[,. ]|wonderful|lovely|bravo|third time|again\b|still (?:no|waiting|not)",
        r"急|慌|怕|担心|怎么办|咋[整办弄]|点算|睡不着|手(?:都)?(?:在)?抖|心里没底|来得及|会不会|求|救|worried|scared|afraid|panick|shaking|anxious|urgent|what do i do|please help",
        r"谢|感谢|多亏|放心|踏实|太好|真好|真棒|点赞|好评|夸|表扬|满意|厉害|给力|巴适|thank|cheers|grateful|relief|lovely lady|well done|brilliant|appreciate",
        r"[！!]{2,}|滚|他妈|妈的|操|狗|猪|畜生|混蛋|混账|强盗|骗子银行|废物|垃圾|黑心|傻|死哪|他娘|老子|老娘|fuck|shit|damn|bloody|thie|crook|idiot|garbage|useless|how dare",
    )
)


def hints(plain: str) -> list[float]:
    """1.0 for each hint that a plain text has, else 0.0."""
    return [float(bool(hint.search(plain))) for hint in HINTS]
