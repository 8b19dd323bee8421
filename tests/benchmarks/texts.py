"""Messages as customers type them, with and without personal data; made up for measuring."""

MESSAGES = [
    "你好，我想问一下信用卡年费是怎么收的，去年刷了十几次还要交吗",
    "我叫王建国，手机号13812345678，麻烦帮我看看贷款进度",
    "身份证110101199003077432，卡号6222021234567890128，昨天转账没到账",
    "网点周六上班吗，我在杭州西湖区文三路附近",
    "提前还房贷要不要违约金",
    "Please help, my card was lost yesterday in Shanghai, my email is li.na@example.com",
    "都说了三遍了，到底能不能退这个年费？",
    "谢谢",
]
