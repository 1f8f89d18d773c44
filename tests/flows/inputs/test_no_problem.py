""" "No problem" holds a word for no and is none: it is a yes, or is asked back."""

import pytest

from flows.inputs import Understood, yes_no
from flows.inputs.lexicon import Lexicon

SAID = {
    "en": ["I don't mind", "no problem", "I do not mind"],
    "vi": ["khong van de gi", "không vấn đề gì", "không sao", "không có vấn đề gì"],
    "id": ["tidak masalah", "gak papa", "ga masalah", "tdk masalah", "nggak apa apa"],
    "ne": ["samasya chhaina", "समस्या छैन", "kehi samasya chhaina", "kehi farak pardaina"],
    "tl": ["walang problema", "wala namang problema", "walang kaso"],
    "ja": ["もんだいありません", "問題ない", "問題ありません", "かまいません"],
    "my": ["ကိစ္စမရှိဘူး", "ပြဿနာမရှိဘူး"],
    "km": ["អត់អីទេ", "មិនអីទេ", "គ្មានបញ្ហាទេ"],
    "zh_Hans": ["没关系", "不介意"],
    "th": ["ไม่มีปัญหา", "ไม่เป็นไร", "ไม่ขัดข้อง"],
    "mn": ["асуудалгүй", "асуудал байхгүй", "зүгээр"],
    "pt_BR": ["não tem problema", "sem problema", "não me importo"],
    "es": ["no hay problema", "sin problema", "no me importa"],
    "bn": ["কোন সমস্যা নেই", "সমস্যা নাই", "somossa nai"],
    "si": ["ප්‍රශ්නයක් නැහැ", "කමක් නැහැ"],
    "uz": ["muammo yo'q", "hechqisi yo'q"],
}  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, said in SAID.items() for text in said])
def test_no_problem_is_never_a_no(every_lexicon: dict[str, Lexicon], lang: str, text: str) -> None:
    assert yes_no.leading(text, every_lexicon[lang]) != Understood(False)
