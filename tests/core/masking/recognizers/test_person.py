"""Names of people."""

from __future__ import annotations

import pytest

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.recognizers.person import Person

FOUND = [
    ("姓名雒军，申请挂失", ["雒军"]),
    ("此致\n归云飞\n财务部", ["归云飞"]),
    ("新加坡籍 TAN Wei Jie, Desmond 开户被拒", ["TAN Wei Jie, Desmond"]),
    # after a cue, glued, titled
    ("我叫王小明，", ["王小明"]),
    ("免贵姓王", ["王"]),
    ("名字石娟业，", ["石娟业"]),
    ("我儿子令狐杰今年上大学", ["令狐杰"]),
    ("我是陈女士", ["陈"]),
    ("刘经理让我来拿回单", ["刘"]),
    ("上次是关师傅装的机器", ["关"]),
    # by the surroundings alone
    ("志远这边，钱收到没有", ["志远"]),
    ("给佳琪转两千块生活费", ["佳琪"]),
    ("我找老邵", ["老邵"]),
    ("小骆在吗，上回是她办的", ["小骆"]),
    ("阿珍叫我来存定期", ["阿珍"]),
    ("韩雪梅13800138000", ["韩雪梅"]),
    ("收款人尚可欣，账号6222020000000000000", ["尚可欣"]),
    ("尊敬的张伟先生，您的账单已出", ["张伟"]),
    ("户名：娄国庆 开户行：城东支行", ["娄国庆"]),
    ("工资没到的有郭丽、齐大勇、葛小英三个人", ["郭丽", "齐大勇", "葛小英"]),
    ("我姓欧阳，名字是若兰", ["欧阳", "若兰"]),
    # other scripts
    ("陳大文先生係我老豆", ["陳大文"]),
    ("阿卜杜拉·买买提江的卡被锁了", ["阿卜杜拉·买买提江"]),
    ("my classmate Haruto told me", ["Haruto"]),
    ("my name is Wei Zhou and", ["Wei Zhou"]),
    ("My name is john smith", ["john smith"]),
    ("Mr. ZHOU Meiling approved", ["ZHOU Meiling"]),
    ("转给Olga Petrova的钱退回来了", ["Olga Petrova"]),
    ("户名 zhang wei，帮我查下", ["zhang wei"]),
]
LEFT_ALONE = [
    "高端卡年费多少",
    "安心贷怎么申请",
    "零存整取怎么算",
    "I am Chinese",
    "Bank of China",
    "谢谢",
    "老师优惠贷款有吗",
    "行长接待日是哪天",
    "Merry Christmas",
    "金额不对，余额也不对",
    "马上就要用，能不能快点",
    "白条和借呗哪个上征信",
    "请安排一下，程序走完了",
    "温馨提示：请勿泄露密码",
    "办张卡要什么材料，这张卡能换吗",
    "解放路支行几点开门",
    "李宁联名卡还有吗",
    "转人工，叫你们领导来",
    "康师傅红包怎么领",
    "呢張卡點解用唔到",
    "3%是单利还是复利",
    "放门卫老头那",
    "nope, not in chat",
    "我们班主任让交班费",
    "I can't log in and he can't either",
    "please mark the complaint as urgent",
    "周周有礼和月月鑫哪个好",
    "尊敬的客户，您的账单已出",
    "收款人姓名怎么改",
    "电话壹叁捌零零壹叁捌零零零",
]
ASKED = [
    ("欧阳", ["欧阳"]),
    ("姓欧阳", ["欧阳"]),
    ("苏文", ["苏文"]),
    ("我弟 陈志远", ["陈志远"]),
    ("单名一个晨字", ["晨"]),
    ("葛亮，诸葛的葛", ["葛亮"]),
    ("Amina Yusuf", ["Amina Yusuf"]),
    ("amanda lee", ["amanda lee"]),
    ("王建国", ["王建国"]),
    ("叫我小柏就行", ["小柏"]),
]
NO_ANSWER = [
    "不方便说",
    "稍等一下",
    "问这个干嘛",
    "系统里有",
    "我先问下年费",
    "公司户",
    "和上面一样",
    "ok",
    "转人工",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Person(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Person(), text) == []


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_a_name_alone_answers_the_question_for_it(finds, text, expected):
    assert finds(Person(), text, asked=["PERSON"]) == expected


@pytest.mark.parametrize("text", NO_ANSWER)
def test_other_answers_are_no_names(finds, text):
    assert finds(Person(), text, asked=["PERSON"]) == []


@pytest.mark.parametrize("text", ["我叫王小明，", "我是陈女士", "my name is Wei Zhou and", "小骆在吗"])
def test_each_find_says_what_found_it(tagger, text):
    found = Person().find(Analysis(text, reading=tagger.read(text)))
    assert found
    assert all(f.rule and f.kind == "PERSON" and text[f.start : f.end] not in f.rule for f in found)


TOLD = [
    ("安静这个名字和你们语音“请保持安静”撞了", "安静"),
    ("和平，姓和，云南丽江纳西族", "和平"),
    ("我姓金叫金额豹哈哈，没逗你", "金额豹"),
    ("经办人：卢一鸣  复核人：耿直", "耿直"),
    ("名单\n1 尤建勋\n2 岑晚晴\n3 单雄", "单雄"),
    ("阎罗\n62284 80078 29301 8475", "阎罗"),
    ("汇款人写LI/XIAOMING", "LI/XIAOMING"),
    ("老师姓钱，别打错成前", "钱"),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_the_text_itself_calls_a_word_a_name(finds, text, expected):
    assert expected in finds(Person(), text)


@pytest.mark.parametrize("text", ["我姓黄，黄河的黄", "请保持安静", "1 金额\n2 余额"])
def test_words_that_nobody_calls_a_name(finds, text):
    assert not {"黄河", "安静", "高兴", "高", "金额", "余额"} & set(finds(Person(), text))
