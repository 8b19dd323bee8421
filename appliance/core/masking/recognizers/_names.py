"""Surnames, forms of address and the words that stand before and after a name."""

from __future__ import annotations

from typing import Final

COMPOUND_SURNAMES: Final = (
    "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|夏侯|端木|轩辕|南宫|百里|东郭|闻人|独孤|呼延|"
    "申屠|太史|澹台|公冶|钟离|鲜于|赫连|万俟|濮阳|淳于|单于|宗政|仲孙|西门"
)
SURNAMES: Final = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜"
    "倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛翁冉骆蓝路游辛靳管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾"
    "隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区"
    "陳張劉楊黃趙吳孫馬鄭謝許鄧韓馮蕭葉蘇魏呂盧鍾譚陸範賈鄒龍賀顧龔邵萬錢嚴湯溫莊聶魯關蘭寧紀凌單阎郗逄亓佴邸郏郜晁盖逯揭钮闾尧宰占岩嵇昝郤仉呙妫郄旷银阙植戈漆鹿那桓苍寿扈隆阳朴禤芮麴麹璩宓酆缑忻訾亢庾邰隗"
)
RARE_SURNAMES: Final = (
    "雒鄂归矫揣皎牧逮隽励厍哈喇嘎墨奉姒宿屠岐巢庹弓恽慎战扶挚昌暨暴枚柘桐槐殳沃沐泰洛浦涅湛溥炎焉狄猗甫畅眭禄禹竺笪綦粘羿芒苌茆茹莘菅蒉蒯蔚薄"
    "衡袭裘贡赫辜迮郐郦闪闭韶顿黑都丘云芦亢郇妘鄯衣敬冶戢铁拜尉凤"
)
"""Surnames that are words too, or that few bear: they count only where a field, a cue or a signature says that a name stands there."""
TITLES: Final = (
    "先生|女士|小姐|太太|夫人|阿姨|叔叔|大叔|伯伯|爷爷|奶奶|大哥|大姐|师傅|老师|同学|医生|大夫|护士|律师|教授|博士|警官|法官|"
    "经理|主任|行长|主管|总监|总裁|董事长|柜员|会计|老板|科长|处长|局长|院长|校长|书记|工程师|姐姐|哥哥|姐|哥|總|经理人"
)
BEFORE_NAME: Final = (
    "我叫|名叫|叫做|名字叫|名字是|名字|姓名|户名|收款人|付款人|联系人|担保人|法定代表人|法人|申请人|开户人|持卡人|借款人|投保人|被保险人|"
    "受益人|投诉人|收件人|经办人|委托人|签收人|本人|曾用名|变更为|转账给|转给|汇给|打给|请转告|转告|请问|人是|我是|这里是|"
    "老公|老婆|丈夫|妻子|爱人|妈妈|母亲|爸爸|父亲|儿子|女儿|弟弟|哥哥|姐姐|妹妹|朋友|同事|同学|boss"
)
LATIN_BEFORE: Final = (
    r"my (?:full |legal )?name(?: is|'s|:)?|i am|i'm|this is|name(?:\s*(?:is|是|为|:|：))+|(?:mr|"
    r"mrs|ms|dr|miss)\.?|beneficiary|payee|"
    r"account holder|cardholder|my (?:wife|husband|son|daughter|mother|father|brother|sister|"
    r"friend|colleague|boss|partner)|"
    r"英文名(?:是|叫|为)?|名字(?:是|叫)?|姓名(?:是|：|:)?|我叫|我是|转账给|转给|汇给|给|ask for|"
    r"speak (?:to|with)|signed by|regards,|sincerely,|(?:发起|审批|经办|复核|授权|联系|负责|收件)人?|收款人|户名|持卡人|contact"
)
NOT_LATIN_NAMES: Final = frozenset(
    """
    a able account alipay already also am american an and android app apple april are at atm august
    bank beijing branch british but calling canadian card china chinese currently customer cvv dear
    december dr english error february for french friday from german getting going google happy having
    hello here hi hong i iban id in indian interested ios iphone is january japanese july june just
    kong korean loan london looking madam manager march mastercard may miss monday mortgage mr mrs ms
    mx my new not november october of on or otp our paris pay pdf pin please saturday september
    service shanghai singapore sir so sorry still student sunday support sure swift team thank thanks
    the thursday to trying tuesday unable unionpay using very vip visa waiting wechat wednesday with
    wondering writing york your
    ip lan mac wifi wlan vpn usb app sn qr sms url http https euro euros dollars pounds yen usd eur gbp hkd cny rmb
    icbc ccb abc boc bocom cmb citic cmbc spdb cib cgb psbc hsbc dbs ocbc uob hase seng hang ifc peer island peninsula kowloon
    shanghai guangzhou shenzhen hangzhou nanjing suzhou wuhan chengdu chongqing tianjin xiamen qingdao dalian macau macao taipei
    tokyo osaka seoul bangkok sydney melbourne toronto vancouver boston chicago seattle dubai berlin madrid moscow zurich geneva
    europe asia america africa fps cips chats faster nginx apache tomcat java
    acct wfoe unified residents trip banca popolare textile suzuki toyota honda hyundai volvo nissan mazda lexus
    merry christmas eve good morning afternoon evening night day regards best
    """.split()  # noqa: SIM905  (a list of words, a word per line would fill the screen)
)
NOT_CHINESE_NAMES: Final = frozenset(
    """
    万能 严重 乐分 人工 付款 付费 任何 任意 何况 何时 余额 余额宝 全国 全款 全部 全额 关于 别人 包裹 华为
    单位 古董 向日葵 和包 和解 和谐 大额 安全 安心 安排 安装 定期
    客户 客服 小孩 小米 小额 常用 平安 应该 张卡 成为 成功 成立 房贷 支付 整存整取 方便 时候 时间 明天 明年
    明白 明确 明细 易购 易贷 柜员 查到 查看 查询 查账 江南 活期
    温馨 满意 牡丹 理财 白金 白金卡 白银 石油 管理 管用 米饭 经理 老人 苹果 行长 解除 计划 贷记 路由 车贷
    连接 连续 通知 金卡 金葵花 金额 钱包 长城 零存整取 项目 顾客
    马上 高兴 高端 黄金 龙卡
    """.split()  # noqa: SIM905  (a list of words, a word per line would fill the screen)
)
