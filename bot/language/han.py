"""Chinese or Japanese, when no kana gives it away: single signs, and short words.

The national character sets are the evidence: a sign that GB 2312 or Big5 has and JIS X 0208 has not is
Chinese, one that only JIS X 0208 has is Japanese.
"""

from functools import cache

CHINESE_WORDS = frozenset(
    "我你您他她它们們这這那哪吗嗎吧呢啊很的了着是不没沒有在就都也和跟给給要会會能说說什么麼怎为為谁誰个個从從把被让讓"
)
"""Signs of everyday Chinese grammar that hardly stand in short Japanese text without kana."""
JAPANESE_WORDS = (
    "残業", "給料", "給与", "解雇", "社長", "会社", "契約", "退職", "寮費", "旅券", "未払", "支払",
    "有給", "労災", "在留", "実習", "特定技能", "組合", "登録支援機関", "監理団体", "労働基準監督署",
    "入管", "助けて", "首",
)  # fmt: skip


def chinese_share(text: str) -> float:
    """Say how Chinese a text of Han signs is: 1 surely Chinese, 0 surely Japanese, 0.5 nothing to go by."""
    chinese = sum(_leaning(sign) > 0 for sign in text) + sum(sign in CHINESE_WORDS for sign in text)
    japanese = sum(_leaning(sign) < 0 for sign in text) + sum(text.count(word) for word in JAPANESE_WORDS)
    return (chinese + 0.1) / (chinese + japanese + 0.2)


@cache
def _leaning(sign: str) -> int:
    gb, jis, big5 = (_in(sign, charset) for charset in ("gb2312", "shift_jis", "big5"))
    if jis and not gb and not big5:
        return -1
    return 1 if (gb or big5) and not jis else 0


def _in(sign: str, charset: str) -> bool:
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
